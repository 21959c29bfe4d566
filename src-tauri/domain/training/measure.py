"""What each design of the second reader buys: `python measure.py ASSESSED.jsonl` prints the table of results.md.

ASSESSED.jsonl is what `cargo xtask assess` makes of all messages (`cat messages/*.jsonl`); of it only what the rules said counts.
Every message is scored by a model that has not seen it, twice: five folds first, then each writer left out altogether, who wrote
of other categories than the others did. The threshold is the one of `train.py`, from the second. Counted are only the messages
that nobody has read who writes rules (about half of them), so that the rules' share is not flattered. Intervals are Wilson's, 95 %.
"""

import hashlib
import json
import pathlib
import sys

import train  # first: it says how numpy calculates
import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

import reading
from minilm import MiniLM, vocabulary

SHOWN = "abc"
READS_LIKE = "reads-like"


class Sentences:
    """The sentence model itself: one vector a message, 23 MB of weights and milliseconds for each."""

    def __init__(self, texts, known):
        numbers = {piece: at for at, piece in known}
        cut = [[at for word, _ in reading.words(text) for at in reading.pieces(word, numbers)] for text in texts]
        vectors = MiniLM().vectors(cut)
        # As large as the others' features, so that the strength of the regression means the same.
        self.vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) * 4

    def matrix(self, _):
        return self.vectors


def wilson(right, of):
    """A share in a hundred with its interval."""
    share, z = right / of, 1.96
    middle, half = share + z * z / (2 * of), z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return f"{100 * share:.1f} [{100 * low:.1f}, {100 * high:.1f}]"


class Measured:
    """All messages, and what the rules make of them."""

    def __init__(self, said):
        everything = train.messages()
        self.texts = [message["text"] for message in everything]
        self.kinds = np.array([message["category"] for message in everything])
        self.writers = np.array([message["id"][0] for message in everything])
        self.unread = np.array([self.is_unread(message["id"]) for message in everything])
        self.danger = (self.kinds != "none").astype(int)
        self.rules, self.asked = np.array([said[message["id"]] for message in everything]).T

    @staticmethod
    def is_unread(id):
        """Has nobody read it who writes rules? Half of the first writers' messages were shown to them, by this digest."""
        return id[0] not in SHOWN or hashlib.sha256(id.encode()).digest()[0] % 2 == 1

    def scored(self, design, x, seen, unseen):
        """Scores of unseen messages by a model of the seen."""
        model = train.fit(x[seen], self.danger[seen])
        if isinstance(design, Sentences):
            return model.decision_function(x[unseen])
        return train.scores(model, design, [self.texts[at] for at in unseen])

    def found(self, raised):
        """Sensitivity and specificity of rules and reader."""
        both, danger = (self.rules | self.asked & raised)[self.unread], self.danger[self.unread] == 1
        return wilson(both[danger].sum(), danger.sum()), wilson((~both[~danger]).sum(), (~danger).sum())

    def row(self, name, design):
        """A line of the table."""
        x = design.matrix([reading.words(text) for text in self.texts])
        folded, alone = np.zeros(len(self.texts)), np.zeros(len(self.texts))
        for seen, unseen in StratifiedKFold(5, shuffle=True, random_state=1).split(self.kinds, self.kinds):
            folded[unseen] = self.scored(design, x, seen, unseen)
        for writer in sorted(set(self.writers)):
            theirs, others = np.flatnonzero(self.writers == writer), np.flatnonzero(self.writers != writer)
            alone[theirs] = self.scored(design, x, others, theirs)
        above = train.threshold(alone, self.danger, self.writers)
        cells = [name, f"{roc_auc_score(self.danger, folded):.3f}", *self.found(folded > above)]
        cells += [f"{roc_auc_score(self.danger, alone):.3f}", *self.found(alone > above)]
        print("| " + " | ".join(cells) + " |", flush=True)


def main(path):
    lines = [json.loads(line) for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()]
    # Did a rule find anything, and is the reader asked?
    ruled = {line["id"]: any(one["rule"] != READS_LIKE for one in line["findings"]) for line in lines}
    asked = {line["id"]: not ruled[line["id"]] and line["tier"] != "unassessed" for line in lines}
    measured = Measured({id: (ruled[id], asked[id]) for id in ruled})
    print("| rules alone | |", " | ".join(measured.found(np.zeros(len(lines), dtype=bool))), "| | | |", flush=True)
    known = train.known_pieces()
    vectors = train.piece_vectors(known)
    of = train.OF_PIECES, train.OF_WORDS, train.OF_LETTERS
    for name, counting in [
        ("distilled word-piece vectors, linear", (1, 0, 0)),
        ("hashed words and pairs of words, linear", (0, 1, 0)),
        ("hashed runs of 3 to 5 letters, linear", (0, 0, 1)),
        ("words and letters", (0, 1, 1)),
        ("vectors, words and letters", (1, 1, 1)),
    ]:
        measured.row(name, train.Features(known, vectors, [a * b for a, b in zip(of, counting)]))
    measured.row("the sentence model itself, linear", Sentences(measured.texts, list(enumerate(vocabulary()))))


if __name__ == "__main__":
    main(sys.argv[1])
