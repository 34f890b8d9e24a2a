"""One sentence for a short story of the town, with and without copying; names of training, and names never seen."""

from collections.abc import Iterator
from statistics import fmean

from course_lib.applications.summarisation.consistency import consistency
from course_lib.applications.summarisation.copying import (
    CopyLayout,
    PointerGenerator,
    Vocabulary,
    summarise,
    summary_loss,
)
from course_lib.applications.summarisation.extractive import (
    mean_rouge,
    oracle,
    summaries_by,
    train_scorer,
)
from course_lib.applications.summarisation.gists import Gist, about_names, gists, without_names
from course_lib.applications.summarisation.lead import lead
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune

SEEN, NEW = "names of training", "new names"
SEEDS = range(5)
STEPS, SIZE = 600, 4000


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Draw `size` stories, and train on those without held-out names; for two steps if there are fewer than usual."""
    train = without_names(gists(size, n_events=1, length=2, seed=f"copying {seed}"))
    others = gists(max(size // 4, 30), n_events=1, length=2, seed=f"copying {seed}, test")
    parts = {SEEN: without_names(others)[:200], NEW: about_names(others)[:200]}
    labels = [oracle(one.sentences, [one.summary], 1) for one in train[:400]]
    scorer = train_scorer([one.sentences for one in train[:400]], labels)
    for name, stories in parts.items():
        documents = [one.sentences for one in stories]
        yield from measured(name, "lead", summaries_by(lambda one: lead(one, 1), documents), stories, seed)
        yield from measured(name, "trained", summaries_by(lambda one: scorer.choose(one, 1), documents), stories, seed)
    pairs = [(one.document, one.summary) for one in train]
    vocabulary = Vocabulary.of([f"{text} {summary}" for text, summary in pairs])
    for system, copies in {"writes": False, "writes and copies": True}.items():
        model = PointerGenerator(len(vocabulary), copies=copies, seed=seed)
        layout = CopyLayout(vocabulary, hide=0.1 if copies else 0.0, seed=seed)
        n_steps = STEPS if size == SIZE else 2
        fine_tune(
            model,
            pairs,
            layout,
            summary_loss,
            n_steps=n_steps,
            batch_size=16,
            learning_rate=5e-3,
            seed=seed,
            warmup_share=0.4,  # without copying, a faster start gets stuck
        )
        for name, stories in parts.items():
            texts = summarise(model, [one.document for one in stories], layout)
            yield from measured(name, system, texts, stories, seed)


def measured(data: str, system: str, texts: list[str], stories: list[Gist], seed: int) -> Iterator[Result]:
    """Yield ROUGE, the share of true summaries, and of those that have the right people."""
    for kind, value in mean_rouge(texts, [[one.summary] for one in stories]).items():
        yield Result(data, system, f"ROUGE-{kind}", value, seed)
    for verdict, share in consistency(texts, [one.world for one in stories]).items():
        yield Result(data, system, verdict, share, seed)
    right = [all(name in text for name in one.people) for text, one in zip(texts, stories, strict=True)]
    yield Result(data, system, "right names", fmean(right), seed)
