"""Trains the second reader: `python train.py` writes ../src/encoder.bin, ../src/head.bin and ../src/known.tsv; `--check` writes
nothing and compares.

The encoder is frozen: all-MiniLM-L6-v2, its weights rounded and its vocabulary cut (`encoder.py`). What is trained is a logistic
regression on three kinds of features of a run of words: the mean of the encoder's vectors, the words and each with the one before
it, and runs of their letters. It learns from `messages/` and from the files of `writers/` that are not in SEALED; `results.md` says
how it was measured.

The same input gives the same bytes: no randomness, one thread, the matrix kernels fixed below. To run it:
    python3.11 -m venv /tmp/reader && /tmp/reader/bin/pip install --no-deps -r requirements.txt
    nice /tmp/reader/bin/python train.py --check
`--keep FILE` keeps the vectors of texts for the next time: they take minutes, the rest seconds.
"""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", OPENBLAS_CORETYPE="Haswell")

import hashlib
import json
import pathlib
import pickle
import re
import struct
import sys
import tomllib

import numpy as np
import scipy.sparse as sparse
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression

import encoder
import minilm
import reading

HERE = pathlib.Path(__file__).parent
ENCODER, HEAD, KNOWN = (HERE / "../src" / name for name in ("encoder.bin", "head.bin", "known.tsv"))
# Files of `writers/` that are measured on and never learnt from.
SEALED = ("h", "i")
# How much the three kinds of features count.
OF_VECTOR, OF_WORDS, OF_LETTERS = 4.0, 1.0, 0.4
STRENGTH = 1.0
# Share of the quiet messages of an author it has not seen that the reader may speak up for: every one costs a clinician a look.
RAISED = 0.05
# And of the look-alikes beside a danger: they are not learnt from.
OF_LOOK_ALIKES = 0.02
CONTRAST = HERE / "../../domain/tests/contrast"
UNIT = 1024


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


class Messages:
    """What is learnt from, in the order of the files: texts, which are dangerous, of which kind, and who wrote them."""

    def __init__(self):
        files = [*sorted((HERE / "messages").glob("*.jsonl")), *sorted((HERE / "writers").glob("*.jsonl"))]
        files = [file for file in files if file.parent.name == "messages" or file.stem not in SEALED]
        rows = [(f"{file.parent.name}/{file.stem}", row) for file in files for row in lines(file)]
        self.authors = np.array([author for author, _ in rows])
        self.texts = [row["text"] for _, row in rows]
        self.meant = np.array([row.get("meant") or row["label"] for _, row in rows])
        self.danger = np.isin(self.meant, ["dangerous", "now", "today"]).astype(int)
        kinds = [row["category"] if author.startswith("messages/") else "none" for author, row in rows]
        self.kinds = np.array(kinds)


def contrast_texts():
    """The look-alikes and everyday messages, each with an id."""
    for name in ("plain", "mind", "chest-brain", "body"):
        for kind, of_kind in tomllib.loads((CONTRAST / f"{name}.toml").read_text(encoding="utf-8")).items():
            for at, (_, like) in enumerate(of_kind["pairs"]):
                yield f"like/{name}/{kind}/{at}", like
    for kind, of_kind in tomllib.loads((CONTRAST / "quiet.toml").read_text(encoding="utf-8")).items():
        for at, text in enumerate(of_kind["texts"]):
            yield f"everyday/{kind}/{at}", text


def pieces_in(texts):
    """The numbers of the sentence model's pieces that texts are made of."""
    numbers = {piece: at for at, piece in enumerate(minilm.vocabulary()) if re.fullmatch(r"(##)?[a-z0-9]+|[?!]", piece)}
    return {at for text in texts for word, _ in reading.words(text) for at in reading.pieces(word, numbers)}


def unit(vector):
    return vector / max(np.linalg.norm(vector), 1e-9)


