"""The recogniser's model without the classes that no English print needs."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from docextract.errors import MissingProgramError
from docextract.pages import recogniser
from docextract.pages.classes import BLANK, OtherModelError, cut
from docextract.pages.recogniser import MODEL, line_reader


def model() -> bytes:
    found = importlib.util.find_spec("rapidocr")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0], "models", MODEL).read_bytes()


def told(network: bytes, pixels: np.ndarray) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"x": pixels})[0][0])


def test_what_is_kept_is_told_in_the_same_proportions():
    every = cut(model(), lambda character: True)
    some = cut(model(), lambda character: character in "0123456789 ")
    assert some.characters[0] == BLANK
    assert sorted(some.characters[1:]) == sorted(" 0123456789")
    assert len(every.characters) > 18_000
    pixels = np.random.default_rng(1).uniform(-1, 1, (1, 3, 48, 160)).astype(np.float32)
    columns = [every.characters.index(c) for c in some.characters]
    before, after = told(every.model, pixels)[:, columns], told(some.model, pixels)
    assert after.shape == before.shape
    assert after.sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    shares = before / before.sum(axis=1, keepdims=True)
    assert after == pytest.approx(shares, abs=1e-4)


def test_the_model_is_made_alike_each_time():
    first, second = (cut(model(), str.isascii) for _ in range(2))
    assert first == second
    assert len(first.model) < 0.6 * len(model())


@pytest.mark.parametrize("other", [b"", b"\x08\x0a", b"not a model at all", b"\x3a\x02\x0a\x00"])
def test_another_file_is_refused(other: bytes):
    with pytest.raises(OtherModelError):
        cut(other, str.isascii)


def test_a_model_that_we_do_not_know_says_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def strange(model: bytes, wanted: object) -> None:
        raise OtherModelError("no last layer")

    monkeypatch.setattr(recogniser, "cut", strange)
    with pytest.raises(MissingProgramError, match="install peer-to-peer-prep again"):
        line_reader.__wrapped__()
