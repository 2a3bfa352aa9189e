"""The web of Skillpact: people, roles, forms, pages and REST over the engine in `skillpact`."""
