"""What to write down before others use a model: its card, and a review of the risks.

Sources: Mitchell et al. (2019), Model cards, https://arxiv.org/abs/1810.03993; Gebru et al.
(2021), Datasheets for datasets, https://arxiv.org/abs/1803.09010; the grid of likelihood
and severity is that of ISO 31010's consequence/likelihood matrix.
Tested by tests/applications/trust/test_cards.py.
Left out: what the law asks for, which differs from place to place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.checkpoints.shipped import card
from course_lib.corpora.dataset import Dataset

MEASURED = ("held_out_loss", "n_parameters", "tokens_seen", "seconds")
BY_HAND = ("intended use", "not for", "known errors", "contact")  # no program knows these


def model_card(name: str, said: Mapping[str, str]) -> str:
    """Return a model's card in Markdown: what was stored when it was made, and what is said.

    Args:
        name: of a shipped model.
        said: what only a person knows, by the headings of `BY_HAND`.

    Raises:
        ValueError: if there is no such model, or a heading is missing or empty.
    """
    check_said(said)
    stored: dict[str, Any] = card(name)
    lines = [f"# {name}", stored["recipe"]["about"], "", "## Made"]
    made = {
        "data": stored["data"],
        "licence": stored["licence"],
        "command": stored["command"],
    }
    lines += [f"- {key}: {value}" for key, value in made.items()]
    lines += ["", "## Measured"]
    lines += [f"- {key.replace('_', ' ')}: {number(stored[key])}" for key in MEASURED]
    for heading in BY_HAND:
        lines += ["", f"## {heading.capitalize()}", said[heading]]
    return "\n".join(lines)


def check_said(said: Mapping[str, str]) -> None:
    """Refuse a card that leaves out what only a person can say."""
    if missing := [heading for heading in BY_HAND if not said.get(heading, "").strip()]:
        raise ValueError(f"a card must say {', '.join(BY_HAND)}; got no {missing[0]}.")


def number(value: float) -> str:
    """Return a number as one reads it aloud.

    >>> number(2222208), number(0.701048)
    ('2,222,208', '0.70')
    """
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def data_card(data: Dataset[Any]) -> str:
    """Return what is known of a data set, in Markdown."""
    sizes = ", ".join(f"{name} {len(records):,}" for name, records in data.splits.items())
    rows = {
        "task": data.task,
        "language": data.language,
        "sizes": sizes,
        "licence": data.licence,
        "source": data.citation,
        "made by": data.about,
    }
    return "\n".join([f"# {data.name}", *(f"- {key}: {value}" for key, value in rows.items())])


@dataclass(frozen=True)
class Risk:
    """One thing that may go wrong.

    Args:
        harm: what happens.
        to: whom it happens to.
        likelihood: from 1, hardly ever, to 5, daily.
        severity: from 1, a nuisance, to 5, beyond repair.
        evidence: the measurement that the likelihood rests on.
        answer: what is done about it.
        left: the likelihood that remains, once it is done.
        owner: who sees to it.

    Raises:
        ValueError: if a number is not from 1 to 5, or more is left than there was.
    """

    harm: str
    to: str
    likelihood: int
    severity: int
    evidence: str
    answer: str = ""
    left: int | None = None
    owner: str = ""

    def __post_init__(self) -> None:
        numbers = (self.likelihood, self.severity, self.left or 1)
        if not all(1 <= one <= 5 for one in numbers):
            raise ValueError(f"likelihood, severity and left must be 1 to 5, got {numbers}.")
        if self.left is not None and self.left > self.likelihood:
            came = f"{self.left} of {self.likelihood}"
            raise ValueError(f"what is left must be at most what there was, got {came}.")

    @property
    def size(self) -> int:
        """Return likelihood times severity, before anything is done."""
        return self.likelihood * self.severity

    @property
    def remaining(self) -> int:
        """Return likelihood times severity, after the answer."""
        return (self.likelihood if self.left is None else self.left) * self.severity


def open_points(risks: Sequence[Risk], most: int = 8) -> list[str]:
    """Return what is missing before release; an empty list says: go.

    A risk that remains above `most`, a risk above it whose answer has no owner, and a
    likelihood without evidence are open points.

    Raises:
        ValueError: if there are no risks: a review that finds none has not looked.
    """
    if not risks:
        raise ValueError("a review must hold a risk, got 0.")
    points = []
    for one in risks:
        if one.remaining > most:
            points.append(f"{one.harm}: {one.remaining} remains, at most {most} may")
        if one.size > most and not one.owner:
            points.append(f"{one.harm}: nobody owns the answer")
        if not one.evidence:
            points.append(f"{one.harm}: the likelihood is a guess")
    return points


WORKED = (  # the form, filled in for what chapter 27 measures
    Risk(
        harm="a code is written out",
        to="customers",
        likelihood=4,
        severity=5,
        evidence="exposure of repeated codes (section 5)",
        answer="digits redacted",
        left=1,
        owner="data team",
    ),
    Risk(
        harm="honest letters are stopped",
        to="one group",
        likelihood=3,
        severity=3,
        evidence="gap of false alarms (section 3)",
        answer="names masked",
        left=2,
        owner="filter team",
    ),
    Risk(
        harm="a letter makes the assistant pay",
        to="the shop",
        likelihood=3,
        severity=5,
        evidence="attacks that privileges let through (section 9)",
        answer="privileges",
        left=2,
    ),
    Risk(
        harm="misspelt spam gets through",
        to="everybody",
        likelihood=5,
        severity=2,
        evidence="recall under attack (section 8)",
        answer="corrector",
        left=2,
        owner="filter team",
    ),
)


def as_rows(risks: Sequence[Risk]) -> list[dict[str, object]]:
    """Return the review as rows of a table, the largest remaining risk first."""
    return [
        {
            "harm": one.harm,
            "to": one.to,
            "before": one.size,
            "what is done": one.answer or "nothing",
            "after": one.remaining,
            "owner": one.owner or "nobody",
        }
        for one in sorted(risks, key=lambda one: -one.remaining)
    ]
