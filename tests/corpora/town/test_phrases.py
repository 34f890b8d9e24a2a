import pytest

from course_lib.corpora.town import phrases as module
from course_lib.corpora.town.events import KINDS
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.phrases import fill, phrases
from course_lib.corpora.town.teller import parts


def bank(monkeypatch, text):
    class Folder:
        def joinpath(self, *_):
            return self

        def read_text(self, encoding):
            return text

    monkeypatch.setattr(module, "files", lambda _: Folder())
    return phrases.__wrapped__("made_up", "en")


def test_a_bank_is_read_by_sections_without_comments(monkeypatch):
    assert bank(monkeypatch, "# about\n[a]\none\ntwo\n\n[b c]\n three \n") == {"a": ("one", "two"), "b c": ("three",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one\n[a]\ntwo", r"made_up.en.txt, line 1: a phrase must stand in a section"),
        ("[a]\none\n[a]\ntwo", r"line 3: the section \[a\] is there already"),
        ("[a]\none\n[b]\n", r"the section \[b\] has no phrase"),
    ],
)
def test_a_faulty_bank_is_refused_with_the_line(monkeypatch, text, message):
    with pytest.raises(ValueError, match=message):
        bank(monkeypatch, text)


def test_a_slot_that_is_missing_is_named():
    with pytest.raises(ValueError, match="needs 'what'; given were who"):
        fill("{who} lost {what}.", who="Anna")


def test_spans_of_parts_are_moved_along():
    inner = fill("{thing} of {owner}", thing="kite", owner="Ben")
    whole = fill("The {it} is gone.", it=inner)
    marked = [(whole.text[span.start : span.end], span.label) for span in whole.spans]
    assert marked == [("kite", "thing"), ("Ben", "owner")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_event_has_five_templates_a_denial_and_a_question(language):
    events = phrases("events", language)
    for kind in KINDS:
        assert len(events[kind]) >= 5, kind
        assert f"{kind} not" in events, kind
        assert any(section.startswith(f"{kind} ? ") for section in events), kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_have_only_slots_that_their_kind_fills(language):
    for section, templates in phrases("events", language).items():
        roles = {role for role, _ in KINDS[section.split(" ")[0]].roles} | {"here", "shop", "owner"}
        for template in templates:
            assert {part.text for part in parts(template) if part.kind == "slot"} <= roles, template


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_kinds_share_a_template(language):
    owner: dict[str, str] = {}
    for section, templates in phrases("events", language).items():
        if section in KINDS:
            for template in templates:
                assert owner.setdefault(template, section) == section, template
