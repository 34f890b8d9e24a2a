from course_lib.training.bert_task import LONGEST, segments


def test_segments_hold_every_sentence_once_and_in_order():
    texts = [[[1], [2, 3], [4], [5]], [[6]], []]
    joined = segments(texts, seed=0)
    assert [[one for part in text for one in part] for text in joined] == [[1, 2, 3, 4, 5], [6], []]


def test_segments_have_one_to_four_sentences():
    sizes = {len(part) for part in segments([[[0]] * 1000], seed=1)[0]}
    assert sizes == set(range(1, LONGEST + 1))


def test_another_seed_cuts_elsewhere():
    text = [[[number] for number in range(50)]]
    assert segments(text, seed=0) == segments(text, seed=0)
    assert segments(text, seed=0) != segments(text, seed=1)
