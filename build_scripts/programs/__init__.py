"""What programs read: answers and flows as data, their schemas, llms.txt."""
