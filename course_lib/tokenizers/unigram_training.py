"""Learning the tokens of a unigram model: begin with too many, and drop those that are missed least.

1. Take all characters, and the substrings of words that cover most of the text.
2. Estimate the probabilities by expectation maximisation: in how many cuts of each word, weighted by how probable
   each cut is, does a piece occur (E); its share of all is its new probability (M).
3. Drop a quarter of the pieces, those without which the text stays most probable; go on with 2.

Source: Kudo (2018), section 3.2, https://arxiv.org/abs/1804.10959.
Left out, with respect to SentencePiece: the suffix array that finds substrings of long texts, a prior on the counts,
and the effect that dropping a piece has on the probability of all others.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from math import exp, log

KEPT = 0.75  # of the pieces, each time
Arc = tuple[int, int, float]  # a piece within a word: start, end, log-probability
LEAST = 0.01  # expected occurrences


def learn_pieces(words: Mapping[str, int], n_pieces: int, longest: int = 16) -> list[tuple[str, float]]:
    """Return `n_pieces` pieces (fewer if the words have no more), each with its log-probability."""
    scores = first_pieces(words, 10 * n_pieces + 1000, longest)
    while True:
        for _ in range(2):
            counts, _ = expected_counts(words, scores)
            scores = maximise(counts)
        if len(scores) <= n_pieces:
            return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        scores = drop_pieces(scores, counts, max(n_pieces, int(KEPT * len(scores))))


def first_pieces(words: Mapping[str, int], n_pieces: int, longest: int) -> dict[str, float]:
    """Return all characters, and those substrings seen twice or more whose count · length is largest."""
    counts: Counter[str] = Counter()
    for word, count in words.items():
        for start in range(len(word)):
            for end in range(start + 1, min(start + longest, len(word)) + 1):
                counts[word[start:end]] += count
    covered = {piece: n * len(piece) for piece, n in counts.items() if n > 1 and len(piece) > 1}
    best = sorted(covered, key=lambda piece: (-covered[piece], piece))[:n_pieces]
    characters = sorted(piece for piece in counts if len(piece) == 1)
    return maximise({piece: counts[piece] for piece in [*characters, *best]})


def expected_counts(
    words: Mapping[str, int],
    scores: Mapping[str, float],
) -> tuple[dict[str, float], float]:
    """Return how often each piece occurs, over all cuts of each word, and the log-likelihood.

    `before[i]` is the logarithm of the summed probability of all cuts of the first i
    characters, `after[i]` of the rest; so a piece stands in a word with probability
    exp(before[start] + score + after[end] - before[-1]).
    """
    counts, likelihood = dict.fromkeys(scores, 0.0), 0.0
    longest = max(map(len, scores))
    for word, count in words.items():
        arcs = list(pieces_of(word, scores, longest))
        before, after = sums_over_cuts(len(word), arcs)
        for start, end, score in arcs:
            share = exp(before[start] + score + after[end] - before[-1])
            counts[word[start:end]] += count * share
        likelihood += count * before[-1]
    return counts, likelihood


def pieces_of(word: str, scores: Mapping[str, float], longest: int) -> Iterator[Arc]:
    """Yield each piece that `word` holds, from left to right."""
    for start in range(len(word)):
        for end in range(start + 1, min(start + longest, len(word)) + 1):
            score = scores.get(word[start:end])
            if score is not None:
                yield start, end, score


def sums_over_cuts(length: int, arcs: list[Arc]) -> tuple[list[float], list[float]]:
    """Return `before` and `after`: each sum takes up those of its neighbours, so that no cut is listed."""
    ending: list[list[Arc]] = [[] for _ in range(length + 1)]
    starting: list[list[Arc]] = [[] for _ in range(length + 1)]
    for arc in arcs:
        starting[arc[0]].append(arc)
        ending[arc[1]].append(arc)
    before, after = [0.0] * (length + 1), [0.0] * (length + 1)
    for position in range(1, length + 1):
        before[position] = log_sum([before[start] + score for start, _, score in ending[position]])
    for position in reversed(range(length)):
        after[position] = log_sum([after[end] + score for _, end, score in starting[position]])
    return before, after


def log_sum(logarithms: list[float]) -> float:
    """Return log Σ exp(x), without leaving the range of numbers; -inf for nothing."""
    if not logarithms:
        return float("-inf")
    largest = max(logarithms)
    return largest + log(sum(exp(x - largest) for x in logarithms))


def maximise(counts: Mapping[str, float]) -> dict[str, float]:
    """Return log(count / total); what is never used keeps a small share."""
    shares = {piece: max(count, LEAST) for piece, count in counts.items()}
    log_total = log(sum(shares.values()))
    return {piece: log(share) - log_total for piece, share in shares.items()}


def drop_pieces(
    scores: Mapping[str, float],
    counts: Mapping[str, float],
    n_pieces: int,
) -> dict[str, float]:
    """Keep all characters, and the pieces that the text would miss most.

    Without a piece its occurrences must be written with others, so that each costs
    score(piece) - score(best other cut of the piece).
    """
    longest = max(map(len, scores))
    loss = {
        piece: counts[piece] * (score - best_other_cut(piece, scores, longest))
        for piece, score in scores.items()
        if len(piece) > 1
    }
    n_long = n_pieces - (len(scores) - len(loss))
    missed = sorted(loss, key=lambda piece: (-loss[piece], piece))[: max(n_long, 0)]
    kept = set(missed)
    return {piece: score for piece, score in scores.items() if len(piece) == 1 or piece in kept}


def best_other_cut(piece: str, scores: Mapping[str, float], longest: int) -> float:
    """Return the log-probability of the best cut of `piece` into two pieces or more."""
    best = [0.0] + [float("-inf")] * len(piece)
    for start, end, score in pieces_of(piece, scores, longest):
        if end - start < len(piece):
            best[end] = max(best[end], best[start] + score)
    return best[-1]
