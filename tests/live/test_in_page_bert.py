"""The BERT that a page computes gives what the PyTorch model gives, and quickly enough to type beside it."""

import random
from typing import Any

import numpy as np
import pytest
import torch
from in_node import FILES, imported, needs_node, run

from course_lib.checkpoints.shipped import checkpoint
from course_lib.models.attention import record_attention
from course_lib.models.bert import BertConfig
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.pretrained import load_with_tokenizer

FOLDER = checkpoint("town_bert")
MODULES = (
    imported("BertForPretraining", "in_page/bert.js") + imported("readSafetensors", "in_page/safetensors.js") + FILES
)
LOAD = MODULES + 'const bert = new BertForPretraining(json("config.json"), readSafetensors(weights()));\n'
SENTENCES = [
    "Anna was worried.",
    "She went to the clinic and consulted the doctor about the fever.",
    "Daniel set off for the library and borrowed a dictionary there.",
    "Martha lost her necklace.",
    "After that, she mended the broken clock and felt cheerful.",
    "Could you give me the order number, please?",
    "Zoë's unstoppable 好 kites cost $42!",
    "Rosa was not sad.",
]
pytestmark = needs_node


@pytest.fixture(scope="module")
def loaded():
    return load_with_tokenizer(FOLDER)


def prompts(tokenizer) -> list[tuple[list[int], list[int], list[int]]]:
    """Return 240 prompts: token ids, segments, places of the gaps: one or two, in one text or two."""
    draw = random.Random(0)
    rows = []
    for number in range(240):
        texts = [tokenizer.encode(one) for one in draw.sample(SENTENCES, 1 + number % 2)]
        if number % 3 == 0:  # any tokens at all
            texts = [[draw.randrange(5, tokenizer.vocab_size) for _ in text] for text in texts]
        token_ids, segments = tokenizer.template.fill(texts, tokenizer.token_to_id)
        places = [i for i, one in enumerate(token_ids) if one not in map(tokenizer.token_to_id, ("[CLS]", "[SEP]"))]
        wanted = sorted(draw.sample(places, draw.choice([1, 2])))
        for place in wanted:
            token_ids[place] = tokenizer.token_to_id("[MASK]")
        rows.append((token_ids, segments, wanted))
    return rows


def in_page(script: str, folder: object = FOLDER, **given: Any) -> Any:
    return run(LOAD + script, {"folder": str(folder), **given})


@torch.no_grad()
def test_logits_are_those_of_pytorch_for_240_prompts(loaded, tmp_path, capsys):
    model, tokenizer = loaded
    given, out = prompts(tokenizer), tmp_path / "logits"
    in_page(
        """
        const rows = given.prompts.flatMap((one) => bert.forward(...one));
        fs.writeFileSync(given.out, Buffer.concat(rows.map((row) => Buffer.from(row.buffer))));
        answer(true);
        """,
        prompts=given,
        out=str(out),
    )
    expected = torch.cat(
        [
            model(torch.tensor([token_ids]), torch.tensor([segments])).tokens[0, wanted]
            for token_ids, segments, wanted in given
        ]
    ).numpy()
    page = np.fromfile(out, dtype="<f4").reshape(expected.shape)
    difference = np.abs(page - expected).max()
    with capsys.disabled():
        print(f"\n{len(given)} prompts, {len(page)} gaps: logits differ by at most {difference:.1e}")
    assert {len(wanted) for _, _, wanted in given} == {1, 2}
    assert {max(segments) for _, segments, _ in given} == {0, 1}
    assert len(page) > 300
    assert difference < 1e-3
    assert expected.std() > 1  # no flat scores, which anything would fit
    falling = np.sort(expected, axis=1)[:, ::-1]
    clear = falling[:, 0] - falling[:, 1] > 0.02
    assert clear.sum() > 250
    assert (page.argmax(axis=1) == expected.argmax(axis=1))[clear].all()


@torch.no_grad()
def test_the_longest_text_and_every_place_of_it(loaded):
    model, tokenizer = loaded
    ids = torch.randint(5, tokenizer.vocab_size, (128,), generator=torch.Generator().manual_seed(1))
    page = in_page("answer(bert.forward(given.ids).map((row) => [...row.slice(0, 40)]));", ids=ids.tolist())
    np.testing.assert_allclose(np.array(page), model(ids[None]).tokens[0, :, :40].numpy(), atol=1e-3)


