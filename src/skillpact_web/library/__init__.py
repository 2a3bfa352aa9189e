"""Reference facts: lists of codes and figures, each with its source and whether it was verified."""
