"""The town's GPT finishes sentences about people it never saw: ten choices, with their notice before it and without.

The seed draws the sentences. About 10 seconds a seed on one core.
"""

from collections.abc import Iterator

from course_lib.applications.question_answering.closed_book import clozes, likeliest
from course_lib.applications.question_answering.gazette import knowledge_base
from course_lib.checkpoints.shipped import checkpoint
from course_lib.experiments.results import Result
from course_lib.models.pretrained import load_with_tokenizer

DATA = "gazette"
SEEDS = range(5)
N_SENTENCES = 40


def run(seed: int, size: int = N_SENTENCES) -> Iterator[Result]:
    """Yield the share of sentences that the model would finish truly."""
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    some = clozes(knowledge_base(), size, seed)
    for system, with_passage in {"closed book": False, "open book": True}.items():
        chosen = likeliest(model, tokenizer, some, with_passage=with_passage)
        right = sum(one.right == place for one, place in zip(some, chosen, strict=True))
        yield Result(DATA, system, "accuracy", right / len(some), seed)
