"""English as the European institutions write it: 2 November 2026, 14:05, weeks from Monday."""
