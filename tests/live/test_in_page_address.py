"""A figure's state in the page's address: put in and read back, beside what else stands there."""

import pytest
from in_node import imported, needs_node, run

pytestmark = needs_node
ADDRESS = imported("stateIn, withState, numberIn, hasAddress, addressWriter", "in_page/address.js")


@pytest.mark.parametrize(
    "state",
    [
        {"text": "Tom lost his key. & more?", "place": "2"},
        {"text": "好 ✓ + % # = “x”", "off": "3.2 0.1"},
        {"text": "", "a": "line\nline"},
        {},
    ],
)
def test_what_is_put_in_comes_out_and_the_rest_stays(state):
    address, back, other, again, cleared = run(
        ADDRESS
        + """
        const start = "https://example.org/a/page.html?highlight=x+y&other.text=b&one.old=1#part";
        const address = withState(start, "one", given);
        const again = withState(address, "one", given);
        answer([address, stateIn(address, "one"), stateIn(address, "other"), again, withState(address, "one", {})]);
        """,
        state,
    )
    assert back == state
    assert other == {"text": "b"}
    assert address == again
    assert address.startswith("https://example.org/a/page.html?highlight=x+y&other.text=b")
    assert address.endswith("#part")
    assert cleared == "https://example.org/a/page.html?highlight=x+y&other.text=b#part"


def test_null_is_left_out_and_a_name_that_begins_alike_is_another_figure():
    address, state = run(
        ADDRESS
        + """
        const address = withState("http://a/b?oneself.x=5", "one", { x: "1", y: null });
        answer([address, stateIn(address, "one")]);
        """
    )
    assert address == "http://a/b?oneself.x=5&one.x=1"
    assert state == {"x": "1"}


def test_a_number_that_makes_no_sense_is_not_taken():
    given = ["3", "-1", "4", "", None, "1.5", "2x", "0x2", "1e0", "99999999"]
    numbers = run(ADDRESS + "answer(given.map((text) => numberIn(text ?? undefined, -1, 3, 7)));", given)
    assert numbers == [3, -1, 7, 7, 7, 7, 7, 7, 7, 7]


def test_it_is_written_once_the_reader_pauses_and_only_if_it_changes():
    written, on_the_site = run(
        ADDRESS
        + """
        const written = [];
        globalThis.document = { documentElement: { dataset: {} } };
        globalThis.location = { href: "http://a/b" };
        globalThis.history = {
          state: { kept: 1 },
          replaceState: (...all) => (written.push(all), (location.href = all[2])),
        };
        const put = addressWriter("one"), pause = () => new Promise((go) => setTimeout(go, 400));
        for (const x of ["1", "2", "3"]) put({ x });
        await pause();
        put({ x: "3" });
        await pause();
        const on_the_site = [hasAddress()];
        document.documentElement.dataset.content_root = "../";
        answer([written, [...on_the_site, hasAddress()]]);
        """
    )
    assert written == [[{"kept": 1}, "", "http://a/b?one.x=3"]]
    assert on_the_site == [False, True]
