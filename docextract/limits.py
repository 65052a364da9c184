"""How much of a file is read, so that a hostile or broken one costs only itself.

A file over a limit raises :class:`~docextract.errors.LimitExceededError`; a page over a limit
becomes an unread page. Both messages name the setting to raise.
"""

from __future__ import annotations

import os
import resource

from docextract.facts import Frozen


class Limits(Frozen):
    """Limits for one file and its pages; the names are those of the settings."""

    file_mb: int = 500
    """Largest file, in megabytes."""
    unpacked_mb: int = 300
    """Most that the parts of a DOCX or the attachments of an e-mail may unpack to, in megabytes."""
    pages: int = 2000
    """Most pages in one file, attachments included."""
    page_megapixels: int = 120
    """Largest page image, in million pixels (a 300 dpi letter page has 8.4)."""
    memory_mb: int = 4096
    """Address space of one worker process and of the OCR program that it starts, in megabytes."""
    page_seconds: int = 90
    """Longest time for one page."""
    file_seconds: int = 3600
    """Longest time for one file."""


def apply_to_process(limits: Limits) -> None:
    """Bind this worker process: its memory, and one thread for each OCR program.

    Tesseract with its own threads takes four times as long as two processes with one each.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.memory_mb * 1024 * 1024
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    os.environ["OMP_THREAD_LIMIT"] = "1"
