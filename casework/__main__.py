"""``python -m casework`` is ``p2p``."""

from __future__ import annotations

from casework.cli import main

main(prog_name="p2p")
