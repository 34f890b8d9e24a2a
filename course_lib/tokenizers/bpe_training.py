"""Learning the merges of byte-pair encoding: join the most frequent pair of neighbours, again and again.

Source: Sennrich, Haddow and Birch (2016), section 3.2, https://arxiv.org/abs/1508.07909.
Two versions that give the same: `train_plainly` counts every pair anew for each merge, and is the definition;
`learn_merges` keeps the counts, and changes them only in the words that a merge changes.
Of equally frequent pairs the one with the smaller ids goes first, as in Hugging Face's `tokenizers`, whose
`BpeTrainer` tests/tokenizers/test_bpe.py holds both equal to.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise

Pair = tuple[str, str]
Word = tuple[str, ...]  # a word, cut into symbols


def train_plainly(
    words: Mapping[Word, int],
    alphabet: Sequence[str],
    vocab_size: int,
    prefix: str = "",
) -> tuple[list[str], list[Pair]]:
    """Return what `learn_merges` returns, slowly."""
    vocabulary, merges, counts = list(alphabet), [], dict(words)
    while len(vocabulary) < vocab_size:
        pairs = count_pairs(counts)
        if not pairs:
            break
        pair = min(pairs, key=lambda pair: (-pairs[pair], *map(vocabulary.index, pair)))
        merges.append(pair)
        token = joined(pair, prefix)
        if token not in vocabulary:
            vocabulary.append(token)
        counts = {merge_pair(word, pair, token): counts[word] for word in counts}
    return vocabulary, merges


def count_pairs(words: Mapping[Word, int]) -> Counter[Pair]:
    """Count which symbols stand next to each other.

    >>> count_pairs({("l", "o", "w"): 5, ("l", "o", "t"): 2})
    Counter({('l', 'o'): 7, ('o', 'w'): 5, ('o', 't'): 2})
    """
    pairs: Counter[Pair] = Counter()
    for word, count in words.items():
        for pair in pairwise(word):
            pairs[pair] += count
    return pairs


def merge_pair(word: Word, pair: Pair, token: str) -> Word:
    """Put `token` in place of each `pair`, from left to right.

    >>> merge_pair(("a", "a", "a", "b"), ("a", "a"), "aa")
    ('aa', 'a', 'b')
    """
    merged, position = [], 0
    while position < len(word):
        if word[position : position + 2] == pair:
            merged.append(token)
            position += 2
        else:
            merged.append(word[position])
            position += 1
    return tuple(merged)


def joined(pair: Pair, prefix: str = "") -> str:
    """Return the token that a pair becomes: the second loses the `prefix` that says it goes on a word.

    >>> joined(("un", "##til"), "##"), joined(("##t", "##il"), "##")
    ('until', '##til')
    """
    return pair[0] + pair[1].removeprefix(prefix)


def learn_merges(
    words: Mapping[Word, int],
    alphabet: Sequence[str],
    vocab_size: int,
    prefix: str = "",
) -> tuple[list[str], list[Pair]]:
    """Join the most frequent pair until the vocabulary is full, or no pair is left.

    Args:
        words: each different word, cut into symbols, and how often it occurs.
        alphabet: the tokens to begin with, all symbols among them; the merged ones follow.
        vocab_size: number of tokens to stop at.
        prefix: what a symbol within a word begins with ("##" in WordPiece).

    Returns:
        the vocabulary, in the order of the ids, and the merges, in the order they were made.
    """
    return _Learner(words, alphabet, prefix).learn(vocab_size)


class _Learner:
    """The words as ids, the count of each pair, and a queue of pairs with the words that hold them.

    A count in the queue may be too high, since a merge takes neighbours away from other pairs. It is looked up when
    the pair comes first, and the pair queues again if it was.
    """

    def __init__(self, words: Mapping[Word, int], alphabet: Sequence[str], prefix: str) -> None:
        self.prefix = prefix
        self.vocabulary = list(alphabet)
        self.ids = {token: token_id for token_id, token in enumerate(alphabet)}
        self.words = [[self.ids[symbol] for symbol in word] for word in words]
        self.frequencies = list(words.values())
        self.counts: dict[tuple[int, int], int] = defaultdict(int)
        places: dict[tuple[int, int], set[int]] = defaultdict(set)
        for number, word in enumerate(self.words):
            for pair in pairwise(word):
                self.counts[pair] += self.frequencies[number]
                places[pair].add(number)
        self.queue = [(-self.counts[pair], pair, places[pair]) for pair in places]
        heapify(self.queue)

    def learn(self, vocab_size: int) -> tuple[list[str], list[Pair]]:
        merges: dict[Pair, None] = {}
        while len(self.vocabulary) < vocab_size and self.queue:
            minus_count, pair, places = heappop(self.queue)
            if self.counts[pair] != -minus_count:
                if self.counts[pair] > 0:
                    heappush(self.queue, (-self.counts[pair], pair, places))
                continue
            left, right = self.vocabulary[pair[0]], self.vocabulary[pair[1]]
            merges.pop((left, right), None)
            merges[left, right] = None
            self._merge(pair, self._number(joined((left, right), self.prefix)), places)
        return self.vocabulary, list(merges)

    def _number(self, token: str) -> int:
        """Return the token's id: a new one, unless the same letters were joined before in another way."""
        if token not in self.ids:
            self.ids[token] = len(self.vocabulary)
            self.vocabulary.append(token)
        return self.ids[token]

    def _merge(self, pair: tuple[int, int], token: int, places: Iterable[int]) -> None:
        """Merge the pair in the words that hold it, and queue the pairs that the new token is part of."""
        new_places: dict[tuple[int, int], set[int]] = defaultdict(set)
        for number in places:
            for changed, by in _merge_in_place(self.words[number], pair, token):
                self.counts[changed] += by * self.frequencies[number]
                if by > 0:
                    new_places[changed].add(number)
        for new, where in new_places.items():
            if self.counts[new] > 0:
                heappush(self.queue, (-self.counts[new], new, where))


def _merge_in_place(word: list[int], pair: tuple[int, int], token: int) -> list[tuple[tuple[int, int], int]]:
    """Merge the pair within `word`; return which neighbours came (+1) and went (-1)."""
    left, right = pair
    changes, position = [], 0
    while position < len(word) - 1:
        if word[position] == left and word[position + 1] == right:
            word[position : position + 2] = [token]
            if position > 0:
                before = word[position - 1]
                changes += [((before, left), -1), ((before, token), 1)]
            if position + 1 < len(word):
                after = word[position + 1]
                changes += [((right, after), -1), ((token, after), 1)]
        position += 1
    return changes
