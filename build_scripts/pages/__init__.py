"""Values as staged Markdown."""
