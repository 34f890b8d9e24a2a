"""Clinic notes: personal data and findings marked where an independent reading finds them."""

import hashlib
import re
from itertools import pairwise

import numpy as np
import pytest

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_cases import FORMS, check_digit
from course_lib.corpora.town.genres.clinic_notes import FINDINGS, PERSONAL, clinic_note
from course_lib.corpora.town.genres.clinic_tables import CONDITION, GROUPS, SYMPTOM
from course_lib.corpora.town.lexicon import LANGUAGES, NAMES, SURNAMES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases
from course_lib.models.bag_of_words import Bag, train

PINNED = "ae1e683eb94e6506"
TOWN = Town(0)
NOTES = {language: [clinic_note(TOWN, language, Chance(0, "clinic", i)) for i in range(1200)] for language in LANGUAGES}
EACH = [note for language in LANGUAGES for note in NOTES[language]]


def covered(note, start, end):
    return any(span.start <= start and end <= span.end for span in (*note.spans, *note.findings))


def test_the_same_seed_writes_the_same_notes():
    texts = [clinic_note(Town(3), language, Chance(3, "clinic", i)).text for language in LANGUAGES for i in range(20)]
    assert hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16] == PINNED


def test_the_facts_are_the_same_in_both_languages():
    for english, chinese in zip(NOTES["en"], NOTES["zh"], strict=True):
        assert repr(english.case) == repr(chinese.case)
        assert (english.label, english.combination) == (chinese.label, chinese.combination)


def test_spans_are_in_order_apart_from_each_other_and_free_of_blanks_at_their_ends():
    for note in EACH:
        spans = sorted([*note.spans, *(Span(*found[:3]) for found in note.findings)])
        assert all(one.end <= other.start for one, other in pairwise(spans))
        for span in spans:
            words = note.text[span.start : span.end]
            assert words
            assert words == words.strip(" ，。.,:：\n"), (words, note.text)
    assert {span.label for note in EACH for span in note.spans} == {*PERSONAL}
    assert {span.label for note in EACH for span in note.findings} == {*FINDINGS}


SHAPES = {
    "AGE": r"\d{1,2}",
    "PHONE": r"0[\d -]{10,13}",
    "EMAIL": r"[a-z]+[._]?[a-z\d]*@[a-z]+\.example",
    "ID": r"\d{3}[ -]?\d{7}",
}


@pytest.mark.parametrize("label", SHAPES)
def test_what_has_a_form_of_its_own_is_marked_in_that_form(label):
    texts = [note.text[span.start : span.end] for note in EACH for span in note.spans if span.label == label]
    assert len(texts) > 300
    assert all(re.fullmatch(SHAPES[label], text) for text in texts)


def test_clinic_numbers_pass_the_check_and_batches_fail_it_by_the_definition_written_out():
    def passes(digits):
        return sum((10 - at) * int(digit) for at, digit in enumerate(digits[:9])) % 11 == (11 - int(digits[9])) % 11

    for note in EACH:
        numbers = {span.start for span in note.spans if span.label == "ID"}
        for found in re.finditer(r"(?<!\d)999[ -]?\d{7}(?!\d)", note.text):
            assert passes(re.sub(r"\D", "", found[0])) == (found.start() in numbers), note.text


def test_the_check_digit_of_the_standards_own_example_and_a_wrong_length():
    assert check_digit("943476591") == 9  # 943 476 5919, the example of the NHS data dictionary
    with pytest.raises(ValueError, match="9 digits, got '94347'"):
        check_digit("94347")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_stands_outside_a_mark_but_in_traps(language):
    for note in NOTES[language]:
        case = note.case
        names = [
            case.patient.full,
            case.doctor.surname,
            case.colleague.surname,
            *([case.kin[1].full] if case.kin else []),
        ]
        for name in names:
            if len(name[language]) < 3:
                continue  # words such as An and 于
            for found in re.finditer(rf"(?<!\w){re.escape(name.en)}(?!\w)" if language == "en" else name.zh, note.text):
                after = note.text[found.end() : found.end() + 2]
                allowed = covered(note, *found.span()) or after == "'s" or name.en in ("Short", "Bristol", "Bridge")
                allowed |= after[:1] in "昏大征监病试"
                allowed |= found[0] == "Foot" or found[0] == "Church"
                assert allowed, note.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_symptom_and_diagnosis_in_the_text_is_marked(language):
    names = [words[language] for words in SYMPTOM.values()] + [one.name[language] for one in CONDITION.values()]
    edge = r"\b" if language == "en" else ""
    pattern = re.compile(
        "|".join(f"{edge}{re.escape(name)}{edge}" for name in sorted(names, key=len, reverse=True)), re.I
    )
    for note in NOTES[language]:
        for found in pattern.finditer(note.text):
            assert covered(note, *found.span()), (found[0], note.text)


