"""Verbs that the web adds to `skillpact`, through the entry-point group `skillpact.commands`."""
