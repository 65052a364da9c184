"""Speed and accuracy, measured. Nothing here is asserted; the figures go to ``docs/``."""
