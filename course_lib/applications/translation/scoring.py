"""Four scores of a translator at once, on sentences of the town that the reader can judge.

Tested by tests/applications/translation/test_scoring.py.
Left out: scores learned from people's judgements, such as COMET.
"""

from collections.abc import Sequence

from course_lib.applications.translation.meaning import keeps_meaning
from course_lib.applications.translation.told import Told, told_sentences
from course_lib.metrics.bleu import corpus_bleu
from course_lib.metrics.chrf import corpus_chrf


def readable_sentences(n: int, split: str = "test") -> list[Told]:
    """Return n sentences whose own reference keeps the meaning, by the town's reader.

    Raises:
        ValueError: as for `told_sentences`.
    """
    some = told_sentences(n + n // 4 + 20, split)
    return [one for one in some if keeps_meaning(one.source, one.target, one.world)][:n]


def scores(said: Sequence[str], tests: Sequence[Told], n_references: int = 1) -> dict[str, float]:
    """Return BLEU and chrF (0 to 100), and the shares that are exact and that keep the meaning.

    Args:
        said: English to Chinese, a translation of each sentence.
        tests: the sentences.
        n_references: 1 for the town's own; more for other ways to say it.

    Raises:
        ValueError: if there are not as many of both, or none.
    """
    if len(said) != len(tests) or not said:
        raise ValueError(f"there must be a translation of each sentence, got {len(said)} for {len(tests)}.")
    references = [[one.target, *(one.retold(number) for number in range(1, n_references))] for one in tests]
    pairs = list(zip(said, tests, strict=True))
    exact = [text in some for text, some in zip(said, references, strict=True)]
    kept = [keeps_meaning(one.source, text, one.world) is True for text, one in pairs]
    return {
        "BLEU": corpus_bleu(said, references, "zh").score,
        "chrF": corpus_chrf(said, references),
        "exact": sum(exact) / len(exact),
        "meaning": sum(kept) / len(kept),
    }


def as_line(name: str, values: dict[str, float]) -> str:
    """Return scores as one line of a table.

    >>> as_line("greedy", {"BLEU": 51.26, "chrF": 47.1, "exact": 0.2, "meaning": 0.755})
    'greedy              BLEU 51   chrF 47   exact 20 %   meaning 76 %'
    """
    bleu, chrf = (f"{values[name]:2.0f}" for name in ("BLEU", "chrF"))
    exact, meaning = (f"{100 * values[name]:2.0f} %" for name in ("exact", "meaning"))
    return f"{name:20}BLEU {bleu}   chrF {chrf}   exact {exact}   meaning {meaning}"
