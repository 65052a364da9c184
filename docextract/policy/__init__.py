"""A policy's pages → its criteria."""
