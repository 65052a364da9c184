"""What every worker needs, loaded once: the server that workers are forked from imports this.

Loading takes over a second of processor time, which each worker would spend anew. Nothing here
may start a thread, for threads do not come along: the recognisers are opened by the workers.
"""

from __future__ import annotations

import os
from contextlib import suppress

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is loaded

from docextract.letter.warm import warm

with suppress(FileNotFoundError):  # a model is missing: told by the task that asks for it
    warm()
