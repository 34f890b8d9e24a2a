"""Bots meet simulated customers."""

import pytest

from course_lib.applications.dialogue.baselines import truthful
from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.simulation import (
    ByText,
    by_feature,
    like,
    misheard,
    play,
    report,
    talks,
)
from course_lib.applications.dialogue.understanding import Heard
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.service_desk import Bot


@pytest.fixture(scope="module")
def ours():
    return play(DeskBot, 60)


def test_the_bot_serves_most_customers(ours):
    assert report(ours).success > 0.9
    assert report(ours).wrong < 0.05


def test_it_is_near_a_desk_that_reads_minds(ours):
    ceiling = truthful(60)
    assert [one.goal for one in ceiling] == [one.goal for one in ours]
    assert report(ceiling).success - report(ours).success < 0.1


def test_the_bot_gets_the_text_alone():
    seen = []

    class Spy(DeskBot):
        def turn(self, text):
            seen.append(text)
            return super().turn(text)

    play(Spy, 2)
    assert seen
    assert all(isinstance(one, str) for one in seen)
    assert isinstance(ByText(Spy(talks(1)[0].records)), Bot)


def test_the_same_seed_brings_the_same_customers(ours):
    again = play(DeskBot, 3)
    assert [one.turns for one in again] == [one.turns for one in ours[:3]]
    assert play(DeskBot, 3, seed=1)[0].goal != again[0].goal


def test_hard_customers_have_their_own_figures(ours):
    figures = by_feature(ours)
    assert figures["nothing hard"].n + sum(bool(one.features) for one in ours) == 60


def test_mishearing_makes_wrong_acts_and_reading_back_avoids_them():
    from course_lib.applications.dialogue.policy import Policy

    def wrong(confirm):
        def bot(books):
            noise = misheard(0.4, books.orders[0].number)
            return DeskBot(books, policy=Policy(confirm=confirm), noise=noise)

        return report(play(bot, 60)).wrong

    assert wrong("never") > wrong("acts")


def test_values_that_are_easily_taken_for_others():
    chance = Chance("like")
    assert like("order_number", "4012", chance) == "4102"
    assert like("amount", "20 crowns", chance) == "40 crowns"
    assert like("address", "2 Mill Street", chance) == "12 Mill Street"
    assert like("reason", "it broke", chance) == "it broke"
    assert misheard(0.0)(Heard("inform", {"day": "Friday"})).slots == {"day": "Friday"}
    assert misheard(1.0)(Heard("inform", {"day": "Friday"})).slots != {"day": "Friday"}


def test_no_talks_are_refused():
    with pytest.raises(ValueError, match="got 0"):
        play(DeskBot, 0)
    with pytest.raises(ValueError, match="got 0"):
        talks(0)
    with pytest.raises(ValueError, match="got 0"):
        report([])
    with pytest.raises(ValueError, match="between 0 and 1, got 2"):
        misheard(2)
