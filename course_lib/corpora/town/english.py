"""The English teller: tenses, articles, pronouns, possessives, and how clauses are joined."""

from __future__ import annotations

from typing import ClassVar

from course_lib.corpora.town.lexicon import Chore, Hobby, Illness, Job, Language, Noun, Place, Words
from course_lib.corpora.town.people import KINSHIP, Person
from course_lib.corpora.town.phrases import capitalised, with_article
from course_lib.corpora.town.plan import Clause, SentencePlan
from course_lib.corpora.town.teller import Draft, Part, Teller, parts, starting_with_agent
from course_lib.corpora.town.verbs import conjugate
from course_lib.corpora.town.world import Entity, Event, Thing, World

_PRONOUNS = {
    "they": {"f": "she", "m": "he"},
    "them": {"f": "her", "m": "him"},
    "their": {"f": "her", "m": "his"},
    "self": {"f": "herself", "m": "himself"},
}
_NO_COMMA = {"then", "so", "but", "and", "yet", "soon"}
_BARE_PLACES = {"school"}


class English(Teller):
    """Tells plans in English, in the past or in the present tense."""

    language: ClassVar[Language] = "en"

    def draft(self, plan: SentencePlan) -> Draft:
        """Return the sentence of a plan with its marks."""
        draft = Draft()
        if plan.opening:
            opening = self.joint(plan.opening)
            draft.add(opening + (" " if opening in _NO_COMMA else ", "))
        first = plan.clauses[0]
        match plan.form:
            case "said":
                self.clause(draft, first, self.template(first), self.tense)
            case "plan":
                self._joined(draft, self.joint("plan"), first, {"plan": first})
            case "because":
                reason = "perfect" if self.tense == "past" else "past"
                self._joined(
                    draft, self.joint("because"), first, {"main": first, "reason": plan.clauses[1]}, {"reason": reason}
                )
            case "and":
                self._and(draft, *plan.clauses)
            case _:
                self.clause(draft, first, self.template(first, agent_first=plan.opening is not None), self.tense)
        if plan.form != "said":
            draft.add(".")
        draft.text = capitalised(draft.text)
        return draft

    def _and(self, draft: Draft, walk: Clause, clause: Clause) -> None:
        """Append "Anna went to the park and met Ben": the second clause has no subject of its own."""
        self.clause(draft, walk, self.template(walk, agent_first=True), self.tense)
        templates = [
            one
            for one in starting_with_agent("events", clause.section, "en")
            if "{here}" not in one and "{agent} <be>" not in one
        ]
        if templates:
            draft.add(" and ")
            self.clause(draft, clause, self.chance.pick(templates), self.tense, drop_subject=True)
        else:
            draft.add(", and ")
            self.clause(draft, clause, self.template(clause), self.tense)

    def _joined(
        self,
        draft: Draft,
        joint: str,
        clause: Clause,
        inner: dict[str, Clause],
        tenses: dict[str, str] | None = None,
    ) -> None:
        """Append a joint such as "{main} because {reason}" with its clauses in their places."""
        subject = True
        for part in parts(joint):
            if part.kind == "slot" and part.text in inner:
                within = inner[part.text]
                tense = (tenses or {}).get(part.text, self.tense)
                self.clause(draft, within, self.template(within, short="reason" in inner), tense)
            elif part.kind == "slot":
                self.slot(draft, part, clause, subject)
            elif part.kind == "letters":
                draft.add(part.text)
            else:
                self.verb(draft, part, self.tense)
                subject = False

    def verb(self, draft: Draft, part: Part, tense: str) -> None:
        """Append a verb in a tense."""
        draft.add(conjugate(part.text, tense, plural=part.kind == "verb of several"))

    def slot(self, draft: Draft, part: Part, clause: Clause, subject: bool) -> None:
        """Append what fills a slot."""
        entity = self.filler(part.text, clause)
        match entity:
            case Person():
                text, form = self._person(entity, part, clause, subject)
            case Thing():
                text, form = self._thing(entity, part, clause)
            case Illness() if part.form == "" and entity in self.introduced:
                return draft.mention(f"the {entity.name.en.split(' ', 1)[1]}", entity, part.text, "name")
            case Place():
                return self._place(draft, entity, part, clause)
            case Event():
                told = Clause(entity.kind, entity.roles, entity)
                return self.clause(
                    draft, told, self.template(told, short=True), "perfect" if self.tense == "past" else "past"
                )
            case _:
                self.introduced.add(entity)
                return draft.mention(plain(entity, part.form), entity, part.text, "name")
        owner, mark, rest = text.partition("'s")
        if mark and form == "name":
            draft.mention(owner, self.world.town.by_name[owner], "owner" if rest else part.text, "name")
            draft.add(mark + rest[:1])
            text = rest[1:]
        if text:
            draft.mention(text, entity, part.text, form)
        self.now.append(entity)
        if not clause.section.endswith(" plan"):  # what is wanted is not there yet
            self.introduced.add(entity)

    def _person(self, person: Person, part: Part, clause: Clause, subject: bool) -> tuple[str, str]:
        if part.form in _PRONOUNS:
            return _PRONOUNS[part.form][person.sex], "possessive" if part.form == "their" else "pronoun"
        name = person.name.en
        if part.form == "name":
            return name, "name"
        if self.alone(person, clause) and self.chance.happens(0.95 if person in self.now else 0.65):
            case = "their" if part.form == "own" else "they" if subject else "them"
            return _PRONOUNS[case][person.sex], "pronoun"
        kin = self._kin(person, clause)
        if kin and not subject and self.chance.happens(0.3):
            return kin + ("'s" if part.form == "own" else ""), "description"
        return name + ("'s" if part.form == "own" else ""), "name"

    def _kin(self, person: Person, clause: Clause) -> str | None:
        """Return "her brother", where the agent has one brother only in the story."""
        agent = clause.roles.get("agent")
        if not isinstance(agent, Person) or agent is person or clause.section == "kin" or agent not in self.now:
            return None
        return kin_of(self.world, agent, person)

    def _thing(self, thing: Thing, part: Part, clause: Clause) -> tuple[str, str]:
        noun = thing.name.en
        agent: Entity = clause.roles.get("agent")
        if part.form == "bare":
            return noun, "name"
        if part.form == "the":
            return f"the {noun}", "name"
        spoken = [one for one in (*self.before, *self.now) if isinstance(one, Thing)]
        if thing in spoken and all(one is thing for one in spoken) and self.chance.happens(0.45):
            return "it", "pronoun"
        owner = self.owner(part, clause)
        mine = isinstance(agent, Person) and owner is agent
        if thing in self.introduced:
            return (
                f"{_PRONOUNS['their'][agent.sex]} {noun}" if mine and self.chance.happens(0.3) else f"the {noun}"
            ), "name"
        looks = self.described(thing) if self.chance.happens(0.7) else noun
        if mine:
            return f"{_PRONOUNS['their'][agent.sex]} {looks}", "name"
        if isinstance(owner, Person):
            if owner in clause.roles.values() and part.text != "other":
                return f"the {looks}", "name"
            self.now.append(owner)
            return f"{owner.name.en}'s {looks}", "name"
        return with_article(looks), "name"

    def described(self, thing: Thing) -> str:
        """Return the noun with its adjective; food has none."""
        if thing.noun.category in ("dish", "baked"):
            return thing.name.en
        return f"{thing.adjective.words.en} {thing.name.en}"

    def _place(self, draft: Draft, place: Place, part: Part, clause: Clause) -> None:
        own = self.at_home(clause, place)
        text, name = place_words(place, "at" if part.text == "here" else part.form, own)
        draft.add(text[: len(text) - len(name)])
        draft.mention(name, place, part.text, "name")
        if place.kind == "home" and not own:
            self.now.append(self.world.householders[place.name.en])

    def title(self, clause: Clause) -> str:
        """Return a title."""
        draft = Draft()
        self.clause(draft, clause, self.joint("title"), self.tense)
        return capitalised(draft.text)


