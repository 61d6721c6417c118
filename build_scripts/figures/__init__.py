"""Pictures and tables that the build draws."""
