import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.plan import Clause
from course_lib.corpora.town.reader import Reader
from course_lib.corpora.town.stories import story
from course_lib.corpora.town.tasks.inference import tell
from course_lib.corpora.town.truth import is_true

TOWN = Town()


def stories(language, n=60):
    return [story(TOWN, language, Chance("truth", number)) for number in range(n)]


def happening(language, kind):
    """The first story with an event of this kind, and the event."""
    for number in range(200):
        one = story(TOWN, language, Chance("kind", number))
        for event in one.world.events:
            if event.kind == kind and sum(other.kind == kind for other in one.world.events) == 1:
                return one.world, event
    raise AssertionError(f"no story has one {kind}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_tellers_tell_of_the_past_is_true(language):
    verdicts = {"true": 0, "false": 0, "unknown": 0}
    for one in stories(language):
        reader = Reader(one.world, language)
        for sentence in one.sentences:
            verdict = is_true(sentence.text, one.world, language, reader)
            section = sentence.plan.clauses[0].section.split(" ")[0]  # moods and beliefs change: see below
            if sentence.plan.form not in ("said", "plan") and section not in ("end", "mood", "thinks", "knows"):
                verdicts[verdict] += 1
            if sentence.plan.form in ("said", "plan"):
                assert verdict == "unknown"
    assert verdicts["false"] == 0
    assert verdicts["true"] > 0.97 * sum(verdicts.values()), verdicts


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("{agent} lent {theme} to {recipient}.", "true"),
        ("{agent} did not lend {theme} to {recipient}.", "false"),
        ("{recipient} lent {theme} to {agent}.", "false"),
        ("{recipient} did not lend {theme} to {agent}.", "true"),
        ("{agent} lent {theme} to {agent}.", "false"),
        ("{agent} bought {theme}.", "false"),
        ("The moon is made of green cheese.", "unknown"),
        ("{stranger} lent {theme} to {recipient}.", "unknown"),
        ('"I lent {theme} to {recipient}," said {agent}.', "unknown"),
    ],
)
def test_an_event_by_hand(sentence, verdict):
    world, event = happening("en", "lend")
    stranger = next(person for person in TOWN.people if person not in world.cast)
    words = {role: one.name.en for role, one in event.roles.items()} | {"stranger": stranger.name.en}
    words["theme"] = f"the {words['theme']}"
    assert is_true(sentence.format(**words), world) == verdict


def test_a_thing_of_another_colour_is_not_the_thing():
    world, event = happening("en", "lend")
    look = event.roles["theme"].adjective.words.en
    other = "purple" if look != "purple" else "green"
    words = {role: one.name.en for role, one in event.roles.items()}
    text = "{agent} lent the {{}} {theme} to {recipient}.".format(**words)
    assert is_true(text.format(look), world) == "true"
    assert is_true(text.format(other), world) == "false"


def test_what_is_and_what_was_are_told_apart():
    world, event = happening("en", "lose")
    thing, person = event.roles["theme"].name.en, event.roles["agent"]
    mood = world.get("mood", person)
    assert is_true(f"{person.name.en} was sad.", world) == "true"
    assert is_true(f"{person.name.en} is sad.", world) == ("true" if mood == "sad" else "false")
    assert is_true(f"{person.name.en} lost the {thing}.", world) == "true"


def moved_unseen():
    """A world in which a thing was moved for the last time while its owner was away."""
    for number in range(200):
        world = story(TOWN, "en", Chance("kind", number)).world
        for event in [event for event in world.events if event.kind == "move"]:
            thing = event.roles["theme"]
            last = max(one.number for one in world.events if one.roles.get("theme") is thing)
            if last == event.number and world.start.get(("owner", thing)) in set(world.cast) - set(event.witnesses):
                return world, event
    raise AssertionError("nothing is moved unseen")


def test_what_somebody_believes_is_not_what_is_so():
    world, event = moved_unseen()
    owner, thing = world.start["owner", event.roles["theme"]], event.roles["theme"].name.en
    before, after = event.roles["source"].at.en, event.roles["place"].at.en
    assert is_true(f"The {thing} is {after}.", world) == "true"
    assert is_true(f"The {thing} is {before}.", world) == "false"
    assert is_true(f"{owner.name.en} thinks that the {thing} is {before}.", world) == "true"
    assert is_true(f"{owner.name.en} thinks that the {thing} is {after}.", world) == "false"


@pytest.mark.parametrize("language", LANGUAGES)
def test_changing_the_people_round_or_denying_makes_a_true_sentence_false(language):
    chance, checked = Chance("round"), 0
    for one in stories(language, 40):
        for event in one.world.events:
            if event.kind in ("lend", "give", "teach", "promise"):
                turned = {**event.roles, "agent": event.roles["recipient"], "recipient": event.roles["agent"]}
                if any(other.kind == event.kind and other.roles == turned for other in one.world.events):
                    continue
                assert all(isinstance(turned[role], Person) for role in ("agent", "recipient"))
                assert is_true(tell(one, Clause(event.kind, event.roles, event), chance), one.world, language) == "true"
                assert is_true(tell(one, Clause(event.kind, turned, event), chance), one.world, language) == "false"
                denied = tell(one, Clause(event.kind, event.roles, event, negated=True), chance)
                assert is_true(denied, one.world, language) == "false"
                checked += 1
    assert checked > 40
