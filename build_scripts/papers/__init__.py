"""Papers to fill in, as Word files and as PDF."""
