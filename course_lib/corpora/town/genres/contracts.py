"""The town's contracts: leases, sales, repairs, memberships, jobs and online terms, their clauses typed, some unfair.

The kinds of unfairness follow CLAUDETTE (Lippi et al. 2019, https://arxiv.org/abs/1805.01217), with one more: a penalty
that only one party can owe. What is fair here is fair by a rule of thumb (would a careful friend sign it?). Nothing in
it is legal advice, and no country's law.

How hard it is made, and why: a fair clause and an unfair one share almost all words. Some pairs have the very same
words, with landlord and tenant exchanged; others differ in an "only" or a "not". Strong words ("at any time", "without
notice") stand in fair clauses as well. So a bag of words is right on about 86 % of the clauses whose kind can be
unfair (on 95 % if it also sees pairs of words), and what decides is who may do what: the evidence.

Left out: definitions, cross-references between clauses, annexes, and clauses that are unfair only together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.contract_terms import CONTRACTS, Terms, draw_terms, role_slots, term_slots
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import Filled, capitalised, fill, join, phrases

UNFAIRNESS = {
    "a": "arbitration",
    "ch": "unilateral change",
    "cr": "content removal",
    "j": "jurisdiction",
    "law": "choice of law",
    "ltd": "limitation of liability",
    "ter": "unilateral termination",
    "use": "contract by using",
    "pen": "one-sided penalty",
}
CAN_BE_UNFAIR = {
    "rent": "ch",
    "price": "ch",
    "wage": "ch",
    "deposit": "pen",
    "termination": "ter",
    "liability": "ltd",
    "jurisdiction": "j",
    "law": "law",
    "changes": "ch",
    "arbitration": "a",
    "penalty": "pen",
    "content": "cr",
    "acceptance": "use",
}


@dataclass(frozen=True)
class Clause:
    """One clause; `evidence` marks the words that make it unfair, `spans` the facts (PRICE, NOTICE …), in its text."""

    text: str
    kind: str
    unfair: tuple[str, ...]  # values of UNFAIRNESS
    evidence: tuple[Span, ...]
    spans: tuple[Span, ...]
    language: Language


@dataclass(frozen=True)
class Contract:
    """A contract; `terms` are its facts in both languages, whether or not a clause tells them."""

    kind: str  # lease, sale, repair, gym, phone, work, shop
    title: str
    preamble: str
    clauses: tuple[Clause, ...]
    closing: str
    terms: Terms
    language: Language
    combination: str  # the contract and the clause that is at issue, such as "lease|termination"

    @property
    def parties(self) -> tuple[str, str]:
        """The provider (landlord, seller, employer …) and the customer (tenant, buyer, employee …), by name."""
        return self.terms.provider[self.language], self.terms.customer[self.language]

    @property
    def text(self) -> str:
        """The whole contract, a line each for the title, the parties, each clause and the signature."""
        numbers = range(1, len(self.clauses) + 1)
        if self.language == "en":
            lines = [f"{number}. {clause.text}" for number, clause in zip(numbers, self.clauses, strict=True)]
        else:
            lines = [f"第{number}条：{clause.text}" for number, clause in zip(numbers, self.clauses, strict=True)]
        return "\n".join([self.title, self.preamble, *lines, self.closing])

    @property
    def annotated(self) -> Annotated:
        """The whole text with a span for each clause, labelled with its kind."""
        spans, start = [], len(self.title) + len(self.preamble) + 2
        for number, clause in enumerate(self.clauses, 1):
            start += len(f"{number}. " if self.language == "en" else f"第{number}条：")
            spans.append(Span(start, start + len(clause.text), clause.kind))
            start += len(clause.text) + 1
        return Annotated(self.text, tuple(spans), self.kind)


def contract(town: Town, language: Language, chance: Chance) -> Contract:
    """Return a contract of six to nine clauses; of those that can be unfair, about four in ten are."""
    kind = chance.pick(tuple(CONTRACTS))
    terms = draw_terms(town, kind, chance)
    plan = _plan(kind, chance)
    at_issue = chance.pick([one for one, _ in plan if one in CAN_BE_UNFAIR])
    titles = phrases("contracts", language)
    slots = term_slots(terms, language, chance)
    clauses = tuple(_clause(one, unfair, kind, terms, language, slots, chance) for one, unfair in plan)
    names = role_slots(kind, language) | slots
    return Contract(
        kind,
        chance.pick(titles[f"title {kind}"]),
        capitalised(fill(chance.pick(titles["parties"]), **names).text),
        clauses,
        fill(chance.pick(titles["closing"]), **names).text,
        terms,
        language,
        f"{kind}|{at_issue}",
    )


def _plan(kind: str, chance: Chance) -> list[tuple[str, bool]]:
    """Return the kinds of clauses in their order, and which of them are unfair."""
    first, others = CONTRACTS[kind].first, CONTRACTS[kind].others
    chosen = [*first, *chance.some(others, chance.between(4, min(7, len(others))))]
    return [(one, one in CAN_BE_UNFAIR and chance.happens(0.42)) for one in chosen]


@cache
def _lines(section: str, language: Language, kind: str, unfair: bool) -> tuple[str, ...]:
    """Return the templates that fit this contract: the unfair ones, or the fair ones, "~" where roles are exchanged."""
    chosen = []
    for line in phrases("contracts", language)[section]:
        only = re.match(r"[(（]([a-z, ]+)[)）] ?", line)
        if only and kind not in only[1].split(", "):
            continue
        line = line[only.end() :] if only else line
        if unfair == ("<" in line):
            chosen.append(line.removeprefix("~"))
        elif line.startswith("~") and not unfair:
            chosen.append("~" + re.sub(r"<[a-z]+:([^<>]+)>", r"\1", line[1:]))
    return tuple(chosen)


def _clause(
    section: str,
    unfair: bool,
    kind: str,
    terms: Terms,
    language: Language,
    slots: dict[str, str | int | Filled],
    chance: Chance,
) -> Clause:
    line = chance.pick(_lines(section, language, kind, unfair))
    roles = role_slots(kind, language)
    if line.startswith("~"):
        line = line[1:]
        roles |= {"provider": roles["customer"], "customer": roles["provider"]}
    parts = []
    for at, piece in enumerate(re.split(r"<([a-z]+:[^<>]+)>", line)):
        tag, words = piece.split(":", 1) if at % 2 else ("", piece)
        filled = fill(words, **slots, **roles)
        if tag:
            filled = replace(filled, spans=(Span(0, len(filled.text), UNFAIRNESS[tag]), *filled.spans))
        parts.append(filled)
    whole = join(parts, "")
    evidence = tuple(span for span in whole.spans if span.label in UNFAIRNESS.values())
    facts = tuple(span for span in whole.spans if span.label.isupper())
    kinds = tuple(dict.fromkeys(span.label for span in evidence))
    return Clause(capitalised(whole.text), section, kinds, evidence, facts, language)
