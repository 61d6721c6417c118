"""Files for programs: answers and flows as data, their schemas, llms.txt."""
