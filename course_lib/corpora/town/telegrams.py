"""Telegrams: three events of the town, each the cause of the next, in the plainest words.

    mia lent the kite to tom . tom lost the kite . tom said sorry to mia .

Stories have thousands of ways to say a thing; here each kind of event has one. So a very
small model learns this language in seconds, and one can see what each way of training
makes of the same text. Few people take part, so that names are learned soon too.
Tested by tests/corpora/town/test_telegrams.py.
Left out: where things happen, and everything that is no cause of what follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.simulate import simulate
from course_lib.corpora.town.world import Event, World

Telegram = tuple[str, str, str]

SAID = {
    "answer_letter": "AGENT answered the letter from RECIPIENT",
    "apologise": "AGENT said sorry to RECIPIENT",
    "ask_for_help": "AGENT asked RECIPIENT to look for the THEME",
    "ask_where": "AGENT asked RECIPIENT about the THEME",
    "bake": "AGENT baked THEME",
    "break": "AGENT broke the THEME",
    "break_promise": "AGENT forgot to TOPIC for RECIPIENT",
    "bring": "AGENT brought THEME to RECIPIENT",
    "burn": "AGENT burnt the THEME",
    "buy": "AGENT bought a new THEME",
    "comfort": "AGENT comforted RECIPIENT",
    "complain": "AGENT complained about the THEME",
    "confess": "AGENT told RECIPIENT the truth about the THEME",
    "congratulate": "AGENT praised RECIPIENT",
    "cook": "AGENT cooked THEME",
    "decline": "AGENT did not go to see RECIPIENT",
    "discover_fault": "AGENT saw that the THEME did not work",
    "eat_together": "AGENT ate THEME with PARTNER",
    "exchange": "AGENT got another THEME",
    "fall_ill": "AGENT fell ill with TOPIC",
    "find": "AGENT found the THEME",
    "forgive": "AGENT forgave RECIPIENT",
    "get_medicine": "AGENT got medicine for TOPIC",
    "give": "AGENT gave the THEME to RECIPIENT",
    "give_back": "AGENT gave the THEME back to RECIPIENT",
    "help": "AGENT helped RECIPIENT to TOPIC",
    "hide_break": "AGENT said nothing to RECIPIENT about the THEME",
    "invite": "AGENT asked RECIPIENT to come for a visit",
    "keep_promise": "AGENT did TOPIC for RECIPIENT",
    "laugh": "AGENT laughed with PARTNER",
    "lend": "AGENT lent the THEME to RECIPIENT",
    "look": "AGENT looked for the THEME in the PLACE",
    "lose": "AGENT lost the THEME",
    "lose_contest": "AGENT lost the contest in TOPIC",
    "move": "AGENT moved the THEME from the SOURCE to the PLACE",
    "practise": "AGENT practised TOPIC",
    "promise": "AGENT promised RECIPIENT to TOPIC",
    "put": "AGENT put the THEME in the PLACE",
    "quarrel": "AGENT quarrelled with PARTNER",
    "read_letter": "AGENT read the letter from RECIPIENT",
    "recover": "AGENT got over TOPIC",
    "refund": "AGENT got money back for the THEME",
    "repair": "AGENT repaired the THEME",
    "search": "AGENT looked for the THEME",
    "see_doctor": "AGENT saw the doctor about TOPIC",
    "show": "AGENT showed RECIPIENT the THEME in the PLACE",
    "take": "AGENT took the THEME from the PLACE",
    "teach": "AGENT taught RECIPIENT TOPIC",
    "thank": "AGENT thanked RECIPIENT",
    "visit": "AGENT went to see RECIPIENT",
    "visit_sick": "AGENT went to see RECIPIENT , ill with TOPIC",
    "win": "AGENT won the contest in TOPIC",
    "write_letter": "AGENT wrote a letter to RECIPIENT",
}
SAID["keep_promise"] = "AGENT kept the promise to TOPIC for RECIPIENT"


@dataclass(frozen=True)
class Hamlet(Town):
    """A part of the town: only its first people."""

    n_people: int = 12

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "people", self.people[: self.n_people])


def telegrams(seed: int = 0, n_people: int = 12) -> Iterator[Telegram]:
    """Yield telegrams without end, the same ones for the same seed."""
    town, number = Hamlet(n_people=n_people), 0
    while True:
        world = simulate(town, Chance("telegrams", seed, number), n_events=12)
        yield from chains(world)
        number += 1


def chains(world: World) -> Iterator[Telegram]:
    """Yield each run of three events, each the cause of the next; walks do not count."""
    for event in world.events:
        run = [event]
        while len(run) < 3 and (cause := cause_of(world, run[0])) is not None:
            run.insert(0, cause)
        if len(run) == 3 and all(one.kind in SAID for one in run):
            first, second, third = (sentence(one) for one in run)
            yield first, second, third


def cause_of(world: World, event: Event) -> Event | None:
    """Return what led to an event, looking through walks; None if it began by itself."""
    while event.cause is not None:
        event = world.events[event.cause]
        if event.kind not in ("go", "go_home"):
            return event
    return None


def sentence(event: Event) -> str:
    """Tell an event in one sentence of small letters, with a full stop.

    Raises:
        ValueError: if there is no way to say an event of this kind.
    """
    if event.kind not in SAID:
        must = "event must be of a kind that SAID can tell"
        raise ValueError(f"{must}, got {event.kind!r}.")
    words = []
    for word in SAID[event.kind].split():
        one = event.roles.get(word.lower()) if word.isupper() else None
        words.append(word if one is None else one.name.en)
    return " ".join(words).lower() + " ."
