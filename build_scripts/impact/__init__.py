"""Impact of an edit: what it does to readers, pages and links out there."""
