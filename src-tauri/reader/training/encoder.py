"""The frozen sentence encoder: all-MiniLM-L6-v2 with whole-number weights and the word pieces English needs.

`cut()` makes the bytes of `src/encoder.bin` out of the model that pip put here; `Encoder` computes from those bytes what
`src/encoder.rs` computes, operation for operation. Weights are whole numbers within ±63 with a scale for each output, what they
are multiplied with whole numbers from 0 to 255 with a scale and a zero for each token: so no sum of two products leaves 16 bits,
and the products are the same on every processor. The rest is float32.
"""

import re
import struct

import numpy as np

import minilm

WIDTH, LAYERS, HEADS, WIDE = 384, 6, 12, 1536
# Tokens in one pass, the beginning and the end of the pass included.
PASS = 128
# Whole words of this rank or a lower number are kept; the sentence model counts by how often they are written.
RANK = 14_500
MOST = 63
F = np.float32


def kept(seen):
    """The numbers of the pieces that stay: [CLS], [SEP], what any word can be made of, common words, those in `seen`."""
    pieces = minilm.vocabulary()
    english = re.compile(r"(##)?[a-z0-9]+|[?!]")
    rest = {at for at, piece in enumerate(pieces) if english.fullmatch(piece)}
    common = {at for at in rest if at < RANK or len(pieces[at].removeprefix("##")) == 1}
    return [101, 102, *sorted(common | (rest & seen))]


def rounded(rows):
    """Whole numbers within ±MOST for each row, and the row's scale."""
    scale = (np.abs(rows).max(1) / F(MOST)).astype("<f4")
    return np.rint(rows / scale[:, None]).astype("i1"), scale


def cut(seen):
    """The bytes of the encoder: a name, then parts, each after its length."""
    w = minilm.weights()
    numbers = kept(seen)
    pieces = minilm.vocabulary()
    words, word_scales = rounded(w["embeddings.word_embeddings.weight"][numbers])
    places = w["embeddings.position_embeddings.weight"][:PASS] + w["embeddings.token_type_embeddings.weight"][0]
    norm = lambda name: [w[f"{name}.LayerNorm.weight"], w[f"{name}.LayerNorm.bias"]]
    parts = ["\n".join(pieces[at] for at in numbers).encode(), words, word_scales, places, *norm("embeddings")]
    for at in range(LAYERS):
        name = f"encoder.layer.{at}."
        inner = [name + f"attention.self.{kind}" for kind in ("query", "key", "value")]
        matrix = np.concatenate([w[one + ".weight"] for one in inner])
        bias = np.concatenate([w[one + ".bias"] for one in inner])
        # How near two tokens are is divided by the root of a head's width: here, once for all.
        matrix[:WIDTH] /= F(np.sqrt(WIDTH / HEADS))
        bias[:WIDTH] /= F(np.sqrt(WIDTH / HEADS))
        parts += linear(matrix, bias)
        for dense in ("attention.output", "intermediate", "output"):
            parts += linear(w[f"{name}{dense}.dense.weight"], w[f"{name}{dense}.dense.bias"])
            parts += norm(name + dense) if dense != "intermediate" else []
    raw = [part if isinstance(part, bytes) else np.ascontiguousarray(part).tobytes() for part in parts]
    return b"ENCODE1\n" + b"".join(struct.pack("<I", len(part)) + part for part in raw)


def linear(matrix, bias):
    """A layer's weights, one column for each output, with scales and biases."""
    whole, scale = rounded(matrix)
    return [whole.T, scale, bias]


LOG2E, ROUND = F(1.4426950408889634), F(12582912.0)
EXP = [F(x) for x in (0.0013333558, 0.009618129, 0.05550411, 0.2402265, 0.6931472, 1.0)]


ERF = [F(x) for x in (1.0614054, -1.4531521, 1.4214138, -0.28449672, 0.2548296)]


def exp(x):
    """e to the x, for x from -87 to 87."""
    part = np.maximum(x, F(-87))
    part *= LOG2E
    whole = part + ROUND
    part -= whole - ROUND
    sum_ = polynomial(part, EXP)
    sum_.view("<i4")[...] += whole.view("<i4") << 23
    return sum_


def polynomial(x, factors):
    """By Horner, in place: an array for each step would take most of the time."""
    sum_ = np.full_like(x, factors[0])
    for factor in factors[1:]:
        sum_ *= x
        sum_ += factor
    return sum_


