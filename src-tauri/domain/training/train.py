"""Trains the second reader: `python train.py` writes ../src/risk/reader/model.bin; `--check` writes nothing and compares.

The second reader adds up what each word speaks for, so its training is a logistic regression whose features fall apart by word:
the vector the sentence model has for it (reduced to 256 numbers, rare words weighing more), the word and the one before it, and
runs of its letters. Since all of it is a sum, a word's whole vector collapses into one number for danger and one for each
category. It is trained on `messages/`, written for this project, and on nothing else; `results.md` says how it was measured.

The same input gives the same bytes: no randomness, one thread, the matrix kernels fixed below. To run it:
    python3.11 -m venv /tmp/reader && /tmp/reader/bin/pip install --no-deps -r requirements.txt
    nice /tmp/reader/bin/python train.py --check
"""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", OPENBLAS_CORETYPE="Haswell")

import json
import pathlib
import re
import struct
import sys

import numpy as np
import scipy.sparse as sparse
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression

import reading
from minilm import MiniLM, vocabulary

HERE = pathlib.Path(__file__).parent
MODEL = HERE / "../src/risk/reader/model.bin"
KNOWN = HERE / "../src/risk/reader/known.tsv"
DIMENSIONS = 256
# How much the three kinds of features count, by how many of each a word has.
OF_PIECES, OF_WORDS, OF_LETTERS = 0.5, 0.7, 0.28
STRENGTH = 5.0
# Share of quiet messages of a writer it has not seen that the reader may speak up for: every one costs a clinician a look.
RAISED = 0.02
UNIT = 1024


def messages():
    """Every message of `messages/`, in the order of the files."""
    files = sorted((HERE / "messages").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def known_pieces():
    """The sentence model's word pieces that English can be made of, with their numbers there."""
    return [(at, piece) for at, piece in enumerate(vocabulary()) if re.fullmatch(r"(##)?[a-z0-9]+|[?!]", piece)]


def piece_vectors(known):
    """A short vector for each piece: what the sentence model says of it alone, reduced, the commonest weighing least."""
    full = MiniLM().vectors([[number] for number, _ in known])
    centred = full - full.mean(0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :DIMENSIONS]
    axes = axes * np.sign(axes[np.abs(axes).argmax(0), np.arange(DIMENSIONS)])
    short = centred @ axes
    short /= np.linalg.norm(short, axis=1).mean()
    rank = np.arange(len(known)) + 2
    return short * (1e-3 / (1e-3 + 1 / (rank * np.log(len(known)))))[:, None]


class Features:
    """The features of texts: pieces, words and letters, summed over the words, each kind as much as it counts."""

    def __init__(self, known, vectors, count=(OF_PIECES, OF_WORDS, OF_LETTERS)):
        self.numbers = {piece: at for at, (_, piece) in enumerate(known)}
        self.vectors = vectors
        self.count = count

    def counts(self, found, before=""):
        """The numbers of each piece, hashed word and hashed run of letters of some words."""
        rows = ([], [], [])
        for at, (word, _) in enumerate(found):
            rows[0].extend(reading.pieces(word, self.numbers))
            rows[1].extend(reading.hashed_words(word, found[at - 1][0] if at else before))
            rows[2].extend(reading.hashed_letters(word))
        return rows

    def matrix(self, runs):
        """One row for each run of words, divided by the root of its length."""
        rows = [self.counts(run) for run in runs]
        root = np.sqrt([max(len(run), 1) for run in runs])

        def table(kind, width):
            ends = np.cumsum([0] + [len(row[kind]) for row in rows])
            flat = np.concatenate([np.array(row[kind], dtype=np.int32) for row in rows])
            found = sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), width))
            found.sum_duplicates()
            return sparse.diags(1 / root) @ found

        pieces = sparse.csr_matrix(table(0, len(self.vectors)) @ self.vectors)
        words, letters = table(1, reading.BUCKETS), table(2, reading.BUCKETS)
        return sparse.hstack([of * kind for of, kind in zip(self.count, (pieces, words, letters))]).tocsr()


def fit(x, y):
    """A logistic regression without any chance in it."""
    return LogisticRegression(C=STRENGTH, max_iter=5000).fit(x, y)


def scores(model, features, texts):
    """What the reader makes of texts: the mean of the whole and of the run of sentences that speaks loudest."""
    found = [reading.words(text) for text in texts]
    runs = [(at, found_[a:b]) for at, found_ in enumerate(found) for a, b in reading.windows(found_)]
    loudest = np.full(len(texts), -np.inf)
    np.maximum.at(loudest, [at for at, _ in runs], model.decision_function(features.matrix([run for _, run in runs])))
    return (model.decision_function(features.matrix(found)) + loudest) / 2


def unseen_scores(features, texts, x, danger, writers):
    """The score of every message by a model that has seen nothing of its writer, who wrote of other things than the others."""
    found = np.zeros(len(texts))
    for writer in sorted(set(writers)):
        theirs, others = np.flatnonzero(writers == writer), np.flatnonzero(writers != writer)
        found[theirs] = scores(fit(x[others], danger[others]), features, [texts[at] for at in theirs])
    return found


