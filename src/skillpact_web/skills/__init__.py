"""Skills as people meet them: the taxonomy in use, search, what the machine suggests and a person decides."""
