"""Tests in a real browser, through the built site."""
