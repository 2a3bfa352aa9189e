"""What waits for a person, the reminders of it, and all mail that the platform sends."""
