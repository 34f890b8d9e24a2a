"""What is made wrong on purpose is read as wrong, and differs in little."""

from course_lib.applications.translation.blind_spots import denied, names_swapped
from course_lib.applications.translation.meaning import keeps_meaning
from course_lib.applications.translation.told import told_sentences


def test_swapped_names_keep_the_letters_and_not_the_meaning():
    wrong = [(one, text) for one in told_sentences(80) if (text := names_swapped(one))]
    assert len(wrong) > 15
    for one, text in wrong:
        assert set(text) == set(one.target)
        assert not keeps_meaning(one.source, text, one.world)


def test_a_denial_is_two_characters_and_the_opposite():
    wrong = [(one, text) for one in told_sentences(150) if (text := denied(one))]
    assert wrong
    for one, text in wrong:
        assert text.count("没有") == one.target.count("没有") + 1
        assert keeps_meaning(one.source, one.target, one.world)
        assert not keeps_meaning(one.source, text, one.world)


def test_sentences_without_two_people_have_nothing_to_swap():
    one = next(one for one in told_sentences(40) if len({m.entity for m in one.chinese.mentions}) == 1)
    assert names_swapped(one) is None
