"""Four bugs between a list of documents and a language model's loss."""

from collections.abc import Collection

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
import torch.nn.functional as F


def my_loss(model, documents, end_id, stop_ids, context_length):
    """Return a language model's mean loss over the windows of some documents.

    documents: lists of token ids; end_id: the token that ends each document
    stop_ids: the ids of stop words and punctuation
    """
    stream = []
    for document in documents:
        stream += [token for token in document if token not in stop_ids]
    n = (len(stream) - 1) // context_length
    stream = torch.tensor(stream[: n * context_length + 1])
    inputs = stream[:-1].view(n, context_length)
    targets = stream[:-1].view(n, context_length)
    probabilities = torch.softmax(model(inputs), dim=-1)
    return F.cross_entropy(probabilities.flatten(0, 1), targets.flatten())
'''

exercise = FindTheBug(
    "gpt.loss_bugs",
    title="Four bugs before the loss",
    chapter="10",
    level=3,
    minutes=20,
    hints=[
        "Two bugs are in the data, two in the last four lines. None of them stops the "
        "program. Mend one, check, and read what is said next.",
        "What does a model never learn to write if it never reads it? What tells it where "
        "a document ends? Of which token is the loss? What does cross_entropy expect?",
        "Keep every token of a document, and add end_id after it; take the targets from "
        "stream[1:]; hand the logits to cross_entropy, which has the softmax inside.",
    ],
    listing=LISTING,
)


class Table(nn.Module):
    """A small model whose logits go by the token and by the first of its window."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.register_buffer("table", table)

    def forward(self, token_ids: Tensor) -> Tensor:
        table = self.get_buffer("table")
        return table[token_ids] + table[token_ids[:, :1]]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    model = Table(3 * torch.randn(11, 11, generator=rng))
    lengths = (7, 9, 8)
    documents = [torch.randint(1, 11, (n,), generator=rng).tolist() for n in lengths]
    documents[0][1] = documents[1][2] = 3
    some = {"model": model, "documents": documents, "end_id": 0}
    return [
        {**some, "stop_ids": [3, 5], "context_length": 4},
        {**some, "stop_ids": [], "context_length": 5},
    ]


@exercise.solution
def my_loss(
    model: nn.Module,
    documents: list[list[int]],
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    """Return a language model's mean loss over the windows of some documents."""
    stream = []
    for document in documents:
        stream += [*document, end_id]
    n = (len(stream) - 1) // context_length
    used = torch.tensor(stream[: n * context_length + 1])
    inputs = used[:-1].view(n, context_length)
    targets = used[1:].view(n, context_length)
    return F.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())


def variant(
    model: nn.Module,
    documents: list[list[int]],
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
    *,
    stripped: bool = False,
    ends: bool = True,
    shift: int = 1,
    twice: bool = False,
) -> Tensor:
    """Return the loss with some of the bugs left in."""
    gone = set(stop_ids) if stripped else set()
    stream = []
    for document in documents:
        stream += [one for one in document if one not in gone] + [end_id] * ends
    n = (len(stream) - 1) // context_length
    used = torch.tensor(stream[: n * context_length + 1])
    inputs = used[:-1].view(n, context_length)
    targets = used[shift : len(used) - 1 + shift].view(n, context_length)
    logits = model(inputs)
    logits = logits.softmax(dim=-1) if twice else logits
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


Documents = list[list[int]]


@exercise.also_right
def by_log_softmax(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    tokens = [token for document in documents for token in [*document, end_id]]
    windows = torch.tensor(tokens).unfold(0, context_length + 1, context_length)
    log_p = model(windows[:, :-1]).log_softmax(dim=-1)
    return -log_p.gather(-1, windows[:, 1:, None]).mean()


@exercise.also_right
def with_the_classes_second(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    tokens = torch.cat([torch.tensor([*document, end_id]) for document in documents])
    windows = tokens.unfold(0, context_length + 1, context_length)
    return F.cross_entropy(model(windows[:, :-1]).transpose(1, 2), windows[:, 1:])


@exercise.mistake(
    "The listing still has more than one bug: begin with the data. A language model reads every token, stop words too."
)
def as_printed(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    bugs = {"stripped": True, "ends": False, "shift": 0, "twice": True}
    given = (model, documents, end_id, stop_ids, context_length)
    return variant(*given, **bugs)  # type: ignore[arg-type]


@exercise.mistake(
    "Nothing is removed any more. But no document ends: append end_id to each, or the model never learns to stop."
)
def no_ends_and_the_rest(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    given = (model, documents, end_id, stop_ids, context_length)
    return variant(*given, ends=False, shift=0, twice=True)


@exercise.mistake(
    "The data are right. Now look at the targets: they are the inputs themselves, and a model that repeats would win."
)
def not_shifted_and_the_rest(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    given = (model, documents, end_id, stop_ids, context_length)
    return variant(*given, shift=0, twice=True)


@exercise.mistake("The softmax is taken twice: cross_entropy expects logits, and has a softmax of its own.")
def softmax_twice(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    given = (model, documents, end_id, stop_ids, context_length)
    return variant(*given, twice=True)


@exercise.mistake("Only this is left: the targets are the inputs themselves. Take them from stream[1:].")
def not_shifted(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    given = (model, documents, end_id, stop_ids, context_length)
    return variant(*given, shift=0)


@exercise.mistake("Only this is left: stop words and punctuation are thrown away before the model sees them.")
def stripped(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    given = (model, documents, end_id, stop_ids, context_length)
    return variant(*given, stripped=True)


@exercise.mistake("Only this is left: no document ends. Append end_id to each of them.")
def no_ends(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    given = (model, documents, end_id, stop_ids, context_length)
    return variant(*given, ends=False)


@exercise.mistake(
    "end_id stands before each document; it belongs behind it: it is what the model must predict when a text is over."
)
def end_first(
    model: nn.Module,
    documents: Documents,
    end_id: int,
    stop_ids: Collection[int],
    context_length: int,
) -> Tensor:
    moved = [[end_id, *document] for document in documents]
    return variant(model, moved, end_id, stop_ids, context_length, ends=False)
