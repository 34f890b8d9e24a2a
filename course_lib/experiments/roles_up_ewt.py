"""Who did what to whom, in letters, reviews and posts (Universal PropBank): heads of phrases.

The verb is given. Baselines: who stands nearest before the verb did it, who stands
nearest after it had it done; and the role that each dependency of the tree mostly has,
which reads a tree that people drew. The source has no training part here: the network
learns from dev, and nothing was tuned.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from course_lib.corpora.annotations import Parsed, Predicate
from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.small_tagger import (
    Example,
    trained,
)
from course_lib.metrics.precision_recall import Counts

DATA = "up_ewt"
SEEDS = range(5)
EPOCHS = 4
NONE = ("_", "V")  # not a role
FAR = 8  # distances beyond are all alike
Asked = tuple[Parsed, Predicate]


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Train on `size` verbs (None: all), and measure on as many of the test part."""
    data = load(DATA)
    train, test = ([(one, verb) for one in data[part] for verb in one.predicates][:size] for part in ("dev", "test"))
    if seed == 0:
        yield scored("nearest nouns", [nearest(one, verb) for one, verb in test], test)
        yield scored("role of the dependency (given tree)", by_tree(train, test), test)
    labels = ["_", *sorted({role for _, verb in train for role in verb.roles} - {"_"})]
    examples, asked = ([as_example(*pair, labels) for pair in part] for part in (train, test))
    n_flags = 2 * FAR + 2
    model, lay_out = trained(examples, len(labels), epochs=EPOCHS, seed=seed, n_flags=n_flags)
    said = in_batches(model, asked, lay_out, lambda model, batch: model(batch).argmax(-1).tolist())
    rows = [row for some in said for row in some]
    yield scored("network", [[labels[i] for i in row] for row in rows], test, seed)


def distance(place: int, verb: int) -> int:
    """Return the flag of a word: 1 is the verb, then 1, 2 … after it and before it."""
    far = max(-FAR, min(FAR, place - verb))
    return 1 + far if far >= 0 else 1 + FAR - far


def as_example(one: Parsed, verb: Predicate, labels: Sequence[str]) -> Example:
    """Return a sentence with one verb marked; a role that training never had becomes `_`."""
    flags = [distance(place, verb.position) for place in range(len(one.tokens))]
    targets = [labels.index(role) if role in labels else 0 for role in verb.roles]
    return Example(one.tokens, flags, targets)


def nearest(one: Parsed, verb: Predicate) -> list[str]:
    """Call the nearest noun or pronoun before the verb ARG0, and the nearest after it ARG1."""
    roles = ["_"] * len(one.tokens)
    nouns = [i for i, part in enumerate(one.parts_of_speech) if part in ("NOUN", "PROPN", "PRON")]
    before = [i for i in nouns if i < verb.position]
    after = [i for i in nouns if i > verb.position]
    if before:
        roles[before[-1]] = "ARG0"
    if after:
        roles[after[0]] = "ARG1"
    return roles


def by_tree(train: Sequence[Asked], test: Sequence[Asked]) -> list[list[str]]:
    """Give each word that hangs on the verb the role that its dependency mostly has."""
    counts: dict[str, Counter[str]] = {}
    for one, verb in train:
        for place, role in enumerate(verb.roles):
            if one.heads[place] == verb.position:
                counts.setdefault(one.dependencies[place], Counter())[role] += 1
    best = {name: roles.most_common(1)[0][0] for name, roles in counts.items()}
    return [
        [
            best.get(name, "_") if head == verb.position else "_"
            for name, head in zip(one.dependencies, one.heads, strict=True)
        ]
        for one, verb in test
    ]


def scored(
    system: str,
    predicted: Sequence[Sequence[str]],
    test: Sequence[Asked],
    seed: int = 0,
) -> Result:
    """Return the F1 of the words that have a role."""
    right = n_predicted = n_wanted = 0
    for roles, (_, verb) in zip(predicted, test, strict=True):
        pairs = list(zip(roles, verb.roles, strict=False))
        right += sum(a == b and a not in NONE for a, b in pairs)
        n_predicted += sum(a not in NONE for a, _ in pairs)
        n_wanted += sum(b not in NONE for _, b in pairs)
    return Result(DATA, system, "F1", Counts(right, n_predicted, n_wanted).scores().f1, seed)
