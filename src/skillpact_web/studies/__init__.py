"""Studies: one run of the engine on a frozen snapshot of a cluster, its tables, scenarios and what was published."""
