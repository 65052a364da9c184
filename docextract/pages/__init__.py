"""Bytes → pages of words with boxes."""
