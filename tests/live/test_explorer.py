"""The page lays the same model open as the library: heads, stream, lens, and what it says without some heads."""

import copy
import random
from typing import Any

import numpy as np
import pytest
import torch
from in_node import FILES, imported, needs_node, run

from course_lib.checkpoints.shipped import checkpoint
from course_lib.live.explorer.inside import divergence, look_inside, switched_off
from course_lib.live.explorer.widget import MOST_TOKENS, TEXTS, Explorer
from course_lib.live.token_path.widget import lens, residual_stream
from course_lib.models.gpt import GPT

FOLDER = checkpoint("town_gpt")
LOAD = (
    imported("startModel", "in_page/worker.js")
    + imported("ByteBPETokenizer", "in_page/byte_bpe.js")
    + imported("headWeights, stages, divergence, comparison, nextToken", "explorer/measures.js")
    + imported("fallOf, explorerTasks", "explorer/tasks.js")
    + FILES
    + """
    const gpt = await startModel("", { config: json("config.json"), weights: weights() });
    """
)
LOGITS = 1e-3  # fp16 weights in both; measured: 2e-5
N_TEXTS = 48
PLAIN: dict[str, Any] = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "penalty": 1.0, "seed": 1}


def in_page(script: str, **given: Any) -> Any:
    return run(LOAD + script + "\ngpt.close();", {"folder": str(FOLDER), **given})


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return Explorer()


@pytest.fixture(scope="module")
def gpt(explorer: Explorer) -> GPT:
    return explorer._model


def cases() -> list[tuple[list[int], list[list[int]]]]:
    """Return texts of tokens drawn at random, each with heads to switch off: every head once, then several at once."""
    chance = random.Random(0)
    heads = [[layer, head] for layer in range(4) for head in range(6)]
    single = [[head] for head in heads]
    several = [sorted(chance.sample(heads, n)) for n in [0, 2, 3, 5, 8, 13, 24, *range(1, N_TEXTS - 30)]]
    return [
        ([0, *(chance.randrange(2048) for _ in range(chance.randrange(1, 12)))], off)
        for off in (single + several)[:N_TEXTS]
    ]


def without_by_hand(gpt: GPT, off: list[list[int]]) -> GPT:
    """Return a copy whose output projections have zeros where the heads' numbers come in."""
    model = copy.deepcopy(gpt)
    for layer, head in off:
        block: Any = model.blocks[layer]
        attention = block.attention
        d_head = attention.d_head
        attention.output.weight.data[:, head * d_head : (head + 1) * d_head] = 0
    return model


@needs_node
@torch.no_grad()
def test_all_that_the_page_shows_is_what_pytorch_computes(gpt, tmp_path, capsys):
    given = cases()
    out = tmp_path / "numbers"
    in_page(
        """
        const parts = [];
        for (const [tokenIds, off] of given.cases) {
          const places = await gpt.recordWithout(tokenIds, off);
          places.forEach(({ logits, lens, seen }, place) => {
            parts.push(logits, ...lens);
            for (let layer = 0; layer < 4; layer++) {
              for (let head = 0; head < 6; head++) {
                parts.push(Float32Array.from(headWeights({ seen }, layer, head, place + 1)));
              }
            }
          });
        }
        fs.writeFileSync(given.out, Buffer.concat(parts.map((part) => Buffer.from(part.buffer))));
        answer(true);
        """,
        cases=given,
        out=str(out),
    )
    numbers = np.fromfile(out, dtype="<f4")
    worst = {"logits": 0.0, "lens": 0.0, "weights": 0.0}
    n_places = at = 0

    def page(n: int) -> np.ndarray:
        nonlocal at
        at += n
        return numbers[at - n : at]

    for token_ids, off in given:
        by_hand = without_by_hand(gpt, off)
        ids = torch.tensor(token_ids)
        expected = look_inside(by_hand, ids)
        logits = by_hand(ids[None])[0].numpy()
        for place in range(len(ids)):
            differ = np.abs(page(2048) - logits[place]).max()
            worst["logits"] = max(worst["logits"], differ)
            stages = expected.lens[:, place].numpy()
            worst["lens"] = max(worst["lens"], np.abs(page(stages.size) - stages.ravel()).max())
            weights = expected.weights[:, :, place, : place + 1].numpy()
            worst["weights"] = max(worst["weights"], np.abs(page(weights.size) - weights.ravel()).max())
            n_places += 1
    assert at == len(numbers)
    with capsys.disabled():
        print(f"\n{len(given)} texts, {n_places} places: differ by at most", {k: f"{v:.0e}" for k, v in worst.items()})
    assert len(given) >= 40
    assert n_places > 250
    assert worst["logits"] < LOGITS
    assert worst["lens"] < LOGITS
    assert worst["weights"] < 1e-4


