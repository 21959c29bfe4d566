"""How the second reader reads a message, exactly as `src/tokens.rs` and `src/head.rs` do; a test there holds the two together.

Lower case; apostrophes and invisible characters fall away, so "can't" and "cant" are one word; "?" and "!" are words; everything
else that is no letter or digit separates. A word is cut into the pieces the encoder knows; it is itself, and itself with the word
before it, a hashed feature, and so is every run of three to five of its letters.
"""

LONGEST = 32
WINDOW = 15
TOKENS = 126
BUCKETS = 1 << 17
DROPPED = set("'’‘`´\u00ad\u2060\ufeff") | {chr(c) for c in range(0x200B, 0x2010)}


def words(text):
    """The words of a text, each with the number of its sentence."""
    found, word, sentence = [], [], 0

    def finish():
        if word:
            found.append(("".join(word), sentence))
            word.clear()

    for character in text:
        if character in DROPPED:
            continue
        if character.isalnum() if character.isascii() else character.isalpha():
            word.append(character.lower())
            continue
        finish()
        if character in "?!":
            found.append((character, sentence))
        if character in ".?!\n":
            sentence += 1
    finish()
    return found


def passes(found, vocabulary):
    """Tokens as the encoder is given them, whole sentences together while they fit; each with the number of its word."""
    done, now, sentence = [], [], []

    def fits():
        nonlocal now
        if len(now) + len(sentence) > TOKENS:
            done.append(now)
            now = []
        now.extend(sentence)
        sentence.clear()
        while len(now) > TOKENS:
            done.append(now[:TOKENS])
            now = now[TOKENS:]

    for at, (word, number) in enumerate(found):
        if at and number != found[at - 1][1]:
            fits()
        sentence.extend((piece, at) for piece in pieces(word, vocabulary))
    fits()
    done.append(now)
    return [one for one in done if one]


def windows(found):
    """Runs of whole sentences of at most WINDOW words, as ranges of words; a longer sentence is one of its own."""
    ranges, start, at = [], 0, 0
    while at < len(found):
        end = at
        while end < len(found) and found[end][1] == found[at][1]:
            end += 1
        if at > start and end - start > WINDOW:
            ranges.append((start, at))
            start = at
        at = end
    ranges.append((start, at))
    return ranges


def pieces(word, vocabulary):
    """The longest pieces of a word that the vocabulary has, or nothing."""
    if word in vocabulary:
        return [vocabulary[word]]
    if len(word) > LONGEST or not word.isascii():
        return []
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            number = vocabulary.get(("##" if start else "") + word[start:end])
            if number is not None:
                break
        else:
            return []
        found.append(number)
        start = end
    return found


def bucket(data, _known={}):
    """FNV-1a of some bytes, folded to a bucket."""
    if data not in _known:
        value = 0x811C9DC5
        for byte in data:
            value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
        _known[data] = (value ^ value >> 15) & BUCKETS - 1
    return _known[data]


def hashed_words(word, before):
    """Buckets of a word and of it with the one before it."""
    return [bucket(word.encode()), bucket((before + " " + word).encode())]


def hashed_letters(word):
    """Buckets of every three to five bytes in a row, the spaces around the word included."""
    data = b" " + word.encode()[:LONGEST] + b" "
    return [bucket(data[at : at + size]) for at in range(len(data)) for size in (3, 4, 5) if at + size <= len(data)]
