"""A criterion's text → a requirement as data."""
