"""What the second reader buys: prints the tables of results.md.

    cargo xtask assess ALL.jsonl ASSESSED.jsonl       # what the rules say, of the messages to be measured; of it only that counts
    python measure.py seen ASSESSED.jsonl              # files that were learnt from, each by a head that has not seen it
    python measure.py sealed ASSESSED.jsonl FILE...    # the files in SEALED, by the head as it is written
    python measure.py contrast ASSESSED.jsonl          # the look-alikes and everyday messages of domain/tests/contrast
    python measure.py contrast-texts > ALL.jsonl       # those, as lines to assess

ASSESSED lines are known by id. Intervals are Wilson's, 95 %. `--keep FILE` is as in train.py.
"""

import json
import pathlib
import sys

import train  # first: it says how numpy calculates
import numpy as np

READS_LIKE = "reads-like"


class Written:
    """The head as `head.bin` holds it."""

    def __init__(self):
        raw, parts, at = train.HEAD.read_bytes(), [], 8
        while at < len(raw):
            size = int.from_bytes(raw[at : at + 4], "little")
            parts.append(raw[at + 4 : at + 4 + size])
            at += 4 + size
        numbers = np.frombuffer(parts[2], "<i4")
        self.bias, self.threshold = int(numbers[0]), numbers[1] / train.UNIT
        self.vector, self.words, self.letters = (np.frombuffer(parts[at], kind) for at, kind in ((3, "<f4"), (4, "<i2"), (5, "<i2")))

    decision_function = train.Rounded.decision_function


def wilson(right, of):
    """A share with its interval."""
    share, z = right / of, 1.96
    middle, half = share + z * z / (2 * of), z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return f"{right}/{of}, {100 * share:.1f} [{100 * low:.1f}, {100 * high:.1f}]"


def assessed(path):
    """What the rules made of each message: its tier, without what the second reader added."""
    found = {}
    for line in train.lines(pathlib.Path(path)):
        ruled = any(one["rule"] != READS_LIKE for one in line["findings"])
        found[line["id"]] = "none" if line["tier"] == "check" and not ruled else line["tier"]
    return found


def table(name, meant, rules, raised):
    """A line for the rules alone, the reader alone, and both: the reader counts where the rules found nothing."""
    checked = np.isin(rules, ["alert", "check"])
    for what, noticed in [("rules", checked), ("reader alone", raised), ("both", checked | (raised & (rules == "none")))]:
        cells = [name, what]
        if (meant == "now").any():
            alert = (rules == "alert") & (what != "reader alone")
            cells += [wilson(*share) for share in shares(meant, alert, noticed)]
        print("| " + " | ".join(cells) + " |", flush=True)


def shares(meant, alert, noticed):
    for of, found in [("now", alert), ("now", noticed), ("today", noticed), ("routine", ~alert), ("routine", ~noticed)]:
        chosen = meant == of
        if chosen.any():
            yield found[chosen].sum(), chosen.sum()


def seen(path):
    messages = train.Messages()
    features = train.Features(messages.texts, train.Vectors(train.ENCODER.read_bytes()))
    unseen, above = train.unseen_scores(features, messages), Written().threshold
    ids = ids_of(messages)
    said = assessed(path)
    rules = np.array([said[id] for id in ids])
    print("threshold", above)
    for author in sorted(set(messages.authors)):
        one = messages.authors == author
        table(author, messages.meant[one], rules[one], unseen[one] > above)
        if author.startswith("messages/"):
            danger, asked = messages.danger[one] == 1, rules[one] == "none"
            raised = (unseen[one] > above) & asked
            print(f"  of what the rules found nothing in: dangerous {wilson(raised[danger].sum(), (danger & asked).sum())},"
                  f" quiet {wilson(raised[~danger].sum(), (~danger).sum())} raised of all quiet")
    lately = np.isin(messages.authors, ["writers/e", "writers/f", "writers/g"])
    table("e, f, g", messages.meant[lately], rules[lately], unseen[lately] > above)
    clear(messages, rules, unseen, lately)


def clear(messages, rules, unseen, lately):
    """What would be lost and gained if the reader could clear a check of the rules: how low it scores there."""
    checks = lately & (rules == "check")
    for below in (-4, -3, -2):
        low = checks & (unseen < below)
        print(f"checks of the rules scored below {below}:", {of: int((messages.meant[low] == of).sum()) for of in ("now", "today", "routine")},
              "of", {of: int((messages.meant[checks] == of).sum()) for of in ("now", "today", "routine")})


def ids_of(messages):
    files = sorted((train.HERE / "messages").glob("*.jsonl")) + [
        file for file in sorted((train.HERE / "writers").glob("*.jsonl")) if file.stem not in train.SEALED
    ]
    return [row["id"] for file in files for row in train.lines(file)]


def frozen(texts):
    head = Written()
    features = train.Features(texts, train.Vectors(train.ENCODER.read_bytes()))
    return features.scores(head) > head.threshold


def sealed(path, files):
    said = assessed(path)
    every = []
    for file in files:
        rows = train.lines(pathlib.Path(file))
        meant, rules = np.array([row["meant"] for row in rows]), np.array([said[row["id"]] for row in rows])
        every.append((meant, rules, frozen([row["text"] for row in rows])))
        table(pathlib.Path(file).stem, *every[-1])
    table("together", *(np.concatenate(one) for one in zip(*every)))


def contrast(path):
    said = assessed(path)
    ids, texts = zip(*train.contrast_texts())
    raised = frozen(texts) & (np.array([said[id] for id in ids]) == "none")
    for kind in ("like", "everyday"):
        of_kind = np.array([id.startswith(kind) for id in ids])
        print(kind, wilson(raised[of_kind].sum(), of_kind.sum()), [text for text, one in zip(texts, raised & of_kind) if one])


if __name__ == "__main__":
    match [one for one in sys.argv[1:] if not one.endswith(".pkl") and one != "--keep"]:
        case ["seen", path]:
            seen(path)
        case ["sealed", path, *files]:
            sealed(path, files)
        case ["contrast", path]:
            contrast(path)
        case ["contrast-texts"]:
            for id, text in train.contrast_texts():
                print(json.dumps({"id": id, "text": text}))
        case _:
            sys.exit(__doc__)
