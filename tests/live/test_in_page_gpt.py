"""The GPT that a page computes gives what the PyTorch model gives, and quickly enough to be read."""

from typing import Any

import numpy as np
import pytest
import torch
from in_node import FILES, imported, needs_node, run

from course_lib.checkpoints.shipped import checkpoint
from course_lib.models.attention import record_attention
from course_lib.models.gpt import GPT, GPTConfig

FOLDER = checkpoint("town_gpt")
MODULES = imported("GPT, Cache", "in_page/gpt.js") + imported("readSafetensors", "in_page/safetensors.js") + FILES
LOAD = MODULES + 'const gpt = new GPT(json("config.json"), readSafetensors(weights()));\n'
pytestmark = needs_node


def texts() -> list[list[int]]:
    """Return texts of the town and texts at random; each beginning of one is a prompt."""
    from course_lib.models.pretrained import load_with_tokenizer

    tokenizer = load_with_tokenizer(FOLDER)[1]
    words = [
        "Tom lost his key. It was here just now, he said.",
        "Dear Sir or Madam,\nThe bank said no? We say yes.",
    ]
    words += [
        "Customer: Hello. I want to cancel my order 8921.",
        "def area(r):\n    return 3.14 * r ** 2",
        "你好,世界!早上好。",
    ]
    rows = [[0, *tokenizer.encode(text)][:24] for text in words]
    chance = torch.Generator().manual_seed(0)
    return rows + torch.randint(2048, (6, 24), generator=chance).tolist()


@pytest.fixture(scope="module")
def gpt() -> GPT:
    return GPT.from_pretrained(FOLDER).eval()


@pytest.fixture(scope="module")
def long_text() -> list[int]:
    return torch.randint(2048, (256,), generator=torch.Generator().manual_seed(1)).tolist()


def in_page(script: str, folder: object = FOLDER, **given: Any) -> Any:
    return run(LOAD + script, {"folder": str(folder), **given})


@torch.no_grad()
def test_logits_are_those_of_pytorch_for_two_hundred_prompts(gpt, tmp_path, capsys):
    given = texts()
    out = tmp_path / "logits"
    in_page(
        """
        const rows = given.texts.flatMap((text) => {
          const cache = new Cache(gpt.config);
          return text.map((tokenId) => gpt.forward([tokenId], cache));
        });
        fs.writeFileSync(given.out, Buffer.concat(rows.map((row) => Buffer.from(row.buffer))));
        answer(true);
        """,
        texts=given,
        out=str(out),
    )
    expected = torch.cat([gpt(torch.tensor([text]))[0] for text in given]).numpy()
    page = np.fromfile(out, dtype="<f4").reshape(expected.shape)
    difference = np.abs(page - expected).max()
    with capsys.disabled():
        print(f"\n{len(page)} prompts: logits differ by at most {difference:.1e}")
    assert len(page) >= 200
    assert difference < 1e-3
    falling = np.sort(expected, axis=1)[:, ::-1]
    clear = falling[:, 0] - falling[:, 1] > 0.02
    assert clear.sum() > 150
    assert (page.argmax(axis=1) == expected.argmax(axis=1))[clear].all()


@torch.no_grad()
def test_the_last_place_of_the_context_too(gpt, long_text):
    page = in_page("answer([...gpt.forward(given.text)]);", text=long_text)
    assert page == pytest.approx(gpt(torch.tensor([long_text]))[0, -1].tolist(), abs=1e-3)


def test_a_cache_changes_nothing(long_text):
    text, other = long_text[:40], [*long_text[:25], 7, 8, 9]
    fresh, cached, shortened, fresh_other = in_page(
        """
        const cache = new Cache(gpt.config);
        const fresh = gpt.forward(given.text);
        let cached;
        for (const one of given.text) cached = gpt.forward([one], cache);
        cache.shorten(25);
        const shortened = gpt.forward(given.other.slice(25), cache);
        answer([fresh, cached, shortened, gpt.forward(given.other)].map((one) => [...one]));
        """,
        text=text,
        other=other,
    )
    assert fresh == cached
    assert shortened == fresh_other
    assert fresh != fresh_other


@torch.no_grad()
def test_what_is_recorded_is_what_pytorch_computes(gpt, long_text):
    text = long_text[:9]
    recorded = in_page(
        """
        const seen = {};
        gpt.forward(given.text, undefined, (name, numbers) => (seen[name] = [...numbers]));
        answer(seen);
        """,
        text=text,
    )
    stream: list[torch.Tensor] = []
    hooks = [block.register_forward_hook(lambda *given: stream.append(given[2][0, -1])) for block in gpt.blocks]
    with record_attention(gpt) as heads:
        gpt(torch.tensor([text]))
    for hook in hooks:
        hook.remove()
    names = ["attention.weights", "after_attention", "after_feed_forward"]
    assert list(recorded) == [
        "embedded",
        *(f"blocks.{i}.{name}" for i in range(4) for name in names),
    ]
    for i, (x, head) in enumerate(zip(stream, heads, strict=True)):
        assert recorded[f"blocks.{i}.after_feed_forward"] == pytest.approx(x.tolist(), abs=1e-4)
        weights = head.weights[0, :, -1]  # "heads key" of the last query
        assert recorded[f"blocks.{i}.attention.weights"] == pytest.approx(weights.flatten().tolist(), abs=1e-5)


