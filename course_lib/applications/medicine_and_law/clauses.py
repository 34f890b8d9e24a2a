"""The clauses of the town's contracts: in three parts, by wording, with the parties' names.

Contracts are written from forms: a test that holds the same sentences as the training
tests nothing. So clauses are told apart by their *wording*, the text without its facts
and names, and one wording in six comes in the test alone.
Nothing here is legal advice, and no country's law.
Tested by tests/applications/medicine_and_law/test_clauses.py.
Left out: clauses that are unfair only together.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.contract_terms import CONTRACTS
from course_lib.corpora.town.genres.contracts import Clause, contract
from course_lib.corpora.town.people import Town

Part = Literal["train", "dev", "test"]
ONE_IN = 6
PARTIES = "provider", "customer"


@dataclass(frozen=True)
class FoundClause:
    """A clause with what is known of its contract; the truth is `kind`, `unfair`, `marked`.

    Args:
        text: as it stands in the contract.
        contract: lease, sale, repair, gym, phone, work or shop.
        kind: rent, deposit, termination …
        unfair: the kinds of unfairness, none if it is fair.
        evidence: the words that make it so, each labelled with its kind of unfairness.
        new: whether its wording comes in the test alone.
    """

    text: str
    contract: str
    kind: str
    unfair: tuple[str, ...]
    evidence: tuple[Span, ...]
    new: bool

    @property
    def label(self) -> str:
        return "unfair" if self.unfair else "fair"

    @property
    def marked(self) -> Annotated:
        """The text with its evidence as spans."""
        return Annotated(self.text, self.evidence, self.label)

    @property
    def neutral(self) -> Annotated:
        """The same with "the provider" and "the customer" for landlord, tenant, club …"""
        return with_roles(self.marked, self.contract)


def clauses_of(
    part: Part,
    n_contracts: int,
    seed: int = 0,
    town: Town | None = None,
    fold: int = 0,
) -> list[FoundClause]:
    """Return the clauses of so many English contracts, in their order.

    Args:
        part: "train" and "dev" lack the wordings that are kept for the test; "train"
            also lacks those kept for dev.
        n_contracts: six to nine clauses each.
        seed: another seed, other contracts.
        town: where; without one, the town of seed 0.
        fold: 0 to 5; which sixth of the wordings is kept for the test. The next is dev's.

    Raises:
        ValueError: if there is no such part or fold, or there would be no contract.
    """
    least = {"train": 2, "dev": 1, "test": 0}
    if not 0 <= fold < ONE_IN:
        raise ValueError(f"fold must be from 0 to {ONE_IN - 1}, got {fold}.")
    if part not in least or n_contracts < 1:
        must = "part must be train, dev or test, and n_contracts positive"
        raise ValueError(f"{must}, got {part!r} and {n_contracts}.")
    place, found = town or Town(), list[FoundClause]()
    for at in range(n_contracts):
        whole = contract(place, "en", Chance("law", part, seed, at))
        for one in whole.clauses:
            group = (_group(wording(one, whole.kind)) - fold) % ONE_IN
            if group >= least[part]:
                parts = one.text, whole.kind, one.kind, one.unfair, one.evidence
                found.append(FoundClause(*parts, group == 0))
    return found


def wording(clause: Clause, kind: str) -> str:
    """Return a clause without its facts, and with neutral names for the parties."""
    facts = Annotated(clause.text, tuple(sorted(clause.spans))).masked()
    return with_roles(Annotated(facts, ()), kind).text.lower()


@lru_cache(maxsize=10_000)
def _group(words: str) -> int:
    return Chance("wording", words).below(ONE_IN)


def with_roles(clause: Annotated, kind: str) -> Annotated:
    """Return a clause of this kind of contract in which the parties have neutral names.

    Who may do what decides whether a clause is fair; whether the stronger one is called
    landlord or club does not.

    Raises:
        ValueError: if there is no such kind of contract.

    >>> with_roles(Annotated("The landlord alone may raise it.", ()), "lease").text
    'The provider alone may raise it.'
    """
    if kind not in CONTRACTS:
        raise ValueError(f"kind must be one of {', '.join(CONTRACTS)}, got {kind!r}.")
    form = CONTRACTS[kind]
    names = dict(zip((form.provider.en, form.customer.en), PARTIES, strict=True))
    pattern = rf"\b[Tt]he ({'|'.join(names)})\b"
    text, spans = clause.text, clause.spans
    for match in reversed([*re.finditer(pattern, text)]):
        new = names[match[1]]
        start, end = match.span(1)
        text = text[:start] + new + text[end:]
        longer = len(new) - (end - start)
        spans = tuple(Span(a + longer * (a >= end), b + longer * (b >= end), label) for a, b, label in spans)
    return Annotated(text, spans, clause.label)
