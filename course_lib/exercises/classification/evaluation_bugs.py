"""Four bugs in choosing a model and reporting how good it is; none raises an error."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_report(models, dev, test, batch_size):
    """Choose the best of some fine-tuned models; return its name and its accuracy.

    models: each with `labels`, the names of its columns; `model(texts)` gives logits,
    [text label]; `model.eval()` and `model.train()` switch dropout off and on
    dev, test: lists of (text, label); the report is of the test part
    """

    def share_right(model, pairs):
        labels = sorted({label for _, label in pairs})
        shares = []
        for start in range(0, len(pairs), batch_size):
            batch = pairs[start : start + batch_size]
            guesses = model([text for text, _ in batch]).argmax(-1).tolist()
            wanted = [label for _, label in batch]
            names = [labels[guess] for guess in guesses]
            right = sum(one == other for one, other in zip(names, wanted, strict=True))
            shares.append(right / len(batch))
        return sum(shares) / len(shares)

    best = max(models, key=lambda name: share_right(models[name], test))
    return best, share_right(models[best], test)
'''

exercise = FindTheBug(
    "classification.evaluation_bugs",
    title="Four bugs in an evaluation",
    chapter="13",
    level=3,
    minutes=20,
    hints=[
        "Ask four things: in which mode is the model? What does column 0 of the "
        "logits mean? Does every text count "
        "alike? What may the test part be used for?",
        "Dropout must be off; the names of the columns belong to the model, not to "
        "the test set; a last batch that is "
        "shorter must not weigh as much as a full one; the choice must be made "
        "without the test part.",
        "Call `model.eval()` first; use `labels = model.labels`; add up all right "
        "answers and divide by `len(pairs)`; "
        "choose by `share_right(models[name], dev)`.",
    ],
    listing=LISTING,
)
LABELS = ("spam", "ham", "chain")  # the model's own order


class Scorer:
    """Stands in for a fine-tuned model: it errs on some texts, on more with dropout."""

    labels = LABELS

    def __init__(self, wrong: list[str], wrong_in_training: list[str]) -> None:
        self.wrong, self.wrong_in_training = wrong, wrong_in_training
        self.training = True

    def eval(self) -> "Scorer":
        self.training = False
        return self

    def train(self, mode: bool = True) -> "Scorer":
        self.training = mode
        return self

    def __call__(self, texts: list[str]) -> Tensor:
        errors = self.wrong + (self.wrong_in_training if self.training else [])
        rows = []
        for text in texts:
            at = LABELS.index(text.split()[0])
            at = (at + 1) % 3 if text in errors else at
            rows.append([2.0 * (i == at) for i in range(3)])
        return torch.tensor(rows)


def pairs_of(part: str, labels: list[str]) -> list[tuple[str, str]]:
    return [(f"{label} {part} {i}", label) for i, label in enumerate(labels)]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    dev = pairs_of("dev", ["spam", "ham", "chain", "ham", "spam"])
    test = pairs_of("test", ["ham", "spam", "ham", "chain", "spam", "ham", "ham"])
    names = [text for text, _ in test]
    on_dev = [text for text, _ in dev]
    wrong = {  # for each model the texts on which it errs, and those on which dropout makes it err
        "low rate": ([on_dev[0], names[6], names[0]], [on_dev[3], names[1]]),
        "high rate": ([on_dev[1], on_dev[2], names[2]], [names[4], names[5]]),
        "middle": ([on_dev[0], on_dev[1], on_dev[4], names[1]], [on_dev[2], names[3]]),
    }
    return [{"models": wrong, "dev": dev, "test": test, "batch_size": size} for size in (3, 7)]


@exercise.runner
def run(answer: Callable[..., Any], case: Case) -> Any:
    models = {name: Scorer(*wrong) for name, wrong in case["models"].items()}
    return answer(models, case["dev"], case["test"], case["batch_size"])


@exercise.solution
def my_report(
    models: dict[str, Any],
    dev: list[tuple[str, str]],
    test: list[tuple[str, str]],
    batch_size: int,
) -> tuple[str, float]:
    """Choose by dev, report on test, without dropout, each text alike."""

    def share_right(model: Any, pairs: list[tuple[str, str]]) -> float:
        model.eval()
        right = 0
        for start in range(0, len(pairs), batch_size):
            batch = pairs[start : start + batch_size]
            guesses = model([text for text, _ in batch]).argmax(-1).tolist()
            for guess, (_, label) in zip(guesses, batch, strict=True):
                right += model.labels[guess] == label
        return right / len(pairs)

    best = max(models, key=lambda name: share_right(models[name], dev))
    return best, share_right(models[best], test)


@exercise.also_right
def all_at_once(
    models: dict[str, Any],
    dev: list[tuple[str, str]],
    test: list[tuple[str, str]],
    batch_size: int,
) -> tuple[str, float]:
    def accuracy(model: Any, pairs: list[tuple[str, str]]) -> float:
        targets = torch.tensor([model.labels.index(label) for _, label in pairs])
        guesses = model.eval()([text for text, _ in pairs]).argmax(-1)
        return (guesses == targets).double().mean().item()

    scores = {name: accuracy(model, dev) for name, model in models.items()}
    best = sorted(scores, key=lambda name: -scores[name])[0]
    return best, accuracy(models[best], test)


@exercise.also_right
def weighed_shares(
    models: dict[str, Any],
    dev: list[tuple[str, str]],
    test: list[tuple[str, str]],
    batch_size: int,
) -> tuple[str, float]:
    for model in models.values():
        model.eval()

    def accuracy(name: str, pairs: list[tuple[str, str]]) -> float:
        model, total = models[name], 0.0
        for start in range(0, len(pairs), batch_size):
            batch = pairs[start : start + batch_size]
            guesses = model([text for text, _ in batch]).argmax(-1).tolist()
            hits = [LABELS[g] == label for g, (_, label) in zip(guesses, batch, strict=True)]
            total += sum(hits) / len(hits) * len(batch) / len(pairs)
        return total

    best = max(models, key=lambda name: accuracy(name, dev))
    return best, accuracy(best, test)


def leaving_in(*bugs: str) -> Callable[..., tuple[str, float]]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(
        models: dict[str, Any],
        dev: list[tuple[str, str]],
        test: list[tuple[str, str]],
        batch_size: int,
    ) -> tuple[str, float]:
        def accuracy(model: Any, pairs: list[tuple[str, str]]) -> float:
            if "dropout" not in bugs:
                model.eval()
            labels = sorted({one for _, one in pairs}) if "order" in bugs else model.labels
            shares, hits = [], 0
            for start in range(0, len(pairs), batch_size):
                batch = pairs[start : start + batch_size]
                if "dropped" in bugs and len(batch) < batch_size:
                    continue
                guesses = model([text for text, _ in batch]).argmax(-1).tolist()
                right = [labels[g] == one for g, (_, one) in zip(guesses, batch, strict=True)]
                shares.append(sum(right) / len(right))
                hits += sum(right)
            mean = sum(shares) / max(1, len(shares))
            return mean if {"means", "dropped"} & {*bugs} else hits / len(pairs)

        part = test if "test" in bugs else dev
        best = max(models, key=lambda name: accuracy(models[name], part))
        return best, accuracy(models[best], dev if "reports dev" in bugs else test)

    return program


exercise.mistake(
    "All four bugs are still there: ask of each line what it would do with a model "
    "in training, "
    "a label order of its own, and a short last batch."
)(leaving_in("dropout", "order", "means", "test"))
for bugs, message in {
    "dropout": "Dropout is still on: call `model.eval()` before the model is asked.",
    "order": "The labels are sorted anew; the columns mean what the model's own `labels` say.",
    "means": "The last, shorter batch weighs as much as a full one: add up the right answers, divide once.",
    "test": "The model is chosen on the test part; choose on dev, and use test once, for the report.",
    "dropped": "The last, shorter batch is thrown away: its texts count too.",
    "reports dev": "The report is of the dev part, on which the model was chosen; report the test part.",
}.items():
    exercise.mistake(message)(leaving_in(bugs))


@exercise.property("An accuracy lies between 0 and 1, and is a whole number of right texts.")
def whole_number(report: Any, case: Case) -> bool:
    right = report[1] * len(case["test"])
    return bool(0 <= report[1] <= 1 and abs(right - round(right)) < 1e-6)
