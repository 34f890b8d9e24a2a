"""What can a model do after its training? Five questions, the same for every objective.

To fill a gap, to continue, to judge a text, to tell what follows what, to find the order
of sentences: all but next sentence prediction answer them by guessing hidden tokens
(guesses.py). Tested by tests/objectives/test_abilities.py.
Left out: writing freely, which decoding/ does; the models are those of alike.py.
"""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.objectives.alike import CLS, PAD, SEP, Document, laid_out, two_segments
from course_lib.objectives.denoising import padded
from course_lib.objectives.guesses import Ids, Where, guess, log_prob
from course_lib.objectives.next_sentence import FOLLOWS, Sentence

ORDERS = tuple(permutations(range(3)))


def middle_places(documents: Sequence[Document], generator: torch.Generator) -> list[int]:
    """Return a random place in each second sentence, its full stop left out."""
    places = []
    for first, second, *_ in documents:
        place = int(torch.randint(len(second) - 1, (1,), generator=generator))
        places.append(1 + len(first) + place)
    return places


def spoilt(
    documents: Sequence[Document],
    people: Sequence[int],
    generator: torch.Generator,
) -> list[list[list[int]]]:
    """Return copies in which one name after the first sentence is another of `people`.

    Raises:
        ValueError: if a document has no name there.
    """

    def chance(n: int) -> int:
        return int(torch.randint(n, (1,), generator=generator))

    copies = []
    for document in documents:
        copy = [list(sentence) for sentence in document]
        later = range(1, len(copy))
        spots = [(s, i) for s in later for i, one in enumerate(copy[s]) if one in people]
        if not spots:
            raise ValueError(f"each document must have a name in it, got none in {copy}.")
        s, i = spots[chance(len(spots))]
        others = [one for one in people if one != copy[s][i]]
        copy[s][i] = others[chance(len(others))]
        copies.append(copy)
    return copies


def judge(objective: str, model: Any, documents: Sequence[Document]) -> Tensor:
    """Return how probable each text is: its log-probability, or what comes closest to it.

    Left to right, and in an order, the probabilities of the tokens multiply to that of
    the text. The others see both sides: each token is hidden alone, and the sum is a
    pseudo-log-likelihood (Salazar et al., 2020, https://arxiv.org/abs/1910.14659), which
    takes a pass for each token.
    """
    token_ids, mask = laid_out(documents)
    words = mask & (token_ids != CLS)
    if objective in ("causal", "permuted"):
        return log_prob(objective, model, token_ids, mask, words)
    total = torch.zeros(len(token_ids))
    rows, places = (words & (token_ids != SEP)).nonzero(as_tuple=True)
    for row, place in zip(rows.split(512), places.split(512), strict=True):
        alone = F.one_hot(place, token_ids.shape[1]).bool()
        some = log_prob(objective, model, token_ids[row], mask[row], alone)
        total.index_add_(0, row, some)
    return total


def fill_gaps(
    objective: str,
    model: Any,
    documents: Sequence[Document],
    places: Sequence[int],
) -> float:
    """Return how often the best guess of the token at a place is right."""
    token_ids, mask = laid_out(documents)
    return share_right(objective, model, token_ids, mask, places)


def go_on(
    objective: str,
    model: Any,
    documents: Sequence[Document],
    places: Sequence[int],
) -> float:
    """Return how often it is right where the text is cut off after the place."""
    token_ids, _ = laid_out(documents)
    up_to = torch.arange(token_ids.shape[1]) <= torch.tensor(places)[:, None]
    cut_off = token_ids.masked_fill(~up_to, PAD)
    return share_right(objective, model, cut_off, up_to, places)


def share_right(
    objective: str,
    model: Any,
    token_ids: Ids,
    mask: Where,
    places: Sequence[int],
) -> float:
    """Return how often the best guess at the places is the token that stood there."""
    each, where = torch.arange(len(token_ids)), torch.tensor(places)
    hidden = F.one_hot(where, token_ids.shape[1]).bool()
    best = guess(objective, model, token_ids, mask, hidden)[each, where].argmax(dim=-1)
    return (best == token_ids[each, where]).float().mean().item()


def tell_real(
    objective: str,
    model: Any,
    real: Sequence[Document],
    spoilt: Sequence[Document],
) -> float:
    """Return how often the real text is judged more probable than its spoilt copy."""
    better = judge(objective, model, real) > judge(objective, model, spoilt)
    return better.float().mean().item()


def follows(
    objective: str,
    model: Any,
    first: Sequence[Sentence],
    second: Sequence[Sentence],
) -> Tensor:
    """Return how well each second sentence follows its first: the higher, the better."""
    if objective == "next sentence":
        with torch.no_grad():
            logits = model(*two_segments(first, second)).next_sentence
        return logits.log_softmax(dim=-1)[:, FOLLOWS]
    pairs = list(zip(first, second, strict=True))
    token_ids, mask = padded([torch.tensor([CLS, *one, *two]) for one, two in pairs], PAD)
    begins = torch.tensor([1 + len(one) for one, _ in pairs])[:, None]
    hidden = mask & (torch.arange(token_ids.shape[1]) >= begins)
    return log_prob(objective, model, token_ids, mask, hidden)


def tell_what_precedes(
    objective: str,
    model: Any,
    documents: Sequence[Document],
) -> float:
    """Return how often the third sentence fits its second better than a stranger's."""
    second, third = [one[1] for one in documents], [one[2] for one in documents]
    strangers = [*second[1:], second[0]]
    own = follows(objective, model, second, third)
    better = own > follows(objective, model, strangers, third)
    return better.float().mean().item()


def restore_order(objective: str, model: Any, documents: Sequence[Document]) -> float:
    """Return how often the right order of three sentences scores highest of all six."""
    scores = [order_score(objective, model, documents, order) for order in ORDERS]
    return (torch.stack(scores).argmax(dim=0) == 0).float().mean().item()


def order_score(
    objective: str,
    model: Any,
    documents: Sequence[Document],
    order: Sequence[int],
) -> Tensor:
    """Return how good an order of the sentences is, as the objective would have it."""
    moved = [[one[i] for i in order] for one in documents]
    if objective == "next sentence":
        a, b, c = ([one[i] for one in moved] for i in range(3))
        return follows(objective, model, a, b) + follows(objective, model, b, c)
    if objective != "denoising":
        return judge(objective, model, moved)
    # How probable is it as what a shuffled text is restored to?
    token_ids, mask = laid_out(moved)
    turned = [torch.tensor([*one[2], *one[0], *one[1], SEP]) for one in documents]
    sources, source_mask = padded(turned, PAD)
    with torch.no_grad():
        log_probs = model(sources, token_ids[:, :-1], source_mask).log_softmax(dim=-1)
    each = log_probs.gather(-1, token_ids[:, 1:, None])[:, :, 0]
    return (each * mask[:, 1:]).sum(dim=1)
