"""What Python starts from in the browser: a smaller Pyodide, its library and a snapshot of its memory."""
