"""A company's own house: its functions with their expected profiles, and what it records about its people."""
