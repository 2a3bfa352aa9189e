"""What those who run Skillpact need: preparation of the database, backup, health, figures for monitoring."""
