"""Prompts: a template turns an input into a text, and the words that go on into a label.

The model stays as it is: it says how likely each answer is after the text.

    score(label) = log p(answer | prompt) = Σ log p(token | prompt, answer so far)

Source: Schick and Schütze (2021), section 3, https://arxiv.org/abs/2001.07676 (pattern and
verbaliser); Brown et al. (2020), section 2, https://arxiv.org/abs/2005.14165 (examples in
the prompt); Zhao et al. (2021), section 5, https://arxiv.org/abs/2102.09690 (calibration).
Held equal to loops and to transformers by tests/finetuning/test_templates.py.
Left out: several words for one label; templates found by search.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END

PLACE, MASK = "{text}", "[MASK]"


@dataclass(frozen=True)
class Template:
    """A text with a place for the input, and a **verbaliser**: what answers for a label.

    Args:
        pattern: holds {text} once; for a masked model [MASK] once too, and otherwise it
            ends where the answer begins.
        answers: from each label to what the model has to write, with its leading space.

    Raises:
        ValueError: if there is no place for the input, or no choice of answers.

    >>> mood = Template("{text} It was", {"positive": " good", "negative": " bad"})
    >>> mood.fill("Warm soup.")
    'Warm soup. It was'
    """

    pattern: str
    answers: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.pattern.count(PLACE) != 1:
            came = self.pattern
            raise ValueError(f"a pattern must hold {PLACE} exactly once, got {came!r}.")
        if len(set(self.answers.values())) < max(2, len(self.answers)):
            given = list(self.answers.values())
            raise ValueError(f"there must be 2 answers or more, all different, got {given}.")

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(self.answers)

    def fill(self, text: str) -> str:
        """Return the pattern with the text in its place."""
        return self.pattern.replace(PLACE, text)

    def shown(self, text: str, label: str) -> str:
        """Return a solved example: the filled pattern with its answer."""
        return self.fill(text) + self.answers[label]

    def prompt(
        self,
        text: str,
        examples: Sequence[tuple[str, str]] = (),
        between: str = ".\n",
    ) -> str:
        """Return solved examples (text, label), one after the other, then the question.

        No examples make a zero-shot prompt, one a one-shot, k a k-shot or few-shot prompt.
        """
        solved = [self.shown(*one) + between for one in examples]
        return "".join(solved) + self.fill(text)


@torch.no_grad()
def answer_scores(
    model: GPT,
    tokenizer: Tokenizer,
    prompt: str,
    answers: Sequence[str],
    *,
    per_token: bool = False,
) -> Float[Tensor, " answer"]:
    """Return log p(answer | prompt) of each answer, in nats.

    The document's beginning stands before the prompt, as in the training.

    Args:
        model: a causal model.
        tokenizer: the model's.
        prompt: what stands before.
        answers: what may follow; prompt and answer are cut into tokens apart.
        per_token: divide by the answer's number of tokens, so that long answers are not
            the worse for their length.

    Raises:
        ValueError: if there is no answer, one has no token, or it does not fit.
    """
    if not answers or not all(answers):
        raise ValueError(f"each answer must have a token, got {list(answers)}.")
    start = [tokenizer.token_to_id(END)] if END in tokenizer.vocab else []
    before = [*start, *tokenizer.encode(prompt)]
    after = [tokenizer.encode(one) for one in answers]
    longest = max(map(len, after))
    rows = [[*before, *one, *one[:1] * (longest - len(one))] for one in after]
    logits = model(torch.tensor(rows)[:, :-1]) if before else None
    if logits is None:
        raise ValueError("a prompt must have a token, got none.")
    at = len(before) - 1  # what stands there predicts the first token of the answer
    logs = logits[:, at:].log_softmax(dim=-1)
    scores = [logs[i, range(len(one)), one].sum() for i, one in enumerate(after)]
    sizes = torch.tensor([len(one) if per_token else 1 for one in after])
    return torch.stack(scores) / sizes


def label_scores(
    model: GPT,
    tokenizer: Tokenizer,
    template: Template,
    texts: Sequence[str],
    examples: Sequence[tuple[str, str]] = (),
    *,
    per_token: bool = False,
) -> Float[Tensor, "text label"]:
    """Return the score of each label for each text, all with the same examples."""
    answers = list(template.answers.values())
    rows = [
        answer_scores(model, tokenizer, template.prompt(text, examples), answers, per_token=per_token) for text in texts
    ]
    return torch.stack(rows)


@torch.no_grad()
def cloze_scores(
    model: BertForPretraining,
    tokenizer: Tokenizer,
    template: Template,
    texts: Sequence[str],
    context_length: int = 128,
) -> Float[Tensor, "text label"]:
    """Return log p(word at [MASK]) of each label's word, from a masked model.

    Raises:
        ValueError: if a word is none of the vocabulary, or not every text leaves room for
            the template.
    """
    if template.pattern.count(MASK) != 1:
        came = template.pattern
        raise ValueError(f"a pattern for a masked model must hold {MASK} once, got {came!r}.")
    words = [tokenizer.token_to_id(one.strip()) for one in template.answers.values()]
    filled = [template.fill(text) for text in texts]
    batch = tokenizer.encode_batch(filled, "[PAD]", context_length)
    masked = batch.token_ids == tokenizer.token_to_id(MASK)
    if not (masked.sum(dim=1) == 1).all():
        n = int((masked.sum(dim=1) != 1).sum())
        raise ValueError(f"each text must leave room for the template, got {n} too long.")
    hidden = model.bert(batch.token_ids, None, batch.mask)
    return model.token_logits(hidden[masked]).log_softmax(dim=-1)[:, words]


def calibrated(
    scores: Float[Tensor, "text label"],
    content_free: Float[Tensor, " label"],
) -> Float[Tensor, "text label"]:
    """Return log-probabilities of the labels, with the model's habit taken out.

    Each label's probability is divided by that which an input without content ("N/A")
    gets; then they sum to 1 again.
    """
    return (scores - content_free).log_softmax(dim=-1)


def share_right(
    scores: Float[Tensor, "text label"],
    labels: Sequence[str],
    wanted: Sequence[str],
) -> float:
    """Return how often the label with the highest score is the wanted one.

    Raises:
        ValueError: if there is not one wanted label for each text.
    """
    if len(wanted) != len(scores) or not len(wanted):
        came = f"{len(scores)} and {len(wanted)}"
        raise ValueError(f"there must be as many texts as wanted labels, got {came}.")
    chosen = [labels[i] for i in scores.argmax(dim=1).tolist()]
    return sum(a == b for a, b in zip(chosen, wanted, strict=True)) / len(chosen)


def share_of(scores: Float[Tensor, "text label"], place: int) -> float:
    """Return how often the label at this place has the highest score."""
    return float((scores.argmax(dim=1) == place).float().mean())


def balanced_examples(
    pairs: Sequence[tuple[str, str]],
    k: int,
    seed: int,
) -> list[tuple[str, str]]:
    """Draw k examples, of all labels as many as can be, in an order drawn too.

    Raises:
        ValueError: if there are fewer than k.
    """
    chance = Random(seed)
    by_label: dict[str, list[tuple[str, str]]] = {}
    for pair in chance.sample(list(pairs), len(pairs)):
        by_label.setdefault(pair[1], []).append(pair)
    turns = [one for row in zip_longest_lists(by_label) for one in row]
    if k > len(turns):
        raise ValueError(f"there must be k = {k} examples to draw, got {len(turns)}.")
    return chance.sample(turns[:k], k)


def zip_longest_lists(by_label: Mapping[str, list]) -> list[list]:
    """Return the first of each list, then the second of each, and so on."""
    most = max(map(len, by_label.values()), default=0)
    return [[all_[i] for all_ in by_label.values() if i < len(all_)] for i in range(most)]


def majority(answers: Sequence[str]) -> str:
    """Return the most frequent answer; of equally frequent ones the first that came.

    Source: Wang et al. (2023), section 2, https://arxiv.org/abs/2203.11171.

    Raises:
        ValueError: if there are none.

    >>> majority(["132", "122", "132", "122"])
    '132'
    """
    if not answers:
        raise ValueError("there must be at least 1 answer, got 0.")
    return Counter(answers).most_common(1)[0][0]