def gelu(x):
    """x times the share of a normal distribution below it (Abramowitz and Stegun 7.1.26)."""
    z = np.abs(x)
    z *= F(0.70710677)
    t = z * F(0.3275911)
    t += F(1)
    np.divide(F(1), t, out=t)
    tail = polynomial(t, ERF)
    tail *= t
    z *= z
    tail *= exp(np.negative(z, out=z))
    tail *= F(0.5)
    np.subtract(F(1), tail, out=tail, where=x >= 0)
    tail *= x
    return tail


def normal(x, weight, bias):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + F(1e-12)) * weight + bias


class Encoder:
    """The encoder of some bytes, ready to be asked."""

    def __init__(self, raw):
        parts, at = [], 8
        while at < len(raw):
            size = int.from_bytes(raw[at : at + 4], "little")
            parts.append(raw[at + 4 : at + 4 + size])
            at += 4 + size
        floats = lambda: np.frombuffer(parts.pop(0), dtype="<f4")
        wholes = lambda: np.frombuffer(parts.pop(0), dtype="i1").astype("f4")
        self.vocabulary = {piece: at for at, piece in enumerate(parts.pop(0).decode().split("\n"))}
        words = wholes().reshape(-1, WIDTH)
        self.words = words * floats()[:, None]
        self.places = floats().reshape(PASS, WIDTH)
        self.norm = floats(), floats()

        def linear(inputs):
            matrix = wholes().reshape(inputs, -1)
            return matrix, matrix.sum(0), floats(), floats()

        norm = lambda: (floats(), floats())
        self.layers = [
            (linear(WIDTH), linear(WIDTH), norm(), linear(WIDTH), linear(WIDE), norm()) for _ in range(LAYERS)
        ]

    @staticmethod
    def _linear(x, layer):
        matrix, sums, scale, bias = layer
        flat = x.reshape(-1, x.shape[-1])
        low, high = np.minimum(flat.min(1), F(0)), np.maximum(flat.max(1), F(0))
        step = np.maximum((high - low) / F(255), F(1e-9))
        zero = np.rint(-low / step)
        whole = np.clip(np.rint(flat / step[:, None]) + zero[:, None], 0, 255)
        found = (whole @ matrix - zero[:, None] * sums) * (step[:, None] * scale) + bias
        return found.reshape(*x.shape[:-1], -1)

    def _attention(self, x, mask, layer):
        count, length, _ = x.shape
        all_ = self._linear(x, layer).reshape(count, length, 3, HEADS, -1).transpose(2, 0, 3, 1, 4)
        near = all_[0] @ all_[1].transpose(0, 1, 3, 2)
        near = np.where(mask[:, None, None, :], near, F(-1e9))
        near = exp(near - near.max(-1, keepdims=True)) * mask[:, None, None, :]
        near = near / near.sum(-1, keepdims=True)
        return (near @ all_[2]).transpose(0, 2, 1, 3).reshape(count, length, WIDTH)

    def last(self, ids, mask):
        """The last layer's vector of every token of a batch, padded by `mask`."""
        x = normal(self.words[ids] + self.places[: ids.shape[1]], *self.norm)
        for inner, outer, norm_, wide, narrow, norm2 in self.layers:
            x = normal(x + self._linear(self._attention(x, mask, inner), outer), *norm_)
            x = normal(x + self._linear(gelu(self._linear(x, wide)), narrow), *norm2)
        return x

    def tokens(self, passes, most=384):
        """The vectors of the tokens of each pass, without those of its beginning and end."""
        found = [None] * len(passes)
        order = sorted(range(len(passes)), key=lambda at: len(passes[at]))
        while order:
            longest = len(passes[order[-1]]) + 2
            some = [order.pop() for _ in range(min(len(order), max(most // longest, 1)))]
            ids = np.zeros((len(some), longest), dtype=int)
            mask = np.zeros((len(some), longest), dtype=bool)
            for row, at in enumerate(some):
                size = len(passes[at]) + 2
                ids[row, :size] = [0, *passes[at], 1]
                mask[row, :size] = True
            last = self.last(ids, mask)
            for row, at in enumerate(some):
                found[at] = last[row, 1 : 1 + len(passes[at])]
        return found
