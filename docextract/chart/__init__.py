"""Pages of a chart folder → whose they are, what they are, what they state."""
