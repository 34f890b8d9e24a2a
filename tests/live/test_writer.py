"""The page writes, token for token, what the library writes; and knows when a task is reached."""

from typing import Any

import pytest
import torch
from in_node import FILES, imported, needs_node, run

from course_lib.checkpoints.shipped import checkpoint
from course_lib.decoding.greedy import greedy
from course_lib.live.writer.widget import N_SHOWN, OPENINGS, Writer

FOLDER = checkpoint("town_gpt")
NAMES = "Story, shown, level, surprise, repeatedSentence"
LOAD = (
    imported(NAMES, "writer/story.js")
    + imported("tasks", "writer/tasks.js")
    + imported("startModel", "in_page/worker.js")
    + imported("ByteBPETokenizer", "in_page/byte_bpe.js")
    + FILES
    + """
    const gpt = await startModel("", { config: json("config.json"), weights: weights() });
    const bpe = new ByteBPETokenizer(json("tokenizer.json"));
    async function write(opening, settings, n) {
      const story = new Story(bpe, gpt, opening);
      while (story.written.length < n && story.open) await story.step(settings);
      return story;
    }
    const plain = { temperature: 1, top_k: 0, top_p: 1, penalty: 1, seed: 1 };
    """
)
PLAIN: dict[str, Any] = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "penalty": 1.0, "seed": 1}
SETTINGS: list[dict[str, Any]] = [
    {"temperature": 0.0},
    {"temperature": 0.0, "penalty": 1.15},
    {"temperature": 1.0, "seed": 3},
    {"temperature": 0.7, "top_p": 0.95, "seed": 12},
    {"temperature": 1.4, "top_k": 20, "seed": 5},
    {"temperature": 0.9, "top_k": 50, "top_p": 0.8, "penalty": 1.3, "seed": 77},
]


def in_page(script: str, **given: Any) -> Any:
    return run(LOAD + script + "\ngpt.close();", {"folder": str(FOLDER), **given})


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer()


@needs_node
def test_sixty_tokens_are_those_that_the_library_writes(writer):
    given = list(zip(OPENINGS, SETTINGS, strict=True))
    page = in_page(
        """
        const texts = [];
        for (const [opening, settings] of given.given) {
          texts.push((await write(opening, { ...plain, ...settings }, 60)).text());
        }
        answer(texts);
        """,
        given=given,
    )
    for text, (opening, setting) in zip(page, given, strict=True):
        for name, value in {**PLAIN, **setting, "opening": opening}.items():
            setattr(writer, name, value)
        assert text == writer.write(60), setting
    assert len(page[0]) > 150


@needs_node
@torch.no_grad()
def test_greedy_is_the_librarys_greedy(writer):
    tokenizer, opening = writer._tokenizer, OPENINGS[0]
    prompt = torch.tensor([[0, *tokenizer.encode(opening)]])
    expected = greedy(writer._model, prompt, 60)[0].tolist()
    page = in_page(
        "answer((await write(given.opening, { ...plain, temperature: 0 }, 60)).tokenIds);",
        opening=opening,
    )
    assert page == expected


@needs_node
def test_each_token_keeps_what_it_was_drawn_from(writer):
    choices, ahead, probability = in_page(
        """
        const story = await write("Tom lost his key.", { ...plain, top_k: 3, temperature: 0.5 }, 5);
        await story.look();
        const bits = story.choices(4, plain).bits;
        answer([story.choices(4, plain), story.choices(5, { ...plain, top_p: 0.5 }), 2 ** -bits]);
        """
    )
    assert choices["left"] == 3
    assert sum(row["isDrawn"] for row in choices["rows"]) == 1
    assert [row["after"] > 0 for row in choices["rows"][:4]] == [True, True, True, False]
    assert sum(row["before"] for row in choices["rows"]) + choices["others"]["before"] == pytest.approx(1)
    drawn = next(row for row in choices["rows"] if row["isDrawn"])
    assert drawn["before"] == pytest.approx(probability)
    assert not any(row["isDrawn"] for row in ahead["rows"])
    assert ahead["left"] < 2048
    assert sum(row["after"] for row in ahead["rows"]) == pytest.approx(1, abs=1e-6)


