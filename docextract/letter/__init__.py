"""Pages → letters → the facts of each letter."""
