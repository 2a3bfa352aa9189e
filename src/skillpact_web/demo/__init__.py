"""The invented cluster of Hiruzubi in the database, with one account a role. Never in production."""
