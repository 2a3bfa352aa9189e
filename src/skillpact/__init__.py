"""Skillpact, the engine: what companies need, what people can, the gap, and the training that closes it.

A plain library over plain data. Importing it loads nothing, logs nothing and reaches no network.
"""

__version__ = "0.1.0"
