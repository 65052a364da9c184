"""How fast the worklist and one case open in a store of 100,000 cases.

Run ``python -m benchmarks.store_speed``; ``--cases`` sets the size, ``--url`` another database.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import insert
from sqlalchemy.orm import Session

from casework import history
from casework.alerts import coming_alerts
from casework.office import case_of
from casework.records import CaseRecord, CaseState, CaseStatus, DocumentRecord, Level
from casework.records_office import (
    CallRecord,
    CallState,
    DeadlineRecord,
    DeadlineState,
    OutcomeRecord,
    Result,
)
from casework.settings import load_settings
from casework.store import Store, open_store
from casework.worklist import Filters, case_view, worklist

NOW = datetime(2026, 11, 2, 14, tzinfo=UTC)
_AT_ONCE = 5000
_OPEN_SHARE = 0.05
"""An office closes nearly all of its cases: of 100,000 some 5,000 are open."""
_HISTORY = 20_000
"""Rows of history: the chain is appended one by one."""


def main() -> None:
    """Fill a store, then time the worklist, a filter, one case and the alerts to come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--url", default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder), given.url) as store:
        began = time.perf_counter()
        fill(store, given.cases)
        print(f"{given.cases} cases filled in {time.perf_counter() - began:.0f} s")
        ids = [f"c{number:09d}-1" for number in range(given.cases)]
        dice = random.Random(1)
        report(store, "worklist, first 100", lambda session: worklist(session, Filters(), most=100))
        named = Filters(payer="payer 7")
        report(store, "worklist of a payer", lambda session: worklist(session, named, most=100))
        soon = Filters(act_before=NOW + timedelta(days=3))
        report(store, "due within 3 days", lambda session: worklist(session, soon, most=100))
        report(store, "opening a case", lambda s: case_view(s, case_of(s, dice.choice(ids))))
        settings = load_settings(None, zone="America/New_York")
        week = timedelta(days=7)
        report(
            store, "alerts of a week, all open cases",
            lambda session: coming_alerts(session, settings, NOW, week, timedelta()), times=3,
        )  # fmt: skip


def report(store: Store, name: str, ask: Callable[[Session], object], *, times: int = 50) -> None:
    """Print the median and the slowest tenth of several runs, each in a transaction of its own."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        with store.read() as session:
            ask(session)
        taken.append((time.perf_counter() - began) * 1000)
    slow = quantiles(taken, n=10)[-1] if times > 1 else taken[0]
    print(f"{name}: median {median(taken):.1f} ms, one in ten over {slow:.1f} ms")


def fill(store: Store, count: int) -> None:
    """Cases with two windows each; of the closed ones, a call and an outcome."""
    dice = random.Random(0)
    for start in range(0, count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, count))
        with store.write() as session:
            _some(session, numbers, dice)
    for start in range(0, min(count, _HISTORY), 1000):
        with store.write() as session:
            for number in range(start, min(start + 1000, count)):
                history.append(session, case_id=f"c{number:09d}-1", at=NOW, what="prepared")


def _some(session: Session, numbers: range, dice: random.Random) -> None:
    documents, cases, deadlines, calls, outcomes = [], [], [], [], []
    for number in numbers:
        sha, case = f"{number:064x}", f"c{number:09d}-1"
        is_open = dice.random() < _OPEN_SHARE
        opened = NOW - timedelta(days=dice.randrange(10 if is_open else 900), hours=3)
        act_by = opened + timedelta(days=dice.randrange(11, 40))
        documents.append(
            {"sha256": sha, "name": "a.pdf", "first_seen": opened, "received_at": opened,
             "received_from": "inbox"}
        )  # fmt: skip
        cases.append(
            {"id": case, "sha256": sha, "letter": 1, "state": CaseState.PREPARED,
             "fingerprint": "", "updated_at": opened, "opened_at": opened,
             "status": CaseStatus.OPEN if is_open else CaseStatus.CLOSED, "level": Level.P2P,
             "patient": f"Patient {number}", "payer": f"Payer {dice.randrange(40)}",
             "reference": f"R{number}", "reference_key": f"R{number}", "document_type": "denial",
             "needs_review": False, "act_by": act_by if is_open else None,
             "act_kind": "p2p" if is_open else None}
        )  # fmt: skip
        state = DeadlineState.OPEN if is_open else DeadlineState.MET
        deadlines += [
            {"case_id": case, "origin": sha, "position": position, "kind": kind, "level": level,
             "due": end.date().isoformat(), "due_at": end, "act_by": end, "needs_review": False,
             "state": state, "ended_at": None if is_open else end}
            for position, (kind, level, end) in enumerate(
                [("p2p", Level.P2P, act_by),
                 ("internal_appeal", Level.APPEAL, act_by + timedelta(days=60))]
            )
        ]  # fmt: skip
        if not is_open:
            calls.append(
                {"case_id": case, "uid": case, "sequence": 0, "state": CallState.HELD,
                 "starts_at": act_by, "ends_at": act_by, "by": "p2p", "at": act_by}
            )  # fmt: skip
            outcomes.append(
                {"case_id": case, "level": Level.P2P, "result": dice.choice(list(Result)),
                 "decided_at": act_by, "criteria": [], "reasons": [], "unaddressed": [],
                 "by": "p2p", "at": act_by}
            )  # fmt: skip
    for kind, rows in ((DocumentRecord, documents), (CaseRecord, cases),
                       (DeadlineRecord, deadlines), (CallRecord, calls),
                       (OutcomeRecord, outcomes)):  # fmt: skip
        session.execute(insert(kind), rows)


if __name__ == "__main__":
    main()
