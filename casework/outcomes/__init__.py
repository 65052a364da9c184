"""How a step of the dispute ended, and what follows: the next right, the appeal, the wait."""