@needs_node
def test_a_story_ends_where_the_model_ends_it_or_its_context_does():
    n_written, n_tokens, ended, full, too_long = in_page(
        """
        const ended = await write("One morning, Rosa lost her key.", { ...plain, seed: 2 }, 60);
        const full = await write("Tom lost his key. ".repeat(40), plain, 300);
        let error;
        try { new Story(bpe, gpt, "Tom lost his key. ".repeat(60)); }
        catch ({ message }) { error = message; }
        const about = (story) => [story.ended, story.full, story.pieces().at(-1)];
        answer([ended.written.length, full.tokenIds.length, about(ended), about(full), error]);
        """
    )
    assert n_written < 60
    assert ended == [True, False, "⟨end⟩"]
    assert (n_tokens == 256) == full[1]
    assert full[0] or full[1]
    assert "the model reads at most 254" in too_long


@needs_node
def test_tokens_that_are_no_whole_character_have_a_name():
    names, pieces = in_page(
        """
        const ids = bpe.encode("好\\n a"), story = new Story(bpe, gpt, "");
        story.written = [...ids, 0].map((tokenId) => ({ tokenId }));
        answer([ids.map((one) => shown(bpe, one)), story.pieces()]);
        """
    )
    assert names == ["⟨E5⟩", "⟨A5⟩", "⟨BD⟩", "↵", "␣a"]
    assert pieces == ["⟨E5⟩", "⟨A5⟩", "好", "\n", " a", "⟨end⟩"]


@needs_node
def test_surprise_is_measured_in_bits_and_shown_in_four_levels():
    bits, levels = in_page("answer([[1, 0.5, 0.125, 0].map(surprise), [0, 0.99, 1, 3, 5.9, 6, 40].map(level)]);")
    assert bits == [0, 1, 3, 40]
    assert levels == [0, 0, 1, 2, 2, 3, 3]


@needs_node
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "He was in high spirits. Then it rained. He was in high spirits.",
            "He was in high spirits.",
        ),
        (
            '"It is not far," he said. He went. "It is not far," he said.',
            'It is not far," he said.',
        ),
        ("She ran. She ran. She ran.", None),  # three words are too few
        ("The key was here. The key was there.", None),
        ("The key was here. The key was here", None),  # the second one is not finished
        ("", None),
    ],
)
def test_a_sentence_that_stands_twice_is_found(text, expected):
    assert (
        run(
            imported(NAMES, "writer/story.js") + "answer(repeatedSentence(given) ?? null);",
            text,
        )
        == expected
    )


@needs_node
def test_the_tasks_are_reached_in_their_order():
    said = in_page(
        """
        const task = tasks(), opening = "Tom lost his key.", said = [];
        for (const settings of given.settings) {
          said.push(task.look(await write(opening, { ...plain, ...settings }, 60)));
        }
        task.forget();
        said.push(task.look(await write(opening, { ...plain, temperature: 0, penalty: 1.2 }, 60)));
        answer(said);
        """,
        settings=[{}, {"temperature": 0}, {}, {"temperature": 0, "penalty": 1.2}],
    )
    assert ["Task 1 reached" in one for one in said] == [False, True, True, True, False]
    assert ["Task 2 reached" in one for one in said] == [False, False, False, True, False]
    assert "It says twice: “It was a mystery to him where it could be.”" in said[1]
    assert "No sentence stands here twice." in said[0]


def test_the_still_picture_shows_what_the_model_expects_first():
    writer = Writer()
    heights = [bar.get_height() for bar in writer.still().patches]  # type: ignore[attr-defined]
    assert len(heights) == N_SHOWN + 1
    assert heights[:-1] == sorted(heights[:-1], reverse=True)
    assert sum(heights) == pytest.approx(1, abs=1e-5)


def test_a_page_that_asks_is_answered_with_bytes(writer, monkeypatch):
    sent: list[Any] = []
    monkeypatch.setattr(writer, "send", lambda content, buffers=None: sent.append((content, buffers)))
    writer._handle_custom_msg({"path": "town_gpt/config.json"}, [])
    assert sent == [({"path": "town_gpt/config.json"}, [(FOLDER / "config.json").read_bytes()])]


def test_a_model_that_is_no_gpt_and_no_opening_are_refused():
    with pytest.raises(ValueError, match="a GPT, got 'town_bert', a Bert"):
        Writer("town_bert")
    with pytest.raises(ValueError, match="at least 1 opening, got 0"):
        Writer(openings=[])
    with pytest.raises(ValueError, match=r"models are .*town_gpt"):
        Writer("village_gpt")
