"""The history as a chain: whole when left alone, and every kind of tampering shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from casework import history
from casework.database import open_engine
from casework.store import open_store

NOW = datetime(2026, 3, 4, 16, 0, 0, 250, tzinfo=UTC)


def fill(store, rows=5):
    for number in range(rows):
        with store.write() as session:
            history.append(
                session, case_id=f"c-{number % 2}", who="Rosa", what="noted",
                at=NOW + timedelta(minutes=number), detail=f"words {number}",
            )  # fmt: skip


@pytest.fixture
def opened(tmp_path, url):
    """Opens the test's store, on each of the databases."""
    return lambda: open_store(tmp_path, url)


def tamper(opened, *statements):
    with opened() as store, store.write() as session:
        for statement in statements:
            session.execute(text(statement))


def verdict_of(opened, noted=None):
    with opened() as store, store.read() as session:
        return history.verify(session, noted)


def test_an_untouched_history_is_whole(opened):
    with opened() as store:
        fill(store)
    verdict = verdict_of(opened)
    assert (verdict.events, verdict.faults) == (5, ())


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE events SET detail = 'other words' WHERE id = 3", "row 3: its words were changed"),
        ("UPDATE events SET who = 'Nobody' WHERE id = 3", "row 3: it or the row before"),
        ("UPDATE events SET at = '2026-01-01 00:00:00.000000+00' WHERE id = 2", "row 2: it or"),
        ("UPDATE events SET case_id = 'c-9' WHERE id = 2", "row 2: it or"),
        ("DELETE FROM events WHERE id = 2", "row 2 is missing"),
        ("DELETE FROM events WHERE id = 5", "ends at row 4, but 5 rows were written"),
        ("DELETE FROM events", "ends at row 0, but 5"),
        ("UPDATE events SET detail = NULL, salt = NULL WHERE id = 4", "was not purged"),
        ("DELETE FROM history_head", "the head of the history is missing"),
    ],
)
def test_tampering_shows(opened, statement, fault):
    with opened() as store:
        fill(store)
    tamper(opened, statement)
    assert any(fault in each for each in verdict_of(opened).faults)


def test_a_history_computed_anew_shows_by_the_head_that_was_noted(opened):
    with opened() as store:
        fill(store)
    noted = verdict_of(opened).head
    tamper(
        opened, "DELETE FROM events", f"UPDATE history_head SET events=0, chain='{history.START}'"
    )
    with opened() as store:
        fill(store, rows=7)
    assert verdict_of(opened).faults == ()
    (fault,) = verdict_of(opened, noted).faults
    assert "noted head" in fault


def test_a_noted_head_still_stands_when_the_history_went_on(opened):
    with opened() as store:
        fill(store)
    noted = verdict_of(opened).head
    with opened() as store:
        fill(store, rows=2)
    assert verdict_of(opened, noted).faults == ()


def test_a_purge_takes_the_words_and_leaves_the_chain(opened):
    with opened() as store:
        fill(store)
        with store.write() as session:
            history.erase(session, "c-1")
            history.append(session, case_id="c-1", what=history.PURGED, at=NOW)
        with store.read() as session:
            left = [row.detail for row in history.of_case(session, "c-1")]
    assert left == [None, None, None]
    assert verdict_of(opened).faults == ()


def test_a_change_that_fails_leaves_no_row(opened):
    with opened() as store:
        fill(store)
        with pytest.raises(ZeroDivisionError):
            append_and_fail(store)
    assert verdict_of(opened).events == 5


def append_and_fail(store):
    with store.write() as session:
        history.append(session, what="noted", at=NOW)
        raise ZeroDivisionError


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path, opened, url):
    """Rows written before the chain was there are bound as they stand; references hold."""
    first_version(open_engine(tmp_path, url))
    with opened() as store:
        assert store.case("c-1").status == "open"
        assert store.wrote("c-1", "case.json", "b" * 64)
        fill(store, rows=1)
    verdict = verdict_of(opened)
    assert (verdict.events, verdict.faults) == (3, ())


def first_version(engine):
    config = Config()
    config.set_main_option("script_location", "casework:migrations")
    moment = "'2026-03-04 16:00:00.000000'"
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in (
            f"INSERT INTO documents VALUES ('{'a' * 64}','a.pdf',{moment},{moment},'option')",
            f"INSERT INTO cases VALUES ('c-1','{'a' * 64}',1,'prepared',NULL,'c-1','',{moment})",
            f"INSERT INTO outputs VALUES (1,'c-1','case.json','{'b' * 64}',{moment})",
            f"INSERT INTO events VALUES (3,'c-1',{moment},'p2p','working',NULL)",
            f"INSERT INTO events VALUES (7,'c-1',{moment},'p2p','prepared','as read')",
        ):
            connection.execute(text(statement))
    engine.dispose()
