"""The office's clock: which alert is due at a moment, from values alone.

Nothing here asks what time it is: ``now`` is handed in, and comes from one place (``--now``,
else the machine's clock).
"""
