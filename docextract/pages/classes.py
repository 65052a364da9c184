"""A text recogniser's ONNX model, kept to some of the classes that its last layer tells apart.

PP-OCR's recogniser knows 18,708 characters, nearly all of them Chinese. Weighing them takes a
sixth of its time, and English print has none of them: their columns are left out of the last
layer as the model is loaded. The file, which is licensed under Apache-2.0, is not changed.

Only the fields of ONNX that this touches are described here (numbers as in ``onnx.proto``,
https://github.com/onnx/onnx); protobuf carries the others through as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError
from google.protobuf.message_factory import GetMessageClass

BLANK = "\0"
"""The class between two characters; always the first."""
_FLOAT = 1
"""``TensorProto.DataType.FLOAT``: four bytes, little-endian."""
_CHARACTERS = "character"
"""The model's own entry that lists the characters, one a line, from class 1 on."""

_INT64, _STRING, _BYTES, _MESSAGE = (
    FieldDescriptorProto.TYPE_INT64,
    FieldDescriptorProto.TYPE_STRING,
    FieldDescriptorProto.TYPE_BYTES,
    FieldDescriptorProto.TYPE_MESSAGE,
)
_FIELDS = {
    "Tensor": {"dims": (1, _INT64, "*"), "data_type": (2, _INT64, ""), "name": (8, _STRING, ""),
               "raw_data": (9, _BYTES, "")},
    "Output": {"name": (1, _STRING, ""), "type": (2, _BYTES, "")},
    "Graph": {"initializer": (5, "Tensor", "*"), "output": (12, "Output", "*"),
              "value_info": (13, "Output", "*")},
    "Entry": {"key": (1, _STRING, ""), "value": (2, _STRING, "")},
    "Model": {"graph": (7, "Graph", ""), "metadata_props": (14, "Entry", "*")},
}  # fmt: skip


class Cut(NamedTuple):
    """The smaller model, and the character of each of its classes; the first is :data:`BLANK`."""

    model: bytes
    characters: tuple[str, ...]


class OtherModelError(ValueError):
    """The model is not built as a recogniser of PP-OCR is."""


def cut(model: bytes, wanted: Callable[[str], bool]) -> Cut:
    """Keep the blank and the wanted characters; the chances told are shared among these alone.

    Args:
        model: a recogniser of PP-OCR as an ONNX file, its weights inside.
        wanted: whether a character is kept.

    Raises:
        OtherModelError: the model has no list of characters, or no last layer that fits it.
    """
    try:
        tree = _message().FromString(model)
    except DecodeError as error:
        raise OtherModelError("the file is no ONNX model") from error
    told = [entry.value.splitlines() for entry in tree.metadata_props if entry.key == _CHARACTERS]
    every = [BLANK, *(told[0] if told else ()), " "]
    kept = [i for i, character in enumerate(every) if character == BLANK or wanted(character)]
    last = [t for t in tree.graph.initializer if t.dims and t.dims[-1] == len(every)]
    if len(last) != 2 or any(t.data_type != _FLOAT or not t.raw_data for t in last):
        raise OtherModelError(f"the model has no last layer for {len(every)} characters")
    for tensor in last:
        _keep_columns(tensor, kept)
    del tree.graph.value_info[:]  # shapes as they were; the runtime infers them anew
    for output in tree.graph.output:
        output.type = b""
    return Cut(tree.SerializeToString(), tuple(every[i] for i in kept))


def _keep_columns(tensor: Any, kept: Sequence[int]) -> None:  # noqa: ANN401 - made at run time
    columns = np.frombuffer(tensor.raw_data, "<f4").reshape(tuple(tensor.dims))[..., kept]
    tensor.raw_data = np.ascontiguousarray(columns).tobytes()
    tensor.dims[-1] = len(kept)


@cache
def _message() -> Any:  # noqa: ANN401 - made at run time
    """The class of ``ModelProto``, as far as :data:`_FIELDS` describes it."""
    file = FileDescriptorProto(name="onnx_cut.proto", package="cut", syntax="proto2")
    for name, fields in _FIELDS.items():
        message = DescriptorProto(name=name)
        for field, (number, kind, many) in fields.items():
            told = message.field.add(name=field, number=number)
            told.label = told.LABEL_REPEATED if many else told.LABEL_OPTIONAL
            told.type = _MESSAGE if isinstance(kind, str) else kind
            if isinstance(kind, str):
                told.type_name = f".cut.{kind}"
        file.message_type.append(message)
    pool = DescriptorPool()
    pool.Add(file)
    return GetMessageClass(pool.FindMessageTypeByName("cut.Model"))
