"""The Chinese teller: measure words, pronouns, subjects that are left out, and how clauses are joined."""

from __future__ import annotations

from typing import ClassVar

from course_lib.corpora.town.lexicon import Illness, Language, Noun, Place, Words
from course_lib.corpora.town.people import KINSHIP, Person
from course_lib.corpora.town.plan import Clause, SentencePlan
from course_lib.corpora.town.teller import Draft, Part, Teller, parts, starting_with_agent
from course_lib.corpora.town.world import Entity, Event, Thing, World

_PRONOUN = {"f": "她", "m": "他"}


class Chinese(Teller):
    """Tells plans in Chinese."""

    language: ClassVar[Language] = "zh"

    def draft(self, plan: SentencePlan) -> Draft:
        """Return the sentence of a plan with its marks."""
        draft = Draft()
        if plan.opening:
            draft.add(self.joint(plan.opening) + "，")
        first = plan.clauses[0]
        match plan.form:
            case "said":
                self.clause(draft, first, self.template(first), "")
            case "plan":
                self._joined(draft, self.joint("plan"), first, {"plan": first})
            case "because":
                self._joined(draft, self.joint("because"), first, {"main": first, "reason": plan.clauses[1]})
            case "and":
                self._and(draft, *plan.clauses)
            case _:
                self.clause(draft, first, self.template(first, agent_first=plan.opening is not None), "")
        if plan.form != "said":
            draft.add("。")
        return draft

    def _and(self, draft: Draft, walk: Clause, clause: Clause) -> None:
        self.clause(draft, walk, self.template(walk, agent_first=True), "")
        templates = [one for one in starting_with_agent("events", clause.section, "zh") if "{here}" not in one]
        draft.add("，")
        if templates:
            self.clause(draft, clause, self.chance.pick(templates), "", drop_subject=True)
        else:
            self.clause(draft, clause, self.template(clause), "")

    def _joined(self, draft: Draft, joint: str, clause: Clause, inner: dict[str, Clause]) -> None:
        for part in parts(joint):
            if part.kind == "slot" and part.text in inner:
                within = inner[part.text]
                self.clause(draft, within, self.template(within, short="reason" in inner), "")
            elif part.kind == "slot":
                self.slot(draft, part, clause, True)
            else:
                draft.add(part.text)

    def slot(self, draft: Draft, part: Part, clause: Clause, subject: bool) -> None:
        """Append what fills a slot."""
        entity = self.filler(part.text, clause)
        match entity:
            case Person():
                text, form = self._person(entity, part, clause)
            case Thing():
                text, form = self._thing(draft, entity, part, clause)
            case Place():
                return draft.mention(self._place(entity, part, clause), entity, part.text, "name")
            case Event():
                told = Clause(entity.kind, entity.roles, entity)
                return self.clause(draft, told, self.template(told, short=True), "")
            case _:
                return draft.mention(plain(entity, part.form), entity, part.text, "name")
        owner = self.owner(part, clause)
        if isinstance(entity, Thing) and isinstance(owner, Person) and text.startswith(owner.name.zh):
            draft.mention(owner.name.zh, owner, "owner", "name")
            text = text.removeprefix(owner.name.zh)
        draft.mention(text, entity, part.text, form)
        self.now.append(entity)
        if not clause.section.endswith(" plan"):  # what is wanted is not there yet
            self.introduced.add(entity)

    def _person(self, person: Person, part: Part, clause: Clause) -> tuple[str, str]:
        if part.form == "self":
            return "自己", "pronoun"
        if part.form == "they":
            return _PRONOUN[person.sex], "pronoun"
        if (
            part.form != "name"
            and self.alone(person, clause)
            and self.chance.happens(0.95 if person in self.now else 0.6)
        ):
            return _PRONOUN[person.sex], "pronoun"
        kin = self._kin(person, clause)
        if part.form != "name" and kin and self.chance.happens(0.3):
            return kin, "description"
        return person.name.zh, "name"

    def _kin(self, person: Person, clause: Clause) -> str | None:
        """Return 她姐姐, where the agent has one elder sister only in the story."""
        agent = clause.roles.get("agent")
        if not isinstance(agent, Person) or agent is person or clause.section == "kin" or agent not in self.now:
            return None
        return kin_of(self.world, agent, person)

    def _thing(self, draft: Draft, thing: Thing, part: Part, clause: Clause) -> tuple[str, str]:
        noun, measure = thing.name.zh, thing.noun.measure
        if part.form == "bare":
            return noun, "name"
        that = f"那{measure}{noun}"
        if part.form == "the":
            owned = thing not in self.introduced and isinstance(clause.owner, Person)
            return (self._owned(draft, thing, clause.owner, clause) if owned else that), "name"
        spoken = [one for one in (*self.before, *self.now) if isinstance(one, Thing)]
        if thing in self.introduced:
            if thing in spoken and all(one is thing for one in spoken) and thing.noun.category == "pet":
                return "它", "pronoun"
            return self.chance.pick((that, noun)), "name"
        if isinstance(self.owner(part, clause), Person):
            return self._owned(draft, thing, self.owner(part, clause), clause), "name"
        return f"一{measure}{self._looks(thing)}", "name"

    def _owned(self, draft: Draft, thing: Thing, owner: Person, clause: Clause) -> str:
        """Return a thing at its first mention with its owner: 自己那把红色的雨伞."""
        agent = clause.roles.get("agent")
        first = draft.mentions[0].entity if draft.mentions else None
        if owner is agent and owner is first:
            whose = "自己"
        else:
            whose = owner.name.zh if owner is agent or owner not in clause.roles.values() else ""
            self.now += [owner] if whose else []
        return f"{whose}那{thing.noun.measure}{self._looks(thing)}"

    def _looks(self, thing: Thing) -> str:
        if thing.noun.category in ("dish", "baked") or self.chance.happens(0.3):
            return thing.name.zh
        return thing.adjective.words.zh + thing.name.zh

    def _place(self, place: Place, part: Part, clause: Clause) -> str:
        at = part.form == "at" or part.text == "here"
        if self.at_home(clause, place):
            return "家里" if at else "家"
        return place.at.zh if at else place.name.zh

    def title(self, clause: Clause) -> str:
        """Return a title."""
        draft = Draft()
        self.clause(draft, clause, self.joint("title"), "")
        return draft.text


def kin_of(world: World, agent: Person, person: Person) -> str | None:
    """Return 她姐姐 for a person who is the only one of the cast with that kinship; else None."""
    relation = world.town.kin(agent, person)
    if relation is None or sum(world.town.kin(agent, one) == relation for one in world.cast) > 1:
        return None
    return _PRONOUN[agent.sex] + KINSHIP[relation].zh


def plain(entity: Entity, form: str) -> str:
    """Return a hobby, chore, illness, job, street, food, kinship, number or name."""
    match entity:
        case Illness() if form == "medicine":
            return entity.medicine.zh
        case Noun():
            return entity.name.zh
        case Words():
            return entity.zh
        case int() | str():
            return str(entity)
        case _:
            return entity.name.zh