def threshold(unseen, danger, writers):
    """The score that at most so many in a hundred of each writer's quiet messages are above, also of the most worrying writer's."""
    quiet = [np.sort(unseen[(danger == 0) & (writers == writer)])[::-1] for writer in sorted(set(writers))]
    return max(found[int(RAISED * len(found))] for found in quiet)


def calibration(found, danger):
    """Points (score, chance in a hundred) of a rising curve through unseen scores."""
    slope = LogisticRegression(C=1e6).fit(found[:, None], danger)
    points = np.arange(5, 100, 5)
    return [(float((np.log(p / (100 - p)) - slope.intercept_[0]) / slope.coef_[0, 0]), int(p)) for p in points]


def quantised(weights, kind):
    """Rounded to the unit of the model, and within what the kind can hold."""
    most = np.iinfo(kind).max
    return np.clip(np.rint(weights), -most, most).astype(kind)


class Rounded:
    """The model in whole numbers, as the product has it: what each piece, hashed word and hashed run of letters speaks for."""

    def __init__(self, features, model):
        weights = model.coef_[0]
        ends = DIMENSIONS, DIMENSIONS + reading.BUCKETS
        self.tables = [
            quantised(features.vectors @ weights[: ends[0]] * OF_PIECES * UNIT, "<i2"),
            quantised(weights[ends[0] : ends[1]] * OF_WORDS * UNIT, "<i2"),
            quantised(weights[ends[1] :] * OF_LETTERS * UNIT, "<i2"),
        ]
        self.bias = int(np.rint(model.intercept_[0] * UNIT))
        self.counts = features.counts

    def score(self, text):
        """What the product makes of a text."""
        found = reading.words(text)

        def of(run, before):
            rows = self.counts(run, before)
            spoken = sum(int(table[row].astype(int).sum()) for table, row in zip(self.tables, rows))
            return (spoken / np.sqrt(max(len(run), 1)) + self.bias) / UNIT

        ranges = reading.windows(found)
        loudest = max(of(found[a:b], found[a - 1][0] if a else "") for a, b in ranges)
        return (of(found, "") + loudest) / 2


def packed(features, rounded, categories, above, points):
    """The bytes of the model: a name, then parts, each after its length."""
    kinds = features.vectors @ categories.coef_.T * OF_PIECES
    step = 127 / np.abs(kinds).max()
    numbers = [rounded.bias, above * UNIT]
    numbers += [value for score, percent in points for value in (score * UNIT, percent)]
    parts = [
        "\n".join(features.numbers).encode(),
        "\n".join(categories.classes_).encode(),
        quantised(np.array(numbers), "<i4").tobytes(),
        *(table.tobytes() for table in rounded.tables),
        quantised(kinds * step, "i1").tobytes(),
        quantised(categories.intercept_ * step, "<i4").tobytes(),
    ]
    return b"READER1\n" + b"".join(struct.pack("<I", len(part)) + part for part in parts)


ODD = [
    "?",
    "CAN’T   breathe!!! Can't breathe... cant breathe",
    "Zażółć gęślą jaźń, naïve café 😀 Ünwell",
    "hypercholesterolaemia, methylprednisolone; pseudohypoparathyroidism 39.5C",
    "a" * 40 + " " + "zq" * 12 + " x",
    "One. Two! Three? " * 30 + "His lips are blue and he is breathing very fast. " + "Please send the form to Boots. " * 8,
]


def known_scores(rounded, texts):
    """What the product must find again: a few messages and oddities with their scores, a line each."""
    some = [text for text in texts[::70] if "\t" not in text and "\n" not in text] + ODD
    return "".join(f"{text}\t{rounded.score(text):.3f}\n" for text in some)


def trained():
    """The model's bytes, and known scores."""
    known = known_pieces()
    features = Features(known, piece_vectors(known))
    everything = messages()
    texts = [message["text"] for message in everything]
    kinds = np.array([message["category"] for message in everything])
    danger = (kinds != "none").astype(int)
    x = features.matrix([reading.words(text) for text in texts])
    writers = np.array([message["id"][0] for message in everything])
    unseen = unseen_scores(features, texts, x, danger, writers)
    nearest = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3)
    categories = nearest.fit(x[danger == 1][:, :DIMENSIONS].toarray(), kinds[danger == 1])
    rounded = Rounded(features, fit(x, danger))
    model = packed(features, rounded, categories, threshold(unseen, danger, writers), calibration(unseen, danger))
    return model, known_scores(rounded, texts).encode()


def main():
    files = dict(zip((MODEL, KNOWN), trained()))
    if "--check" in sys.argv:
        same = all(path.read_bytes() == bytes_ for path, bytes_ in files.items())
        sys.exit(None if same else "the messages or the script have changed: train again")
    for path, bytes_ in files.items():
        path.write_bytes(bytes_)
        print(f"{path.name}: {len(bytes_)} bytes")


if __name__ == "__main__":
    main()
