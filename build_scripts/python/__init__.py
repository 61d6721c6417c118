"""Python for the browser: a smaller Pyodide, its library and a snapshot of its memory."""