class Vectors:
    """The encoder's vector of each text and of each window of it."""

    def __init__(self, raw):
        self.encoder = encoder.Encoder(raw)
        self.digest = hashlib.sha256(raw).digest()
        self.keep = pathlib.Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else None
        self.known = pickle.loads(self.keep.read_bytes()) if self.keep and self.keep.exists() else {}

    def of(self, texts):
        """For each text the range of its words, the ranges of its windows, and their vectors."""
        new = [text for text in dict.fromkeys(texts) if (self.digest, text) not in self.known]
        found = [reading.words(text) for text in new]
        passes = [reading.passes(words, self.encoder.vocabulary) for words in found]
        vectors = iter(self.encoder.tokens([[piece for piece, _ in one] for of_text in passes for one in of_text]))
        for text, words, of_text in zip(new, found, passes):
            tokens = np.concatenate([next(vectors) for _ in of_text] or [np.zeros((0, encoder.WIDTH), dtype="f4")])
            at = np.array([word for one in of_text for _, word in one], dtype=int)
            ranges = [(0, len(words)), *reading.windows(words)]
            mean = lambda start, end: unit(tokens[(at >= start) & (at < end)].sum(0))
            self.known[self.digest, text] = ranges, np.array([mean(*one) for one in ranges])
        if self.keep and new:
            self.keep.write_bytes(pickle.dumps(self.known))
        return [self.known[self.digest, text] for text in texts]


class Features:
    """The features of texts, a row each for the whole and for every window of it, and whose row it is."""

    def __init__(self, texts, vectors):
        known = vectors.of(texts)
        runs, self.whole, self.owner = [], [], []
        for at, (text, (ranges, _)) in enumerate(zip(texts, known)):
            found = reading.words(text)
            self.whole.append(len(runs))
            self.owner.extend(at for _ in ranges)
            runs.extend((found[a:b], found[a - 1][0] if a else "") for a, b in ranges)
        self.whole, self.owner = np.array(self.whole), np.array(self.owner)
        self.vectors = np.concatenate([vectors for _, vectors in known])
        root = 1 / np.sqrt([max(len(run), 1) for run, _ in runs])
        words, letters = (self.table(runs, kind, root) for kind in (self.words, self.letters))
        self.rows = sparse.hstack([self.vectors * OF_VECTOR, words * OF_WORDS, letters * OF_LETTERS]).tocsr()

    @staticmethod
    def words(run, before):
        return [at for place, (word, _) in enumerate(run) for at in reading.hashed_words(word, run[place - 1][0] if place else before)]

    @staticmethod
    def letters(run, _):
        return [at for word, _ in run for at in reading.hashed_letters(word)]

    @staticmethod
    def table(runs, kind, root):
        """How often each hashed feature comes, divided by the root of the run's length."""
        rows = [kind(*run) for run in runs]
        ends = np.cumsum([0] + [len(row) for row in rows])
        flat = np.concatenate([np.array(row, dtype=np.int32) for row in rows])
        found = sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), reading.BUCKETS))
        found.sum_duplicates()
        return (sparse.diags(root) @ found).tocsr()

    def scores(self, model):
        """The mean of the whole and of the window that speaks loudest, for every text."""
        every = model.decision_function(self.rows)
        loudest = np.full(len(self.whole), -np.inf)
        inner = np.ones(len(every), dtype=bool)
        inner[self.whole] = False
        np.maximum.at(loudest, self.owner[inner], every[inner])
        return (every[self.whole] + loudest) / 2


def fit(x, y):
    """A logistic regression without any chance in it."""
    return LogisticRegression(C=STRENGTH, max_iter=5000).fit(x, y)


def unseen_scores(features, messages):
    """The score of every message by a head that has learnt from nothing of its author."""
    found = np.zeros(len(messages.texts))
    for author in sorted(set(messages.authors)):
        theirs, others = messages.authors == author, messages.authors != author
        found[theirs] = features.scores(fit(features.rows[features.whole[others]], messages.danger[others]))[theirs]
    return found


def threshold(unseen, messages, look_alikes):
    """The score that at most so many of each author's quiet messages are above, also of the most worrying author's, and at most so
    many of the look-alikes."""
    of = {"look-alikes": (look_alikes, OF_LOOK_ALIKES)}
    for author in sorted(set(messages.authors)):
        of[author] = unseen[(messages.danger == 0) & (messages.authors == author)], RAISED
    points = {name: np.sort(quiet)[::-1][int(share * len(quiet))] for name, (quiet, share) in of.items()}
    return max(points.values()), points


def calibration(found, danger):
    """Points (score, chance in a hundred) of a rising curve through unseen scores."""
    slope = LogisticRegression(C=1e6).fit(found[:, None], danger)
    points = np.arange(5, 100, 5)
    return [(float((np.log(p / (100 - p)) - slope.intercept_[0]) / slope.coef_[0, 0]), int(p)) for p in points]


