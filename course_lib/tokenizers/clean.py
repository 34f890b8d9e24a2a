"""Cleaning: small steps, each a function from text to text, put together as a task needs them.

>>> clean("<p>Don&rsquo;t PANIC:  https://example.org</p>", remove_markup, remove_urls, lower_case, single_spaces)
'don’t panic:'

What cleaning throws away is gone: without its stop words, "not good" is "good". So no step is taken by default.
Held equal to Unicode's tables as `regex` has them, to `html.parser` and to `tokenizers.normalizers` by
tests/tokenizers/test_clean.py.
Left out: stemming, spelling, and the repair of wrongly decoded text.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Collection

Step = Callable[[str], str]

# Comments, scripts and style sheets go with all they hold; of every other element only the tags go.
_MARKUP = re.compile(
    r"""<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[/!]?[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>""",
    re.DOTALL | re.IGNORECASE,
)
# Chinese goes on without a space after an address, so an address is of ASCII; a mark at its end is the sentence's.
_URL = re.compile(r"(?:https?://|www\.)[!-~]*[\w/&=#%+~-]", re.ASCII | re.IGNORECASE)

_STOP_WORDS_EN = """
    a an the and but or nor if because as until while than so that this these those what which who whom whose
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself
    she her hers herself it its itself they them their theirs themselves there here when where why how
    am is are was were be been being have has had having do does did doing can could will would shall should
    may might must of at by for with about against between into through during before after above below
    to from up down in out on off over under again further then once all any both each few more most other some such
    no not only own same too very just now don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't
    can't couldn't won't wouldn't shouldn't mustn't i'm i've i'll i'd you're you've you'll he's she's it's
    we're we've we'll they're they've they'll that's there's
"""
STOP_WORDS_EN = frozenset(_STOP_WORDS_EN.split())
_STOP_WORDS_ZH = """
    的 地 得 了 着 过 吗 呢 吧 啊 呀 嘛 么 我 你 您 他 她 它 我们 你们 他们 她们 它们
    咱们 自己 这 那 这个 那个 这些 那些 这里 那里 哪 哪里 谁 什么 怎么 怎样 为什么 是 有 在 和 与 及 或
    或者 而 而且 并 并且 但 但是 不过 因为 所以 如果 虽然 就 都 也 还 又 再 才 只 很 太 更 最
    非常 不 没 没有 别 把 被 让 给 对 从 到 向 往 由 于 以 为 为了 用 跟 比 之 其
    个 一个 一些 上 下 里 中 会 能 可以 要 应该 去 来 说
"""
STOP_WORDS_ZH = frozenset(_STOP_WORDS_ZH.split())


def clean(text: str, *steps: Step) -> str:
    """Take `steps` one after the other; their order matters.

    >>> clean("NOT good", lower_case)
    'not good'
    >>> clean("NOT good", lower_case, remove_english_stop_words)
    'good'
    """
    for step in steps:
        text = step(text)
    return text


def remove_markup(text: str) -> str:
    """Take out the tags of HTML, comments and scripts too, and read its entities (`&amp;` is `&`).

    A tag becomes a space, so that the words of two paragraphs stay two.
    A `<` that opens no tag stays.

    >>> remove_markup("<b>Tom</b> &amp; Ann:<br/>1 < 2")
    ' Tom  & Ann: 1 < 2'
    """
    return html.unescape(_MARKUP.sub(" ", text))


def remove_urls(text: str) -> str:
    """Take out web addresses, which begin with http://, https:// or www.

    >>> remove_urls("见 https://example.org/a?b=1。再见")
    '见 。再见'
    """
    return _URL.sub("", text)


def normalise_unicode(text: str) -> str:
    """Write what looks alike or means the same with the same characters (normal form NFKC).

    >>> normalise_unicode("Ａ１ ﬁ ① ㎏ e\u0301")
    'A1 fi 1 kg é'
    """
    return unicodedata.normalize("NFKC", text)


def lower_case(text: str) -> str:
    return text.lower()


def remove_punctuation(text: str) -> str:
    """Put a space for all that Unicode calls punctuation; keep apostrophes within words.

    >>> remove_punctuation("Well-known: “don't”，你好。")
    "Well known   don't  你好 "
    """
    return "".join(
        " " if _is_punctuation(one) and not _within_word(text, position) else one for position, one in enumerate(text)
    )


def remove_special_characters(text: str) -> str:
    """Take out symbols (emoji, ©, +) and what cannot be seen, but keep white space.

    >>> remove_special_characters("caf\u200bé © 5 😀\\n")
    'café  5 \\n'
    """
    return "".join(c for c in text if c.isspace() or unicodedata.category(c)[0] not in "SC")


def remove_english_stop_words(text: str) -> str:
    """Take out the words of `STOP_WORDS_EN`; single spaces part what remains.

    >>> remove_english_stop_words("The cat is NOT on the mat")
    'cat mat'
    """
    return _without(text, STOP_WORDS_EN)


def remove_chinese_stop_words(text: str) -> str:
    """Take out the words of `STOP_WORDS_ZH`; the text's words must stand apart already.

    >>> remove_chinese_stop_words("我 的 目的 是 学习")
    '目的 学习'
    """
    return _without(text, STOP_WORDS_ZH)


def single_spaces(text: str) -> str:
    """Make one space of all white space between two words, and leave none at the ends."""
    return " ".join(text.split())


def _without(text: str, stop_words: Collection[str]) -> str:
    return " ".join(word for word in text.split() if word.lower().replace("’", "'") not in stop_words)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] == "P"


def _within_word(text: str, position: int) -> bool:
    around = text[position - 1 : position], text[position + 1 : position + 2]
    return text[position] in "'’" and position > 0 and all(one.isalpha() for one in around)
