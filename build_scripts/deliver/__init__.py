"""A built site made ready for any static host."""
