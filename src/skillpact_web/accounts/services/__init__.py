"""The writes of the accounts, one idea a file."""