@torch.no_grad()
def test_what_is_recorded_is_what_pytorch_computes(loaded):
    model, tokenizer = loaded
    token_ids, segments, _ = prompts(tokenizer)[1]
    recorded = in_page(
        """
        const seen = {};
        bert.forward(...given.prompt, [0], (name, numbers) => (seen[name] = [...numbers]));
        answer(seen);
        """,
        prompt=[token_ids, segments],
    )
    stream: list[torch.Tensor] = []
    layers = model.bert.encoder.layers
    kept = (layers[0].register_forward_pre_hook(lambda *given: stream.append(given[1][0])),)
    kept += tuple(
        module.register_forward_hook(lambda *given: stream.append(given[2]))
        for layer in layers
        for module in (layer.around_attention, layer.around_feed_forward)
    )
    with record_attention(model) as heads:
        model(torch.tensor([token_ids]), torch.tensor([segments]))
    for hook in kept:
        hook.remove()
    names = ["attention.weights", "after_attention", "after_feed_forward"]
    assert list(recorded) == ["embedded", *(f"layers.{i}.{name}" for i in range(4) for name in names)]
    vectors = [numbers for name, numbers in recorded.items() if "weights" not in name]
    for numbers, x in zip(vectors, stream, strict=True):
        assert numbers == pytest.approx(x.flatten().tolist(), abs=2e-4)
    for i, head in enumerate(heads):  # "heads query key"
        weights = recorded[f"layers.{i}.attention.weights"]
        assert weights == pytest.approx(head.weights.flatten().tolist(), abs=1e-5)


@torch.no_grad()
def test_other_sizes_and_weights_of_32_bits(tmp_path):
    torch.manual_seed(0)
    sizes = {"context_length": 11, "d_model": 24, "n_heads": 3, "n_layers": 2, "d_ff": 40}
    model = BertForPretraining(BertConfig(19, **sizes, norm_eps=1e-3)).eval()
    for parameter in model.parameters():
        parameter.normal_(std=0.5)
    model.save_pretrained(tmp_path)
    ids, segments = [3, 1, 4, 1, 5], [0, 0, 1, 1, 1]
    page = in_page(
        "answer(bert.forward(given.ids, given.segments).map((row) => [...row]));",
        folder=tmp_path,
        ids=ids,
        segments=segments,
    )
    expected = model(torch.tensor([ids]), torch.tensor([segments])).tokens[0]
    np.testing.assert_allclose(np.array(page), expected.numpy(), atol=1e-4)


def test_a_thread_serves_a_bert_as_it_serves_a_gpt():
    same, seen, n_context, errors = run(
        LOAD
        + imported("startModel", "in_page/worker.js")
        + """
        const ids = [2, 7, 4, 9, 4, 3], segments = [0, 0, 0, 1, 1, 1];
        const thread = await startModel("", { config: json("config.json"), weights: weights() });
        const { logits, milliseconds } = await thread.fill(ids, segments, [2, 4]);
        const recorded = await thread.record(ids, segments), kept = {};
        const all = bert.forward(ids, segments, undefined, (name, one) => (kept[name] = one));
        const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
        const wrong = [thread.fill([], [], []), thread.next(ids)];
        const errors = await Promise.all(wrong.map((one) => one.catch(({ message }) => message)));
        answer([
          same(logits, [all[2], all[4]]) && same(recorded.logits, all) && milliseconds > 0,
          same(recorded.seen, kept) && kept["layers.3.attention.weights"].length === 4 * 6 * 6,
          thread.contextLength,
          errors,
        ]);
        thread.close();
        """,
        {"folder": str(FOLDER)},
    )
    assert same
    assert seen
    assert n_context == 128
    assert "1 to 128 tokens, got 0" in errors[0]
    assert "A model of the kind bert can't be asked for next" in errors[1]


def test_what_cannot_be_computed_is_refused():
    errors = run(
        MODULES
        + """
        const config = json("config.json"), tensors = readSafetensors(weights());
        const make = (changes) => new BertForPretraining({ ...config, ...changes }, tensors);
        const bert = make({});
        const attempts = [
          () => bert.forward([]),
          () => bert.forward(new Array(129).fill(1)),
          () => bert.forward([2, 2500, 3]),
          () => bert.forward([2, 9, 3], [0, 0]),
          () => bert.forward([2, 9, 3], [0, 0, 2]),
          () => make({ model_type: "gpt2" }),
          () => make({ hidden_act: "relu" }),
          () => make({ hidden_size: 96 }),
        ];
        answer(attempts.map((attempt) => {
          try { return attempt() && "went through"; } catch (error) { return error.message; }
        }));
        """,
        {"folder": str(FOLDER)},
    )
    expected = ["1 to 128 tokens, got 0", "1 to 128 tokens, got 129", "no token 2500 among 2500"]
    expected += ["3 segments, 0 to 1, got 0,0", "3 segments, 0 to 1, got 0,0,2", "no BERT", "no BERT"]
    expected.append("must have the shape 2500,96, got 2500,128")
    for words, error in zip(expected, errors, strict=True):
        assert words in error


def test_it_is_quick_enough(loaded, capsys):
    """A text of twenty tokens with two gaps, as somebody types it."""
    milliseconds = in_page(
        """
        const ids = Array.from({ length: 20 }, (_, i) => 40 + i), segments = ids.map(() => 0);
        const one = () => bert.forward(ids, segments, [4, 9]);
        for (let i = 0; i < 5; i++) one(); // until the compiler has seen it
        const started = process.cpuUsage();
        for (let i = 0; i < 10; i++) one();
        answer(process.cpuUsage(started).user / 1e3 / 10);
        """
    )
    with capsys.disabled():
        print(f"\n{milliseconds:.0f} ms of the processor for 20 tokens")
    assert milliseconds < 500
