"""The bot with a reader that is written out: what it answers, cites and refuses."""

import pytest

from course_lib.applications.question_answering.bot import REFUSAL, Bot, Reply, names_fit, reply, supports
from course_lib.applications.question_answering.reader import Span

PASSAGES = [
    "Meet Rosa Baxter. She works as a baker. She is 34 years old.",
    "Ben Carter says hello! Is he a cook? He is.",
    "Nothing here",
]


class Written:
    """Finds "baker" where it stands, with a margin of 3; else the first word, with -1."""

    def read(self, questions, passages):
        found = []
        for passage in passages:
            at = passage.find("baker")
            found.append(Span(at, at + 5, 3.0) if at >= 0 else Span(0, passage.index(" "), -1.0))
        return found


def bot(**rest):
    return Bot(PASSAGES, lambda asked, k: [[2, 1, 0][:k] for _ in asked], Written(), **rest)


def test_the_reader_chooses_among_what_the_search_has_found():
    (best,) = bot(k=3).replies(["What does Rosa do?"])
    assert best == Reply("baker", 0, 33, "She works as a baker.", 3.0)
    assert bot(k=3).answer("What does Rosa do?") == "Baker. [0: “She works as a baker.”]"


def test_what_is_not_found_is_not_read():
    assert bot(k=2).answer("What does Rosa do?") == REFUSAL


def test_a_margin_that_is_not_above_the_threshold_is_refused():
    assert bot(k=3, threshold=3.0).answer("?") == REFUSAL
    assert bot(k=3, threshold=2.9).answer("?") != REFUSAL


def test_replies_of_all_passages_come_in_the_order_of_their_margins():
    ((first, *rest),) = bot().reread(["?"], [[1, 0, 2]])
    assert first.passage == 0
    assert [one.passage for one in rest] == [1, 2]


@pytest.mark.parametrize(
    ("number", "words", "quote"),
    [
        (0, "Rosa Baxter", "Meet Rosa Baxter."),
        (0, "34", "She is 34 years old."),
        (1, "Ben Carter", "Ben Carter says hello!"),
        (1, "cook", "Is he a cook?"),
        (2, "here", "Nothing here"),
    ],
)
def test_a_quote_is_the_sentence_around_the_answer(number, words, quote):
    start = PASSAGES[number].index(words)
    made = reply(PASSAGES[number], number, Span(start, start + len(words), 0.0))
    assert made.quote == quote
    assert supports(made.quote, made.answer, PASSAGES[number])


def test_a_citation_that_does_not_hold_is_seen():
    assert not supports("She is a baker.", "baker", PASSAGES[0])
    assert not supports("She works as a baker.", "cook", PASSAGES[0])
    assert not supports("She works as a baker.", " ", PASSAGES[0])


def test_a_question_without_passages_is_refused():
    with pytest.raises(ValueError, match="2 questions, 1 rankings"):
        bot().reread(["a", "b"], [[0], []])


def test_what_does_not_fit_is_not_read():
    picky = bot(k=3, fits=lambda question, passage: "Ben" in passage)
    assert picky.answer("What does Rosa do?") == REFUSAL
    nothing = bot(k=3, fits=lambda question, passage: False)
    ((only,),) = nothing.reread(["?"], [[0, 1]])
    assert only.answer == ""
    assert only.text(threshold=float("-inf")) == REFUSAL


def test_names_must_stand_in_the_first_sentence():
    assert names_fit("What is Rosa Baxter's job?", PASSAGES[0])
    assert not names_fit("What is Rosa Carter's job?", PASSAGES[0])
    assert names_fit("Who in Redhill bakes?", "Meet Rosa from Redhill. She bakes.")
    assert not names_fit("Who in Redhill bakes?", "Meet Rosa. She lives in Redhill.")
    assert names_fit("I look for somebody in Redhill. Who is it?", "Meet Rosa from Redhill.")


def test_the_opinion_of_the_search_is_added_to_the_margin():
    helped = bot(k=3, opinion=lambda question, row: 10.0 * row)
    (best,) = helped.replies(["What does Rosa do?"])
    assert (best.passage, best.margin) == (2, 19.0)
