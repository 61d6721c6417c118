"""Pictures that others show beside a link."""
