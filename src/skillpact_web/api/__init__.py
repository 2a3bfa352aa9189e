"""The REST interface under /api/v1/: collects each app's router and shows what there is."""