def quantised(weights, kind):
    """Rounded to the unit of the head, and within what the kind can hold."""
    most = np.iinfo(kind).max
    return np.clip(np.rint(weights), -most, most).astype(kind)


class Rounded:
    """The head as the product has it: fractions for the vector, whole numbers for words and letters."""

    def __init__(self, model):
        weights = model.coef_[0]
        ends = encoder.WIDTH, encoder.WIDTH + reading.BUCKETS
        # As many places as the rest has: what is left of a sum's order after that is never seen.
        self.vector = (np.rint(weights[: ends[0]] * OF_VECTOR * UNIT) / UNIT).astype("<f4")
        self.words = quantised(weights[ends[0] : ends[1]] * OF_WORDS * UNIT, "<i2")
        self.letters = quantised(weights[ends[1] :] * OF_LETTERS * UNIT, "<i2")
        self.bias = int(np.rint(model.intercept_[0] * UNIT))

    def decision_function(self, rows):
        """What the product makes of rows of features."""
        weights = [self.vector / OF_VECTOR, self.words / (OF_WORDS * UNIT), self.letters / (OF_LETTERS * UNIT)]
        return rows @ np.concatenate(weights) + self.bias / UNIT


def packed(raw, rounded, categories, above, points):
    """The bytes of the head: a name, then parts, each after its length."""
    numbers = [rounded.bias, np.ceil(above * UNIT)]
    numbers += [value for score, percent in points for value in (score * UNIT, percent)]
    kinds = np.rint(categories.coef_ * UNIT) / UNIT
    parts = [
        hashlib.sha256(raw).digest(),
        "\n".join(categories.classes_).encode(),
        quantised(np.array(numbers), "<i4").tobytes(),
        rounded.vector.tobytes(),
        rounded.words.tobytes(),
        rounded.letters.tobytes(),
        kinds.astype("<f4").tobytes(),
        (np.rint(categories.intercept_ * UNIT) / UNIT).astype("<f4").tobytes(),
    ]
    return b"READER2\n" + b"".join(struct.pack("<I", len(part)) + part for part in parts)


ODD = [
    "?",
    "CAN’T   breathe!!! Can't breathe... cant breathe",
    "Zażółć gęślą jaźń, naïve café 😀 Ünwell",
    "hypercholesterolaemia, methylprednisolone; pseudohypoparathyroidism 39.5C",
    "a" * 40 + " " + "zq" * 12 + " x",
    "zq" * 16 + " " + "qzx" * 10 + " " + "jqk" * 10 + " vv " * 30 + "I cannot feel my legs",
    "One. Two! Three? " * 30 + "His lips are blue and he is breathing very fast. " + "Please send the form to Boots. " * 8,
]


def known_scores(rounded, texts, vectors):
    """What the product must find again: a few messages and oddities with their scores, a line each."""
    some = [text for text in texts[::70] if "\t" not in text and "\n" not in text] + ODD
    scores = Features(some, vectors).scores(rounded)
    return "".join(f"{text}\t{score:.3f}\n" for text, score in zip(some, scores))


def trained():
    """The encoder's bytes, the head's, and known scores."""
    messages = Messages()
    raw = encoder.cut(pieces_in(messages.texts))
    vectors = Vectors(raw)
    features = Features(messages.texts, vectors)
    unseen = unseen_scores(features, messages)
    rounded = Rounded(fit(features.rows[features.whole], messages.danger))
    look_alikes = [text for id, text in contrast_texts() if id.startswith("like/")]
    above, points = threshold(unseen, messages, Features(look_alikes, vectors).scores(rounded))
    print("quiet points, authors left out:", {name: round(float(at), 2) for name, at in points.items()})
    nearest = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3)
    named = messages.kinds != "none"
    categories = nearest.fit(features.vectors[features.whole][named], messages.kinds[named])
    head = packed(raw, rounded, categories, above, calibration(unseen, messages.danger))
    return raw, head, known_scores(rounded, messages.texts, vectors).encode()


def main():
    files = dict(zip((ENCODER, HEAD, KNOWN), trained()))
    if "--check" in sys.argv:
        same = all(path.read_bytes() == bytes_ for path, bytes_ in files.items())
        sys.exit(None if same else "the messages or the script have changed: train again")
    for path, bytes_ in files.items():
        path.write_bytes(bytes_)
        print(f"{path.name}: {len(bytes_)} bytes")


if __name__ == "__main__":
    main()
