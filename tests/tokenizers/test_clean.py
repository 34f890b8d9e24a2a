import random
import sys
import unicodedata
from html.parser import HTMLParser

import pytest
import regex
from tokenizers import normalizers

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.tokenizers.chinese import Dictionary
from course_lib.tokenizers.clean import (
    STOP_WORDS_EN,
    STOP_WORDS_ZH,
    clean,
    lower_case,
    normalise_unicode,
    remove_chinese_stop_words,
    remove_english_stop_words,
    remove_markup,
    remove_punctuation,
    remove_special_characters,
    remove_urls,
    single_spaces,
)

STEPS = [
    remove_markup,
    remove_urls,
    normalise_unicode,
    lower_case,
    remove_punctuation,
    remove_special_characters,
    remove_english_stop_words,
    remove_chinese_stop_words,
    single_spaces,
]
CHARACTERS = [chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) not in ("Cn", "Co", "Cs")]


OLD_CHARACTERS = [c for c in CHARACTERS if unicodedata.ucd_3_2_0.category(c) != "Cn"]  # that every table has


def random_texts(n_texts: int, seed: int, characters: list[str] = CHARACTERS) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(characters, k=chance.randint(0, 41))) for _ in range(n_texts)]


class TextOf(HTMLParser):
    """The text of a page as Python's own parser reads it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


PAGES = [
    '<!DOCTYPE html><html><head><style>p > b { color: red }</style></head><body class="a>b">Tom &amp; Ann</body>',
    "<p>One</p><p>Two<br/>Three</p><!-- <b>not</b> this --> &lt;b&gt; &eacute;&#20320;&#x597d;",
    "<script type='text/javascript'>if (a < b) { go('</b>') }</script><H1\nid=x>你好</H1>",
    "1 < 2 and 3 > 2, no tag at all",
]


@pytest.mark.parametrize("page", PAGES)
def test_markup_goes_as_pythons_own_html_parser_reads_it(page):
    assert clean(page, remove_markup).split() == " ".join(TextOf(page).parts).split()


def test_what_looks_like_a_tag_after_its_entities_are_read_stays():
    assert remove_markup("write &lt;b&gt; for <b>bold</b>") == "write <b> for  bold "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see http://a.org/b_(c)?d=e&f#g, or not", "see , or not"),
        ("(www.example.com/x). WWW.EXAMPLE.COM!", "(). !"),
        ("网址是https://例.cn/路，好", "网址是https://例.cn/路，好"),  # an address as it is sent is of ASCII
        ("在https://example.cn/a%20b，你好", "在，你好"),
        ("www. and http:// are no addresses", "www. and http:// are no addresses"),
        ("http://a.org/\nnext", "\nnext"),
    ],
)
def test_addresses_go_and_the_sentences_marks_stay(text, expected):
    assert remove_urls(text) == expected


def test_unicode_and_case_agree_with_hugging_faces_normalisers():
    nfkc = normalizers.NFKC()
    for text in ["Ａ１ﬁ①㎏éﷺ", *random_texts(300, seed=1, characters=OLD_CHARACTERS)]:
        assert normalise_unicode(text) == nfkc.normalize_str(text)
    assert lower_case("ÀÉ Ünder ÇA Да 你A") == normalizers.Lowercase().normalize_str("ÀÉ Ünder ÇA Да 你A")


def test_punctuation_is_what_the_package_regex_calls_so():
    for text in random_texts(300, seed=2):
        text = text.replace("'", "").replace("’", "")
        assert remove_punctuation(text) == regex.sub(r"\p{P}", " ", text)


def test_apostrophes_stay_within_words_only():
    text = "'don't' the dogs' o’clock 5'6 ' rock'n'roll"
    assert clean(text, remove_punctuation, single_spaces) == "don't the dogs o’clock 5 6 rock'n'roll"


def test_special_characters_are_symbols_and_what_cannot_be_seen():
    for text in random_texts(300, seed=3):
        assert remove_special_characters(text) == regex.sub(r"(?!\s|[\x1c-\x1f])[\p{S}\p{C}]", "", text)
    assert remove_special_characters("一\u200b二\ufeff 三\t😀🎉四 €5 x²+y") == "一二 三\t四 5 x²y"


def test_english_stop_words_go_and_with_them_the_answer():
    assert clean("The soup was NOT good.", remove_punctuation, remove_english_stop_words) == "soup good"
    assert remove_english_stop_words("I don’t know, it's  fine") == "know, fine"
    assert "not" in STOP_WORDS_EN
    assert all(word == word.lower().strip() for word in STOP_WORDS_EN | STOP_WORDS_ZH)


def test_chinese_stop_words_go_from_a_segmented_text_and_words_that_hold_them_stay():
    dictionary = Dictionary.from_counts({"目的": 5, "我": 9, "的": 9, "不": 3, "好": 4, "是": 3})
    segmented = " ".join(dictionary.segment("我的目的不是好"))
    assert remove_chinese_stop_words(segmented) == "目的 好"
    assert "不" in STOP_WORDS_ZH


def test_no_step_leaves_the_text_as_it_is_and_steps_go_in_order():
    assert clean("  <b>A</b> ") == "  <b>A</b> "
    assert clean("THE END", lower_case, remove_english_stop_words) == "end"
    assert clean("&lt;b&gt;", remove_markup, remove_markup) == " "
    assert clean("x", lambda text: text + "1", lambda text: text + "2") == "x12"


@pytest.mark.parametrize("step", [step for step in STEPS if step is not remove_markup])
def test_a_step_taken_twice_changes_nothing_more(step):
    stories = [story(Town(3), language, Chance(7)).text for language in ("en", "zh")]
    for text in ["", " ", *stories, *random_texts(100, seed=4)]:
        assert step(step(text)) == step(text)
