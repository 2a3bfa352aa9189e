"""The pages of the accounts, one idea a file."""
