"""What is wrong with values, and what was published before."""
