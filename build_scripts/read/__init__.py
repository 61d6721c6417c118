"""Readers of the repository's files: values, each with its place in the file."""