def test_a_thread_answers_with_the_same_and_says_what_went_wrong(long_text):
    text = long_text[:6]
    next_same, seen_same, n_weights, error = run(
        LOAD
        + imported("startModel", "in_page/worker.js")
        + """
        const thread = await startModel("", { config: json("config.json"), weights: weights() });
        await thread.next([...given.text.slice(0, 2), 5, 6]); // two of which are then known
        const { logits } = await thread.next(given.text);
        const recorded = await thread.record(given.text), seen = {};
        gpt.forward(given.text, undefined, (name, numbers) => (seen[name] = numbers));
        const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
        const error = await thread.next([]).catch(({ message }) => message);
        answer([
          same(logits, gpt.forward(given.text)) && same(recorded.at(-1).logits, logits),
          same(recorded.at(-1).seen, seen),
          recorded.map(({ seen }) => seen["blocks.0.attention.weights"].length),
          error,
        ]);
        thread.close();
        """,
        {"folder": str(FOLDER), "text": text},
    )
    assert next_same
    assert seen_same
    assert n_weights == [6, 12, 18, 24, 30, 36]  # six heads, and one key more each time
    assert "got 0" in error


@torch.no_grad()
@pytest.mark.parametrize("gelu", ["none", "tanh"])
def test_other_sizes_both_gelus_and_weights_of_32_bits(gelu, tmp_path):
    torch.manual_seed(0)
    sizes = {
        "vocab_size": 19,
        "context_length": 11,
        "d_model": 24,
        "n_heads": 3,
        "n_layers": 2,
    }
    gpt = GPT(GPTConfig(**sizes, gelu=gelu, norm_eps=1e-3)).eval()
    for parameter in gpt.parameters():
        parameter.normal_(std=0.5)
    gpt.save_pretrained(tmp_path)
    page = in_page("answer([...gpt.forward([3, 1, 4, 1, 5])]);", folder=tmp_path)
    assert page == pytest.approx(gpt(torch.tensor([[3, 1, 4, 1, 5]]))[0, -1].tolist(), abs=1e-4)


def test_what_cannot_be_computed_is_refused():
    errors = run(
        MODULES
        + """
        const config = json("config.json"), file = weights(), tensors = readSafetensors(file);
        const gpt = new GPT(config, tensors);
        const attempts = [
          () => gpt.forward([]),
          () => gpt.forward(new Array(257).fill(1)),
          () => gpt.forward([2048]),
          () => new GPT({ ...config, model_type: "bert" }, tensors),
          () => new GPT({ ...config, n_embd: 96 }, tensors),
          () => readSafetensors(file.slice(0, 4000000)),
          () => readSafetensors(file.slice(0, 5)),
          () => readSafetensors(new TextEncoder().encode("<!DOCTYPE html><title>Not found").buffer),
        ];
        answer(attempts.map((attempt) => {
          try { return attempt() && "went through"; } catch (error) { return error.message; }
        }));
        """,
        {"folder": str(FOLDER)},
    )
    expected = [
        "1 to 256 tokens, got 0",
        "1 to 256 tokens, got 257",
        "no token 2048 among 2048",
        "no GPT-2",
    ]
    expected += [
        "must have the shape 2048,96, got 2048,192",
        "4449456 bytes; 4000000",
        "(5 bytes)",
        "no whole file",
    ]
    for words, error in zip(expected, errors, strict=True):
        assert words in error


def test_every_number_of_16_bits_is_read_as_numpy_reads_it(tmp_path):
    from safetensors.numpy import save_file

    halves = np.arange(2**16, dtype=np.uint16).view(np.float16)
    save_file({"all": halves}, tmp_path / "halves.safetensors")
    page = run(
        imported("readSafetensors", "in_page/safetensors.js")
        + "const file = Uint8Array.from(fs.readFileSync(given)).buffer;"
        + "answer([...readSafetensors(file).all.data].map(String));",
        str(tmp_path / "halves.safetensors"),
    )
    np.testing.assert_array_equal(np.array([float(one.replace("Infinity", "inf")) for one in page]), halves)


def test_it_is_quick_enough(capsys):
    speed = in_page(
        """
        const cache = new Cache(gpt.config), one = () => gpt.forward([cache.length], cache);
        while (cache.length < 50) one(); // until the compiler has seen it
        const started = process.cpuUsage();
        while (cache.length < 200) one();
        answer(150 / (process.cpuUsage(started).user / 1e6));
        """
    )
    with capsys.disabled():
        print(f"\n{speed:.0f} tokens in a second of the processor")
    assert speed >= 25  # about 300 where nothing else is to be done