def kin_of(world: World, agent: Person, person: Person) -> str | None:
    """Return "her brother" for a person who is the only one of the cast with that kinship; else None."""
    word = kin_word(world, agent, person)
    if word is None or sum(kin_word(world, agent, one) == word for one in world.cast) > 1:
        return None
    return f"{_PRONOUNS['their'][agent.sex]} {word}"


def kin_word(world: World, of: Person, person: Person) -> str | None:
    """Return the English word for what a person is to another; None if they are no family."""
    relation = world.town.kin(of, person)
    return relation.split()[-1] if relation else None


def kinship_words(world: World, of: Person | None, person: Person) -> tuple[str, ...]:
    """Return the words for what a person is to another in both languages; none if they are no family."""
    relation = world.town.kin(of, person) if of else None
    return (relation.split()[-1], KINSHIP[relation].zh) if relation else ()


def place_words(place: Place, form: str, own_home: bool) -> tuple[str, str]:
    """Return a place as a form asks for it, and the last part of that which is its name.

    >>> from course_lib.corpora.town.lexicon import PLACE
    >>> place_words(PLACE["park"], "at", False), place_words(PLACE["park"], "to", False)
    (('in the park', 'the park'), ('to the park', 'the park'))
    """
    if own_home:
        return ("at home" if form == "at" else "home"), "home"
    if place.kind in ("home", "town") or (place.name.en in _BARE_PLACES and form in ("at", "to")):
        name = place.name.en
    else:
        name = f"the {place.name.en}"
    return {"at": place.at.en, "to": f"to {name}"}.get(form, name), name


def plain(entity: Entity, form: str) -> str:
    """Return a hobby, chore, illness, job, street, food, kinship, number or name as a form asks for it."""
    match entity:
        case Hobby():
            return {"do": entity.do, "doing": gerund(entity)}.get(form, entity.name.en)
        case Chore():
            return {"did": entity.did, "doing": entity.doing}.get(form, entity.name.en)
        case Illness():
            return entity.medicine.en if form == "medicine" else entity.name.en
        case Job():
            return with_article(entity.name.en) if form == "a" else entity.name.en
        case Noun():
            return entity.plural.rpartition(" of ")[2] if form == "plural" else entity.name.en
        case Words():
            return entity.en
        case int() | str():
            return str(entity)
        case _:
            return entity.name.en


def gerund(hobby: Hobby) -> str:
    """Return "playing chess" for chess, and the name itself where it is a gerund: painting."""
    verb, _, rest = hobby.do.partition(" ")
    if hobby.name.en.endswith("ing") or not rest:
        return hobby.name.en
    stem = verb[:-1] if verb.endswith("e") else verb
    return f"{stem}ing {rest}"
