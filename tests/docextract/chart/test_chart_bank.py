"""The bank of small items: quotes stand in their documents, statuses have their counts."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

BANK = Path(__file__).parent / "bank"


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("name", "counts"), [("develop", (35, 20, 18, 17)), ("judge", (13, 9, 7, 7))]
)
def test_the_bank_is_whole(name: str, counts: tuple[int, ...]) -> None:
    text = (BANK / f"{name}.yaml").read_text(encoding="utf-8")
    items: list[dict[str, Any]] = yaml.safe_load(text)
    found = Counter(item["status"] for item in items)
    assert tuple(found[s] for s in ("supported", "partial", "contradicted", "gap")) == counts
    for item in items:
        texts = {f"{d['title']}, {d['date']}": flat(d["text"]) for d in item["chart"]}
        assert len(texts) == len(item["chart"]), item["id"]
        for passage in item["evidence"] + item["against"] + item["traps"]:
            assert passage["quote"] in texts[passage["document"]], (item["id"], passage["quote"])
