"""The look-up of tags."""

from course_lib.corpora.annotations import Tagged
from course_lib.finetuning.look_up import look_up_tags


def test_a_word_gets_its_most_frequent_tag_and_a_new_one_gets_none():
    train = [Tagged(("Rose", "sees", "Rose"), ("B-P", "O", "B-P")), Tagged(("Rose", "oil"), ("O", "O"))]
    assert look_up_tags(train, [Tagged(("Rose", "sees", "Tom"), ())]) == [["B-P", "O", "O"]]
