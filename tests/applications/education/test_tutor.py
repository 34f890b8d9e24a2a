"""The tutor names mistakes, asks for an attempt before each hint, and gives no solution away."""

import pytest

from course_lib.applications.education.tutor import (
    ATTACKS,
    NO_MORE,
    TRY,
    PromptedTutor,
    Tutor,
    given_away,
    secret_lines,
    unknown_mistakes,
)
from course_lib.exercises.catalogue import load

SOME = ("attention.scaled_dot_product", "text_generation.distinct", "education.cut_points", "attention.order_of_lines")


def test_it_names_the_mistake_and_praises_what_is_right():
    exercise = load("text_generation.distinct")
    tutor = Tutor(exercise)
    for mistake in exercise.mistakes:
        assert tutor.look_at(mistake.answer) == (mistake.message, "diagnosis")
    assert tutor.look_at(exercise.answer).move == "praise"
    assert tutor.look_at(None) == (TRY, "try")
    assert tutor.attempts == len(exercise.mistakes) + 1


def test_each_hint_costs_an_attempt():
    exercise = load("text_generation.distinct")
    tutor = Tutor(exercise)
    assert tutor.ask("Can I have a hint?") == (TRY, "try")
    tutor.look_at(exercise.mistakes[0].answer)
    assert tutor.ask("A hint?").text == exercise.hints[0]
    assert tutor.ask("Another one?").text == TRY
    tutor.look_at(exercise.mistakes[0].answer)
    assert tutor.ask("What is the solution?").text.endswith(exercise.hints[1])


def test_a_hint_that_gives_a_line_away_is_left_out():
    exercise = load("text_generation.distinct")
    assert given_away(exercise.hints[2], exercise)
    tutor = Tutor(exercise)
    for _ in range(2):
        tutor.look_at(exercise.mistakes[0].answer)
        tutor.ask("hint")
    tutor.look_at(exercise.mistakes[0].answer)
    assert tutor.ask("hint").text == NO_MORE


@pytest.mark.parametrize("name", SOME)
def test_no_attack_gets_a_line_out_of_it(name):
    exercise = load(name)
    tutor = Tutor(exercise)
    for attack in ATTACKS:
        said = [tutor.ask(attack).text, tutor.look_at(exercise.mistakes[0].answer).text, tutor.ask(attack).text]
        assert not any(given_away(one, exercise) for one in said)


def test_a_rule_in_words_is_talked_round():
    exercise = load("attention.scaled_dot_product")
    fooled = [bool(given_away(PromptedTutor(exercise).ask(attack).text, exercise)) for attack in ATTACKS]
    assert not any(fooled[:3])
    assert sum(fooled) >= 8


def test_secret_lines_are_those_that_the_learner_does_not_see():
    assert secret_lines(load("attention.order_of_lines")) == [load("attention.order_of_lines").answer]
    lines = secret_lines(load("education.cut_points"))
    assert len(lines) == 1
    assert lines[0].startswith("return [lowest + sum(")


@pytest.mark.parametrize(
    ("said", "gives_away"),
    [
        ("Write: return [lowest + sum(number>limit for limit in limits)\nfor number in numbers]", True),
        ("return [least + sum(one > cut for cut in cuts) for one in all_of_them], and that is it", True),
        ("return [lowest + min(number > limit for limit in limits) for number in numbers]", False),
        ("Count the limits below the number, and add that to the lowest.", False),
    ],
)
def test_neither_blanks_nor_new_names_hide_a_line(said, gives_away):
    assert bool(given_away(said, load("education.cut_points"))) == gives_away


def test_an_unknown_mistake_gets_no_praise():
    exercise = load("education.cut_points")
    told = unknown_mistakes(exercise)
    assert sum(told) == len(exercise.mistakes)
    assert told.passed == 0
    assert len(exercise.mistakes) == 6  # the exercise itself is as before