CUES = {
    "en": r"\b(no|denies|nil|neg|without|free of|never|not had|not aware|none|neither|was no|warns of|worried about)\b",
    "zh": r"无|否认|未|没有|不伴|均无|不曾|不提示|－|担心|提到",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cue_of_negation_stands_near_what_is_absent(language):
    for note in NOTES[language]:
        for finding in note.findings:
            if finding.negated:
                around = note.text[max(0, finding.start - 130) : finding.end + 130]
                assert re.search(CUES[language], around, re.IGNORECASE), (finding, note.text)
                assert note.text[finding.start : finding.end].lower() in [
                    SYMPTOM[name][language].lower() for name in note.case.absent
                ]


def test_drugs_fit_the_diagnosis_and_nobody_is_too_young_or_of_the_wrong_sex():
    for note in NOTES["en"]:
        case = note.case
        assert case.patient.age in case.condition.ages
        assert case.condition.sex in ("any", case.patient.sex)
        assert case.drug in case.condition.drugs
        assert not {*case.symptoms} & {*case.absent}
        gone = (
            case.seen.year - case.birth.year - ((case.seen.month, case.seen.day) < (case.birth.month, case.birth.day))
        )
        assert gone == case.patient.age
        if case.past:
            assert case.past.condition.group != case.condition.group


def test_every_condition_has_symptoms_drugs_and_findings_in_both_languages():
    for condition in CONDITION.values():
        if condition.group in GROUPS:
            assert condition.drugs
            assert {*condition.symptoms, *condition.absent} <= {*SYMPTOM}
            assert condition.maybe in CONDITION
            assert all(f"exam {condition.name.en}" in phrases("clinic_notes", language) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_and_group_and_nearly_every_template_is_used(language):
    assert {note.combination for note in NOTES[language]} == {f"{group}|{form}" for group in GROUPS for form in FORMS}
    assert 0.2 < np.mean([note.case.stranger for note in NOTES[language]]) < 0.6
    assert sum(note.case.patient.age > 89 for note in NOTES[language]) > 20
    together = "\n".join(note.text for note in NOTES[language]).lower()
    skip = ("homophones", "nicknames", "months", "dates", "short dates", "numbers", "streets elsewhere")
    for section, lines in phrases("clinic_notes", language).items():
        for line in lines if section not in skip else ():
            pieces = re.split(r"\{.*?\}|[<>]", re.sub(r"^(\(adult\) ?|（成人）)", "", line).lower())
            assert section.startswith(("exam ", "trap child")) or max(pieces, key=len) in together, (section, line)


def test_the_notes_are_clean_text():
    for note in EACH:
        assert not re.search(r"[{}<>]|  | \n|\n\n|\.\.|\ba [aeiou](?!n|sp|bed|r)|None| ,", note.text), note.text
    for note in NOTES["zh"]:
        assert not re.search(r"[一-鿿] [一-鿿]|[,;!?]|，，|。。|，。|、、", note.text), note.text
    words = {word for note in NOTES["en"] for word in re.findall(r"[a-z]+", note.text.lower())}
    assert len(words) > 1500
    assert len({character for note in NOTES["zh"] for character in note.text}) > 900


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_the_towns_names_misses_many_and_marks_too_much(language):
    known = {name.words[language] for name in NAMES} | {surname[language] for surname, _ in SURNAMES}
    hits = total = false = 0
    pattern = re.compile(r"[A-Z]\w+" if language == "en" else "|".join(sorted(map(re.escape, known), key=len)[::-1]))
    for note in NOTES[language]:
        marks = [span for span in note.spans if span.label == "NAME"]
        found = [match for match in pattern.finditer(note.text) if match[0] in known]
        inside = [any(one.start <= match.start() < one.end for one in marks) for match in found]
        false += len(found) - sum(inside)
        total += len(marks)
        hits += sum(any(one.start <= match.start() < one.end for match in found) for one in marks)
    assert 0.35 < hits / total < 0.85, hits / total
    assert false > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bag_of_words_finds_the_specialty_often_but_not_always(language):
    texts, labels = zip(*((note.text, note.label) for note in NOTES[language]), strict=True)
    cut = len(texts) * 8 // 10
    score = train(texts[:cut], labels[:cut], Bag(language)).accuracy(texts[cut:], labels[cut:])
    assert 0.85 < score < 0.97, score
