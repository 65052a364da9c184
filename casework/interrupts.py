"""Interrupts of the terminal, noted beside the ``KeyboardInterrupt`` that Python raises."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from types import FrameType


@contextmanager
def interrupt_noted(noted: Event) -> Iterator[None]:
    """Let an interrupt set ``noted`` before what was bound to it (by default the exception).

    The exception alone may be lost where it is raised: Python drops one that passes through a
    finalizer or a callback, and a C library that is being imported turns it into its own error.
    Outside the main thread, which alone gets interrupts, this does nothing.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def note(signum: int, frame: FrameType | None) -> None:
        noted.set()
        if callable(before):
            before(signum, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
