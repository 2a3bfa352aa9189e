"""Uploads: each content stored once, told by what it is and not by its name, outside of what the web shows."""
