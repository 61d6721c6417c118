"""Build of the site from Markdown and YAML; never runs in the reader's browser."""