@torch.no_grad()
def test_a_head_switched_off_is_one_whose_weights_are_zero(gpt):
    """And switching it off changes something, for the logits to tell; the model is as before afterwards."""
    before = look_inside(gpt, torch.tensor([0, 5, 9, 700, 31])).logits
    for layer in range(4):
        for head in range(6):
            ids = torch.tensor([0, 5, 9, 700, 31])
            off = look_inside(gpt, ids, [(layer, head)])
            by_hand = look_inside(without_by_hand(gpt, [[layer, head]]), ids)
            torch.testing.assert_close(off.logits, by_hand.logits, atol=1e-4, rtol=0)
            assert (off.logits - before).abs().max() > 0.01
            torch.testing.assert_close(off.stream[: layer + 1], look_inside(gpt, ids).stream[: layer + 1])
    torch.testing.assert_close(look_inside(gpt, ids).logits, before)


@torch.no_grad()
def test_the_lens_is_that_of_chapter_seven_and_ends_in_the_models_own_words(gpt):
    ids = torch.tensor([0, 44, 3, 801, 9, 77])
    inside = look_inside(gpt, ids)
    stages = residual_stream(gpt, ids)
    torch.testing.assert_close(inside.lens[:-1], lens(gpt, stages)[[0, 2, 4, 6]])
    torch.testing.assert_close(inside.logits, gpt(ids[None])[0], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(inside.stream[2], stages[4])
    assert inside.weights.shape == (4, 6, 6, 6)
    assert inside.lens.shape == (5, 6, 2048)


@pytest.mark.parametrize("head", [(4, 0), (0, 6), (-1, 0)])
def test_a_head_that_is_not_there_is_refused(gpt, head):
    words = f"layers 0 to 3 and heads 0 to 5, got layer {head[0]}, head {head[1]}"
    with pytest.raises(ValueError, match=words), switched_off(gpt, [head]):
        pass


@needs_node
def test_the_page_refuses_it_too():
    errors = in_page(
        """
        const refused = [[4, 0], [0, 6], [-1, 0]].map((head) =>
          gpt.recordWithout([0, 1], [head]).catch(({ message }) => message));
        answer(await Promise.all(refused));
        """
    )
    there = "There are layers 0 to 3 and heads 0 to 5, got"
    assert errors == [f"{there} layer 4, head 0.", f"{there} layer 0, head 6.", f"{there} layer -1, head 0."]


@needs_node
@torch.no_grad()
def test_stages_and_comparison_say_what_the_numbers_say(explorer):
    ids = explorer.prompt()[0]
    off = [[3, 2], [0, 4]]
    with_all, without = look_inside(explorer._model, ids), look_inside(explorer._model, ids, [(3, 2), (0, 4)])
    winner = int(with_all.logits[-1].argmax())
    stages, rows, nats, fall = in_page(
        """
        const before = (await gpt.record(given.ids)).at(-1);
        const after = (await gpt.recordWithout(given.ids, given.off)).at(-1);
        const pair = [before.logits, after.logits];
        answer([stages(after, given.winner), comparison(...pair), divergence(...pair), fallOf(...pair)]);
        """,
        ids=ids.tolist(),
        off=off,
        winner=winner,
    )
    p, q = with_all.logits[-1].softmax(-1), without.logits[-1].softmax(-1)
    assert [stage["name"] for stage in stages] == ["embedding", "layer 0", "layer 1", "layer 2", "layer 3"]
    for stage, vector, logits in zip(stages, without.stream[:, -1], without.lens[:, -1], strict=True):
        best = logits.softmax(-1).topk(5)
        assert stage["length"] == pytest.approx(float(vector.norm()), rel=1e-5)
        assert [one["tokenId"] for one in stage["best"]] == best.indices.tolist()
        assert [one["probability"] for one in stage["best"]] == pytest.approx(best.values.tolist(), abs=1e-5)
        assert [one["isWinner"] for one in stage["best"]] == [one == winner for one in best.indices.tolist()]
        assert stage["winner"] == pytest.approx(float(logits.softmax(-1)[winner]), abs=1e-5)
    assert [row["tokenId"] for row in rows][:5] == p.topk(5).indices.tolist()
    assert {row["tokenId"] for row in rows} == {*p.topk(5).indices.tolist(), *q.topk(5).indices.tolist()}
    for row in rows:
        assert (row["before"], row["after"]) == pytest.approx(
            (float(p[row["tokenId"]]), float(q[row["tokenId"]])), abs=1e-5
        )
    assert nats == pytest.approx(divergence(with_all.logits[-1], without.logits[-1]), abs=1e-5)
    assert nats == pytest.approx(float((p.double() * (p.double() / q.double()).log()).sum()), abs=1e-5)
    assert (
        abs(nats - divergence(without.logits[-1], with_all.logits[-1])) > 0.1
    )  # the other way round is another number
    assert fall["winner"] == winner
    assert fall["holds"] == (int(q.argmax()) == winner)


@needs_node
@pytest.mark.parametrize(
    "settings", [{}, {"temperature": 0.0}, {"temperature": 0.8, "top_k": 20, "top_p": 0.9, "penalty": 1.2, "seed": 9}]
)
def test_it_goes_on_with_the_tokens_that_python_draws(explorer, settings):
    off = [[3, 2], [2, 1]]
    ids = [0, *explorer._tokenizer.encode("Tom lost his key.")]
    page = in_page(
        """
        const tokenIds = [...given.ids];
        for (let n = 0; n < 12; n++) {
          const after = await gpt.recordWithout(tokenIds, given.off);
          tokenIds.push(nextToken(after.at(-1).logits, tokenIds, given.settings));
        }
        answer(tokenIds);
        """,
        ids=ids,
        off=off,
        settings={**PLAIN, **settings},
    )
    for name, value in {**PLAIN, **settings}.items():
        setattr(explorer, name, value)
    for _ in range(12):
        token_ids = torch.tensor(ids)
        logits = look_inside(explorer._model, token_ids, [(layer, head) for layer, head in off]).logits[-1]
        ids = [*ids, explorer.next_token(logits, token_ids)]
    for name, value in PLAIN.items():
        setattr(explorer, name, value)
    assert page == ids


TASKS = (
    imported("explorerTasks", "explorer/tasks.js")
    + """
    const name = (tokenId) => `token ${tokenId}`;
    const heads = (n) => Array.from({ length: n }, (_, head) => [0, head]);
    const say = (look, before, after, n) => look(before, after, heads(n), name);
    """
)


@needs_node
def test_the_tasks_are_reached_where_they_say_so():
    said = run(
        TASKS
        + """
        const strong = [5, 0, 0], weak = [0, 3, 0], tied = [4, 1, 0], { look, forget } = explorerTasks();
        const all = [
          say(look, strong, strong, 0), say(look, strong, weak, 2), say(look, strong, tied, 11),
          say(look, strong, weak, 1), say(look, strong, weak, 12), say(look, strong, tied, 12),
        ];
        forget();
        answer([...all, say(look, strong, strong, 0)]);
        """
    )
    assert said[0] == ""
    assert said[1].startswith("Without heads 0.0, 0.1: “token 0” from 98.7 % to 4.5 %, KL ")
    assert "✓" not in said[1] + said[2]
    assert said[3].endswith("nats. ✓ Task 1 reached.")
    assert said[4].endswith("nats. ✓ Task 1 reached.")
    assert said[5].startswith("Without 12 heads:")
    assert said[5].endswith("✓ Task 1 reached. ✓ Task 2 reached.")
    assert said[6] == ""


@torch.no_grad()
def test_both_tasks_can_be_reached_from_the_first_text(explorer):
    ids = explorer.prompt()[0]
    before = look_inside(explorer._model, ids).logits[-1]
    winner = int(before.argmax())
    one = look_inside(explorer._model, ids, [(3, 2)]).logits[-1]
    assert one.softmax(-1)[winner] < 0.09 * before.softmax(-1)[winner]
    quiet = [(2, 1), (2, 2), (2, 3), (2, 4), (1, 5), (3, 0), (3, 4), (1, 0), (3, 1), (1, 1), (1, 3), (0, 3)]
    many = look_inside(explorer._model, ids, quiet).logits[-1].softmax(-1)
    assert int(many.argmax()) == winner
    assert many[winner] > many.topk(2).values[1] + 0.1


VIEW = imported("toAddress, fromAddress", "explorer/view.js")
START = {"opening": "Tom", "place": -1, "layer": 3, "head": 2, "off": []}


@needs_node
@pytest.mark.parametrize(
    "view",
    [
        START,
        {"opening": "a & b\n好", "place": 4, "layer": 0, "head": 5, "off": [[0, 1], [3, 2]]},
        {"opening": "", "place": 0, "layer": 3, "head": 2, "off": []},
    ],
)
def test_a_view_goes_into_the_address_and_back(view):
    state, back = run(
        VIEW
        + """
        const state = toAddress(given.view, given.start);
        const kept = Object.fromEntries(Object.entries(state).filter(([, value]) => value !== null));
        answer([kept, fromAddress(kept, given.start, 4, 6)]);
        """,
        {"view": view, "start": START},
    )
    assert back == view
    assert (state == {}) == (view == START)


@needs_node
def test_an_address_that_makes_no_sense_is_taken_for_what_it_is_worth():
    state = {"text": "x" * 900, "place": "zz", "layer": "4", "head": "-1", "off": "3.2 9.9 1 1.x 0.6 2.5"}
    back = run(VIEW + "answer(fromAddress(given.state, given.start, 4, 6));", {"state": state, "start": START})
    assert back == {**START, "opening": "x" * 400, "off": [[3, 2], [2, 5]]}


def test_every_text_to_choose_has_room_and_the_still_picture_shows_the_winner(explorer):
    for text in TEXTS:
        assert len(explorer._tokenizer.encode(text)) <= MOST_TOKENS
    axes = explorer.still()
    heights = [bar.get_height() for bar in axes.patches]
    assert len(heights) == 5
    assert heights[-1] == pytest.approx(float(explorer.inside().logits[-1].softmax(-1).max()))
    assert "Rosa" in axes.get_title(loc="left")


def test_a_head_or_text_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="4 layers of 6 heads, from 0 on; got layer 4, head 0"):
        Explorer(layer=4, head=0)
    with pytest.raises(ValueError, match="at least 1 opening, got 0"):
        Explorer(openings=[])


@needs_node
def test_the_program_is_one_text_that_can_be_loaded(explorer, tmp_path):
    assert 'from "' not in str(explorer._esm)
    program = tmp_path / "explorer.mjs"
    program.write_text(str(explorer._esm), encoding="utf-8")
    assert (
        run(f"const module = await import({program.as_uri()!r}); answer(typeof module.default.render);") == "function"
    )
