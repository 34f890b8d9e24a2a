from itertools import islice

from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS, WordPieceTokenizer
from course_lib.training.bert_task import N_SHORT, segments, short_and_long
from course_lib.training.recipe import read_recipe

TEXT = [f"word{number} is here ." for number in range(60)]


def test_segments_hold_every_sentence_once_and_in_order():
    texts = [[[1], [2, 3], [4], [5]], [[6]], []]
    joined = segments(texts, 1, 3, seed=0)
    assert [[one for part in text for one in part] for text in joined] == [[1, 2, 3, 4, 5], [6], []]


def test_segments_have_as_many_sentences_as_asked():
    sizes = [len(part) for part in segments([[[0]] * 1000], 3, 5, seed=1)[0]]
    assert set(sizes[:-1]) == {3, 4, 5}


def test_another_seed_cuts_elsewhere():
    text = [[[number] for number in range(50)]]
    assert segments(text, 1, 2, seed=0) == segments(text, 1, 2, seed=0)
    assert segments(text, 1, 2, seed=0) != segments(text, 1, 2, seed=1)


def test_one_batch_of_ten_is_of_long_segments():
    tokenizer = WordPieceTokenizer.train(TEXT, 200, special_tokens=SPECIAL_TOKENS)
    texts = [[tokenizer.encode(one) for one in TEXT]] * 2
    batches = short_and_long(texts, read_recipe("town_bert"), tokenizer, seed=0)
    lengths = [batch[0].shape[1] for batch in islice(batches, 2 * (N_SHORT + 1))]
    long = [lengths[N_SHORT], lengths[-1]]
    assert min(long) > 1.5 * max(length for length in lengths if length not in long)
