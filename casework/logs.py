"""Logs for the person who runs the program: what is done to which file, never what it says.

A file stands in a log by the first twelve digits of its SHA-256, without its name, which may be
a patient's.
"""

from __future__ import annotations

import logging
import sys

OURS = ("docextract", "packet_builder", "casework")

_LEVELS = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}


def set_up_logs(verbose: int) -> None:
    """Send our own records to stderr; ``verbose`` is -1 for quiet, 0, 1 or 2.

    Other libraries are kept silent: they put words of the documents into their records.
    """
    logging.getLogger().handlers = [logging.NullHandler()]
    logging.lastResort = None
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for name in OURS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(_LEVELS.get(verbose, logging.DEBUG))
