"""The models that the project trains: found in a checkout and in an installed wheel alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from spacy.language import Language

_PLACES = (Path(__file__).parent / "_models", Path(__file__).parents[1] / "models")
"""Where a wheel and where a checkout keeps them."""


def model_folder(name: str) -> Path:
    """The folder of a model.

    Raises:
        FileNotFoundError: the installation is not whole.
    """
    for place in _PLACES:
        if (place / name).is_dir():
            return place / name
    raise FileNotFoundError(f"the model {name} is missing: install the program again")


@cache
def load_model(name: str) -> Language:
    """A spaCy pipeline of ours, loaded once a process when it is first asked for."""
    import spacy

    return spacy.load(model_folder(name) / "pipeline")


def network_of(model: Path | bytes) -> InferenceSession:
    """A network in ONNX that runs with one thread: the workers share the cores."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
