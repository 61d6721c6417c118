"""Measures what the site costs its readers, side by side with others: `make bench`."""
