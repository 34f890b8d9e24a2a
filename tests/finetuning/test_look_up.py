"""The look-up of tags."""

from course_lib.corpora.annotations import Tagged
from course_lib.finetuning.look_up import look_up_tags


def test_a_word_gets_its_most_frequent_tag_and_a_new_one_gets_none():
    train = [Tagged(("Rose", "sees", "Rose"), ("B-P", "O", "B-P")), Tagged(("Rose", "oil"), ("O", "O"))]
    assert look_up_tags(train, [Tagged(("Rose", "sees", "Tom"), ())]) == [["B-P", "O", "O"]]


def test_a_capital_makes_another_word_or_none():
    train = [Tagged(("Rose", "rose"), ("B-P", "O")), Tagged(("ROSE",), ("B-P",))]
    test = [Tagged(("Rose", "rose", "rOse"), ())]
    assert look_up_tags(train, test) == [["B-P", "O", "O"]]
    assert look_up_tags(train, test, lower=True) == [["B-P", "B-P", "B-P"]]
