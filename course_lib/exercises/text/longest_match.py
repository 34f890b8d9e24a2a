"""WordPiece: the longest token that begins the word, and again for what is left."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text.longest_match",
    title="WordPiece by longest match",
    chapter="01",
    level=2,
    minutes=15,
    hints=[
        "Two loops: the outer one goes on while something of the word is left; the inner one tries ends, from the end "
        "of the word down to one character.",
        'From the second token on, look for `"##" + word[start:end]`. The first token has no mark.',
        "If no end fits, return `[unknown]` at once: the whole word is unknown, not only the rest of it.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    extra = "aou"[int(torch.randint(0, 3, (1,), generator=rng))]
    play = ["play", "p", "##l", "##a", "##y", "##ing", "##i", "##n", "##g", "##ed", "##e", "##d", "un", "unplay"]
    return [
        {"word": "playing", "vocabulary": play},
        {"word": "unplayed", "vocabulary": [*play, "##play", "##unplay", "u"]},
        {"word": "play" + extra + "t", "vocabulary": [*play, "##" + extra]},
        {"word": "ing", "vocabulary": play},
        {"word": "xed", "vocabulary": play},
        {"word": "low", "vocabulary": ["low", "l", "##o", "##w", "lo", "##low", "[UNK]"]},
        {"word": "lolo", "vocabulary": ["lo", "lol", "##o", "l", "##lo", "##l"]},
        {"word": "aab", "vocabulary": ["aa", "a", "##ab", "##a"]},
    ]


@exercise.solution
def my_wordpiece(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    """Cut `word` from left to right, each time with the longest token there is.

    A token that goes on a word begins with ## in the vocabulary. If at some place no
    token fits, the whole word is `[unknown]`.
    """
    tokens, start = [], 0
    while start < len(word):
        mark = "##" if start > 0 else ""
        for end in range(len(word), start, -1):
            if mark + word[start:end] in vocabulary:
                break
        else:
            return [unknown]
        tokens.append(mark + word[start:end])
        start = end
    return tokens


@exercise.also_right
def by_recursion(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    def rest(left: str, mark: str) -> list[str] | None:
        if not left:
            return []
        fits = [left[:n] for n in range(1, len(left) + 1) if mark + left[:n] in vocabulary]
        after = rest(left[len(fits[-1]) :], "##") if fits else None
        return None if after is None else [mark + fits[-1], *after]

    return rest(word, "") or [unknown]


@exercise.also_right
def by_shortening(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    tokens: list[str] = []
    left = word
    while left:
        piece = ("##" if tokens else "") + left
        while piece not in vocabulary:
            piece = piece[:-1]
            if piece in ("", "#", "##"):
                return [unknown]
        tokens.append(piece)
        left = left[len(piece.removeprefix("##") if len(tokens) > 1 else piece) :]
    return tokens


def cut(
    word: str, vocabulary: list[str], shortest: bool = False, marks: bool = True, mark_first: bool = False
) -> list[str | None]:
    """Cut as told; None stands for a character that no token fits."""
    tokens: list[str | None] = []
    start = 0
    while start < len(word):
        mark = "##" if (start or mark_first) and marks else ""
        ends = [end for end in range(start + 1, len(word) + 1) if mark + word[start:end] in vocabulary]
        end = (ends[0] if shortest else ends[-1]) if ends else start + 1
        tokens.append(mark + word[start:end] if ends else None)
        start = end
    return tokens


def or_unknown(tokens: list[str | None], unknown: str) -> list[str]:
    return [unknown] if None in tokens else [token for token in tokens if token]


@exercise.mistake("Tokens within the word are looked up without ##: from the second on, add the mark.")
def no_marks(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    return or_unknown(cut(word, vocabulary, marks=False), unknown)


@exercise.mistake("The first token is looked up with ##; only those that go on a word have the mark.")
def all_marks(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    return or_unknown(cut(word, vocabulary, mark_first=True), unknown)


@exercise.mistake("The shortest token is taken; try the ends from the end of the word downwards.")
def shortest_first(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    return or_unknown(cut(word, vocabulary, shortest=True), unknown)


@exercise.mistake("Only the piece that no token fits becomes unknown; the whole word must.")
def piece_unknown(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    return [token or unknown for token in cut(word, vocabulary)]


@exercise.mistake("Characters that no token fits are left out, as if they had not been there: return [unknown].")
def left_out(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    return [token for token in cut(word, vocabulary) if token] or [unknown]


@exercise.mistake("The marks ## are taken off the result; they belong to the tokens.")
def marks_removed(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    return [token.removeprefix("##") for token in my_wordpiece(word, vocabulary, unknown)]


@exercise.mistake("This goes back and tries shorter tokens where the longest leads nowhere. WordPiece never looks "
                  "back: such a word is unknown.")  # fmt: skip
def looking_back(word: str, vocabulary: list[str], unknown: str = "[UNK]") -> list[str]:
    def rest(start: int) -> list[str] | None:
        if start == len(word):
            return []
        mark = "##" if start else ""
        for end in range(len(word), start, -1):
            after = rest(end) if mark + word[start:end] in vocabulary else None
            if after is not None:
                return [mark + word[start:end], *after]
        return None

    return rest(0) or [unknown]


@exercise.property("Without their marks, the tokens must spell the word, or there is one token, the unknown.")
def spells_the_word(tokens: list[str], case: Case) -> bool:
    return tokens == ["[UNK]"] or "".join(token.removeprefix("##") for token in tokens) == case["word"]
