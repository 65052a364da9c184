"""What an office may set for its papers; the table ``[papers]`` of ``p2p.toml``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from docextract.facts import Frozen


class Papers(Frozen):
    """How papers are made.

    ``templates`` is the practice's own folder of templates. ``portal_megabytes`` and
    ``portal_pages`` are the largest file that a payer's portal takes: enclosures are split
    into parts that keep to both.
    """

    templates: Path | None = None
    portal_megabytes: float = Field(default=20, gt=0.2, le=500)
    portal_pages: int = Field(default=150, ge=5, le=5000)
