"""Reading: a file in, typed facts with their evidence out."""
