"""Files of the repository as values, with the place of each in its file."""
