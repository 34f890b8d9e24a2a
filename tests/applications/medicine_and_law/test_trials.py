"""The rule that the town's trials are made by, read back."""

from course_lib.applications.medicine_and_law.trials import as_texts, decide
from course_lib.corpora.town.tasks.sets import town_task

QUESTIONS = town_task("literature", size=300)["train"]


def test_a_program_that_finds_the_numbers_is_always_right():
    assert all(decide(one.passages) == one.label for one in QUESTIONS)


def test_by_hand():
    margin = "We fixed 5 points."
    assert decide([margin, "(95% CI 0.4 to 6.6)"]) == "yes"
    assert decide([margin, "(95% CI -0.4 to 4.9)"]) == "no"
    assert decide([margin, "(95% CI -0.4 to 5.0)"]) == "maybe"
    assert decide(["no numbers"]) is None


def test_a_text_holds_abstract_and_question():
    (one,) = as_texts(QUESTIONS[:1])
    assert one.label == QUESTIONS[0].label
    assert one.text.endswith(QUESTIONS[0].question)
    assert one.text.startswith(QUESTIONS[0].passages[0])
