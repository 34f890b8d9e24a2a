"""The reader finds what the tellers said the same, and what somebody changed different."""

from course_lib.applications.translation.meaning import keeps_meaning
from course_lib.applications.translation.told import told_sentences


def judged(pairs):
    return [verdict for verdict in pairs if verdict is not None]


def test_every_reference_and_nearly_every_retelling_keeps_the_meaning():
    told = told_sentences(120)
    assert all(judged(keeps_meaning(one.source, one.target, one.world) for one in told))
    again = judged(keeps_meaning(one.source, one.retold(5), one.world) for one in told)
    assert sum(again) > 0.97 * len(again)


def test_another_sentence_does_not():
    told = told_sentences(120)
    others = told[1:] + told[:1]
    found = judged(keeps_meaning(one.source, other.target, one.world) for one, other in zip(told, others, strict=True))
    assert sum(found) < 0.05 * len(found)


def test_a_name_that_is_exchanged_is_seen():
    told = next(one for one in told_sentences(60) if "younger sister" in one.source)
    assert keeps_meaning(told.source, told.target, told.world)
    names = [one.entity.name.zh for one in told.chinese.mentions if one.role in ("agent", "other")]
    swapped = told.target.replace(names[0], "※").replace(names[1], names[0]).replace("※", names[1])
    assert keeps_meaning(told.source, swapped, told.world) is False


def test_what_nobody_would_say_is_not_the_same():
    told = told_sentences(1)[0]
    assert keeps_meaning(told.source, "我不知道。", told.world) is False
    assert keeps_meaning("It is what it is.", told.target, told.world) is None


def test_the_other_way_round():
    told = told_sentences(20)
    back = judged(keeps_meaning(one.target, one.source, one.world, ("zh", "en")) for one in told)
    assert len(back) > 10
    assert all(back)
