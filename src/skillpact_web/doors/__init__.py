"""How things come in and go out: forms sent once, REST, and the exchange of tables."""
