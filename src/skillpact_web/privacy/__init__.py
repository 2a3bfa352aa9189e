"""The registry in which every model says what it holds of persons, why, how long, and how it leaves."""
