"""Figures that leave the house: definitions, values, snapshots, and who may see how much of them."""
