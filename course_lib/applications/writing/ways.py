"""Ways to get a text from a language model, side by side: the same openings, the same number of tokens.

Tested by tests/applications/writing/test_ways.py.
Left out: texts that end; each way writes on to its last token, so that amounts are equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from statistics import fmean

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.corpora.town.coherence import judged
from course_lib.corpora.town.people import Town
from course_lib.decoding.beam import beam_search
from course_lib.decoding.generation import Process
from course_lib.decoding.greedy import greedy
from course_lib.decoding.processors import forbid_repeated_ngrams, penalize_repetition
from course_lib.decoding.sampling import sample
from course_lib.metrics.diversity import distinct_n, repetition_rate, self_bleu
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END


@dataclass(frozen=True)
class Way:
    """How the next token is chosen.

    Args:
        temperature: of sampling; None takes the likeliest instead, or searches.
        n_beams: how many texts the search follows; 1 is greedy.
        top_k, top_p: as for `sample`.
        penalty: of tokens that the text has already; 1 for none.
        no_repeat: n-grams of this length may not come twice; 0 for none.
    """

    temperature: float | None = None
    n_beams: int = 1
    top_k: int | None = None
    top_p: float | None = None
    penalty: float = 1.0
    no_repeat: int = 0

    def process(self, logits: Tensor, token_ids: Tensor) -> Tensor:
        """Return the logits after the rules against repetition."""
        if self.penalty != 1:
            logits = penalize_repetition(logits, token_ids, self.penalty)
        if self.no_repeat:
            logits = forbid_repeated_ngrams(logits, token_ids, self.no_repeat)
        return logits


WAYS = {
    "greedy": Way(),
    "beam search, 4 beams": Way(n_beams=4),
    "greedy, penalty 1.2": Way(penalty=1.2),
    "greedy, no 4-gram twice": Way(no_repeat=4),
    "temperature 0.5": Way(temperature=0.5),
    "temperature 1": Way(temperature=1.0),
    "temperature 1.5": Way(temperature=1.5),
    "top-k 40": Way(temperature=1.0, top_k=40),
    "top-p 0.9": Way(temperature=1.0, top_p=0.9),
}


def without_end(end_id: int, then: Process) -> Process:
    """Return a processor that rules the end of the document out, then does the other."""

    def process(logits: Tensor, token_ids: Tensor) -> Tensor:
        logits = logits.clone()
        logits[:, end_id] = float("-inf")
        return then(logits, token_ids)

    return process


def write_by(
    way: Way,
    model: nn.Module,
    tokenizer: Tokenizer,
    openings: Sequence[str],
    n_new: int,
    generator: torch.Generator | None = None,
) -> list[str]:
    """Return each opening with exactly `n_new` tokens more, chosen in this way.

    Args:
        way: how to choose.
        model, tokenizer: a GPT that was trained on documents ended by `END`.
        openings: how the texts begin.
        n_new: how many tokens to add to each.
        generator: where the chance comes from, for ways that have any.

    Raises:
        ValueError: if a way that samples has no generator.
    """
    end = tokenizer.token_to_id(END)
    ids, mask = left_padded([[end, *tokenizer.encode(one)] for one in openings], end)
    process = without_end(end, way.process)
    if way.temperature is not None:
        if generator is None:
            raise ValueError(f"sampling needs a generator, got None for {way}.")
        drawn = sample(
            model,
            ids,
            n_new,
            generator=generator,
            temperature=way.temperature,
            top_k=way.top_k,
            top_p=way.top_p,
            process=process,
            mask=mask,
        )
    elif way.n_beams > 1:
        found = beam_search(model, ids, n_new, n_beams=way.n_beams, process=process, mask=mask)
        drawn = found.token_ids[:, 0]
    else:
        drawn = greedy(model, ids, n_new, process=process, mask=mask)
    kept = torch.cat([mask, torch.ones(len(ids), n_new, dtype=torch.bool)], dim=1)
    return [tokenizer.decode(row[keep].tolist()[1:]) for row, keep in zip(drawn, kept, strict=True)]


def left_padded(
    rows: Sequence[Sequence[int]],
    pad_id: int,
) -> tuple[Int[Tensor, "batch seq"], Tensor]:
    """Return prompts of one length, filled up on the left, and where they are real."""
    longest = max(map(len, rows))
    ids = torch.tensor([[pad_id] * (longest - len(row)) + list(row) for row in rows])
    lengths = torch.tensor([len(row) for row in rows])
    return ids, torch.arange(longest) >= longest - lengths[:, None]


@torch.no_grad()
def token_log_probs(
    model: nn.Module,
    tokenizer: Tokenizer,
    opening: str,
    text: str,
) -> Float[Tensor, " seq"]:
    """Return log p of each token of a text after its opening, in nats, at temperature 1.

    Raises:
        ValueError: if the text does not begin with the opening, or ends with it.
    """
    ids, n = tokenizer.encode(text), len(tokenizer.encode(opening))
    if not text.startswith(opening) or len(ids) <= n:
        raise ValueError(f"the text must go on from {opening!r}, got {text[:60]!r}.")
    row = torch.tensor([[tokenizer.token_to_id(END), *ids]])
    log_probs = F.log_softmax(model(row[:, :-1]), dim=-1)
    return log_probs.gather(-1, row[:, 1:, None])[0, n:, 0]


@dataclass(frozen=True)
class Qualities:
    """What texts are like.

    Args:
        repetition: the share of 4-grams of words that their own text has had already.
        distinct: different pairs of words / all pairs, over all texts together.
        self_bleu: how alike the texts are, 0 to 100.
        checkable: the share of statements that can be read and judged.
        coherent: of the judged statements about events, the share without contradiction.
        nats: -log p of a token, by the model itself.
    """

    repetition: float
    distinct: float
    self_bleu: float
    checkable: float
    coherent: float
    nats: float


def qualities(
    model: nn.Module,
    tokenizer: Tokenizer,
    openings: Sequence[str],
    texts: Sequence[str],
    town: Town | None = None,
) -> Qualities:
    """Return the qualities of texts, each after its opening.

    Raises:
        ValueError: as `token_log_probs`; if there are fewer than two texts.
    """
    rest = [text[len(one) :] for one, text in zip(openings, texts, strict=True)]
    words = [one.split() for one in rest]
    read = [one.verdict for text in texts for one in judged(text, town or Town())]
    events = [one for one in read if one in ("consistent", "contradiction")]
    surprise = partial(token_log_probs, model, tokenizer)
    nats = [-surprise(one, text).mean().item() for one, text in zip(openings, texts, strict=True)]
    return Qualities(
        repetition=fmean(repetition_rate(one, 4) for one in words if len(one) > 4),
        distinct=distinct_n(words, 2),
        self_bleu=self_bleu(rest),
        checkable=sum(one != "unknown" for one in read) / max(1, len(read)),
        coherent=sum(one == "consistent" for one in events) / max(1, len(events)),
        nats=fmean(nats),
    )
