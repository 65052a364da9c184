"""A letter is another practice's only where its provider was surely read and is none of ours."""

from __future__ import annotations

import pytest

from casework.inbox.providers import not_ours
from casework.settings import Provider
from docextract.facts import Fact, Letter, OrderingProvider

OURS = (Provider(name="Robin A. Hale, MD", npi="1234567893"), Provider(name="Jo Quill"))


def letter(name, npi=None, **how):
    provider = OrderingProvider(name=Fact(value=name, **how), npi=Fact(value=npi))
    return Letter(ordering_provider=provider)


@pytest.mark.parametrize(
    "printed",
    ["Robin Hale", "HALE, ROBIN", "Dr. Robin Hale", "Hale, Robin A MD FAAOS", "R0bin Hale",
     "Robin Hale MD", "Jo Quill, DO", "Quill"],
)  # fmt: skip
def test_our_own_by_any_print(printed):
    assert not_ours(letter(printed), OURS) is None


@pytest.mark.parametrize("printed", ["Ida Brenner, MD", "BRENNER, IDA", "Maurice Kowalczyk"])
def test_another_practices(printed):
    assert "none of this practice's" in not_ours(letter(printed), OURS)


def test_our_number_counts_whatever_the_name():
    assert not_ours(letter("Ida Brenner", npi="1234567893"), OURS) is None


@pytest.mark.parametrize("how", [{"needs_review": True}, {"confidence": 0.5}])
def test_what_was_not_surely_read_says_nothing(how):
    assert not_ours(letter("Ida Brenner", **how), OURS) is None


def test_without_a_name_or_without_settings_nothing_is_called_not_ours():
    assert not_ours(letter(None), OURS) is None
    assert not_ours(letter("Ida Brenner"), ()) is None
