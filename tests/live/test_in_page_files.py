"""A page gets a model's files from Python, and its program as one text."""

import json
from pathlib import Path
from typing import Any

import pytest
from in_node import LIVE, imported, needs_node, run

from course_lib.checkpoints.shipped import card, checkpoint, names
from course_lib.live.in_page.files import page_files, send_file
from course_lib.live.in_page.source import MODEL_MODULES, joined
from course_lib.live.sampling.widget import Sampling
from course_lib.live.writer.widget import Writer


class Figure:
    """What `send_file` needs of a figure."""

    files = page_files("town_gpt")

    def __init__(self) -> None:
        self.sent: list[tuple[Any, Any]] = []

    def send(self, content: object, buffers: object = None) -> None:
        self.sent.append((content, buffers))


@pytest.mark.parametrize("name", names())
def test_files_have_their_size_and_the_start_of_their_sum(name):
    for path, (n_bytes, version) in page_files(name).items():
        file = path.removeprefix(f"{name}/")
        assert n_bytes == (checkpoint(name) / file).stat().st_size
        assert card(name)["sha256"][file].startswith(version)


def test_python_sends_the_bytes_that_a_page_asks_for():
    figure = Figure()
    send_file(figure, {"path": "town_gpt/model.safetensors"}, [])
    ((content, buffers),) = figure.sent
    assert content == {"path": "town_gpt/model.safetensors"}
    assert buffers == [(checkpoint("town_gpt") / "model.safetensors").read_bytes()]


@pytest.mark.parametrize(
    "path",
    [
        "town_gpt/../card.json",
        "/etc/passwd",
        "town_bert/config.json",
        "town_gpt/card.json",
    ],
)
def test_no_other_file_is_sent(path):
    figure = Figure()
    send_file(figure, {"path": path}, [])
    ((content, buffers),) = figure.sent
    assert path in content["error"]
    assert buffers is None


@pytest.mark.parametrize("content", ["running", None, {"other": 1}])
def test_other_messages_are_passed_over(content):
    figure = Figure()
    send_file(figure, content, [])
    assert figure.sent == []


def test_the_program_is_one_text_without_files_beside_it():
    for text in (joined(*MODEL_MODULES), Writer._esm, Sampling._esm):
        assert 'from "' not in str(text)


ASK = (
    imported("getBytes", "in_page/bytes.js")
    + """
    globalThis.document = { documentElement: { dataset: {} } }; // no page of the site
    const hearers = new Set(), sent = [];
    const model = {
      get: () => ({ a: [4, "v"] }),
      on: (event, hear) => hearers.add(hear),
      off: (event, hear) => hearers.delete(hear),
      send: (content) => sent.push(content),
    };
    const say = (content, buffers) => [...hearers].forEach((hear) => hear(content, buffers));
    """
)


@needs_node
def test_where_python_runs_the_page_asks_it_once_and_gets_the_bytes():
    sent, found, listening = run(
        ASK
        + """
        const both = [getBytes(model, "a"), getBytes(model, "a")];
        say({ path: "b" }, []);
        say({ path: "a" }, [new DataView(Uint8Array.of(9, 1, 2, 3, 4, 9).buffer, 1, 4)]);
        const [first, second] = await Promise.all(both);
        answer([sent, [first === second, ...new Uint8Array(first)], hearers.size]);
        """
    )
    assert sent == [{"path": "a"}]
    assert found == [True, 1, 2, 3, 4]
    assert listening == 0


@needs_node
def test_what_python_refuses_can_be_asked_for_again():
    said, sent = run(
        ASK
        + """
        const first = getBytes(model, "a").catch(({ message }) => message);
        say({ path: "a", error: "the figure has no file a" });
        const said = await first;
        getBytes(model, "a").catch(() => {});
        answer([said, sent.length]);
        process.exit();
        """
    )
    assert said == "the figure has no file a"
    assert sent == 2


@needs_node
def test_the_program_can_be_loaded_and_has_a_figure(tmp_path):
    for figure in (Writer, Sampling):
        program = tmp_path / f"{figure.__name__}.mjs"
        program.write_text(str(figure._esm), encoding="utf-8")
        script = f"const module = await import({json.dumps(program.as_uri())}); answer(typeof module.default.render);"
        assert run(script) == "function"


def test_every_module_says_what_it_is():
    for module in [
        *Path(LIVE, "in_page").glob("*.js"),
        *Path(LIVE, "writer").glob("*.js"),
    ]:
        lines = module.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("// "), module
        assert len(lines) < 280, module
