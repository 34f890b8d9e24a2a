"""Essays of the pupils: each fault lies where it says and can be put right, and the scores are the rubric's."""

import hashlib
import re
from collections import Counter

import numpy as np
import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.essay_mistakes import GROUPS, KINDS
from course_lib.corpora.town.genres.essays import essay
from course_lib.corpora.town.genres.rubric import STRUCTURE
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

TOWN = Town(0)
SHA_256 = "3560bafa0200a9fff95d6ec11b959e888dbf84de749f884f5d5e73ebdcb03ead"
PARTS = ("opening", "claim", "reason", "reply", "contradiction", "off topic", "ending")


def essays(language, n=900):
    return [essay(TOWN, language, Chance(7, "essays", number)) for number in range(n)]


@pytest.fixture(scope="module")
def drawn():
    return {language: essays(language) for language in LANGUAGES}


def kappa(a, b):
    """Quadratic weighted kappa, from its definition as one less observed over expected squared difference."""
    a, b = np.array(a), np.array(b)
    return 1 - ((a - b) ** 2).mean() / ((a[:, None] - b[None, :]) ** 2).mean()


def size(one):
    return len(one.text.split()) if one.language == "en" else len(one.text)


def right_essays(prompt, language):
    """A pattern of all essays without a fault on a prompt."""
    bank = phrases("essays", language)
    blank, stop = (" ", r"\.") if language == "en" else ("", "。")

    def any_of(lines):
        return "(?:" + "|".join(re.sub(r"\\{\w+\\}", "[^.。]+", re.escape(line)) for line in lines) + ")"

    claims, reasons, denials = zip(*(line.split(" | ") for line in bank[f"{prompt}.points"]), strict=True)
    connectives = [line for name, lines in bank.items() if name[:5] in ("first", "middl", "last.") for line in lines]
    replies = any_of([line.replace("{denial}", denial) for line in bank["reply"] for denial in denials])
    told = f"{blank}{any_of(connectives)}{blank}{any_of(claims)}{stop}{blank}{any_of(reasons)}(?:{blank}{replies})?"
    opening, ending = any_of(bank[f"{prompt}.opening"]), any_of(bank[f"{prompt}.ending"])
    return re.compile(f"{opening}(?:{told}){{4,5}}{blank}{ending}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrected_essays_are_made_of_the_right_sentences_of_the_bank_only(drawn, language):
    prompts = [line.split(" | ")[0] for line in phrases("essays", language)["prompts"]]
    right = {prompt: right_essays(prompt, language) for prompt in prompts}
    for one in drawn[language][:300]:
        assert right[one.combination.split("|")[0]].fullmatch(one.corrected()), one.corrected()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_changes_what_it_spans(drawn, language):
    kinds: Counter[str] = Counter()
    for one in drawn[language]:
        for fault in one.faults:
            wrong = one.text[fault.span.start : fault.span.end]
            assert wrong != fault.correction
            assert (wrong == "") == (fault.kind in ("no opening", "no ending", "no reason"))
            assert (fault.correction == "") == (fault.kind in ("contradiction", "off topic"))
            kinds[fault.kind] += 1
    expected = {kind for kinds in KINDS[language].values() for kind in kinds} | set(STRUCTURE)
    assert set(kinds) == expected
    assert min(kinds.values()) > 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_put_right_stand_in_the_corrected_essay(drawn, language):
    for one in drawn[language][:300]:
        words = [fault for fault in one.faults if fault.criterion in ("language", "spelling")]
        if not any(fault.kind in ("off topic essay", "off topic", "contradiction") for fault in one.faults):
            assert all(fault.correction in one.corrected() for fault in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_cover_the_text_and_hold_the_faults(drawn, language):
    blank = " " if language == "en" else ""
    for one in drawn[language]:
        assert blank.join(one.text[start:end] for start, end, _ in one.sentences) == one.text
        assert {label for *_, label in one.sentences} <= set(PARTS)
        for fault in one.faults:
            sentence = one.sentence_of(fault)
            if fault.criterion in ("language", "spelling") or fault.kind in ("contradiction", "off topic"):
                assert sentence.start <= fault.span.start < fault.span.end <= sentence.end
            if fault.kind in ("contradiction", "off topic"):
                assert sentence[:2] == fault.span[:2]
                assert sentence.label == fault.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_are_the_rubric_read_from_its_text(drawn, language):
    by_count = {0: 5, 1: 4, 2: 3, 3: 2, 4: 2}
    for one in drawn[language]:
        kinds = Counter(fault.kind for fault in one.faults)
        labels = [label for *_, label in one.sentences]
        content = 5 - kinds["no reason"] - labels.count("contradiction") - labels.count("off topic")
        organisation = (
            5 - ("opening" not in labels) - ("ending" not in labels) - kinds["no connective"] - kinds["order"]
        )
        assert one.scores.content == (1 if kinds["off topic essay"] else max(1, content))
        assert one.scores.organisation == max(1, organisation)
        for criterion in ("language", "spelling"):
            n = sum(kinds[kind] for kind in KINDS[language][criterion])
            assert getattr(one.scores, criterion) == by_count.get(n, 1)
        assert one.total == sum(one.scores)


def test_both_languages_have_the_same_facts(drawn):
    for english, chinese in zip(drawn["en"], drawn["zh"], strict=True):
        assert (english.pupil, english.combination, english.group) == (
            chinese.pupil,
            chinese.combination,
            chinese.group,
        )
        ours, theirs = (Counter(f.kind for f in one.faults if f.kind in STRUCTURE) for one in (english, chinese))
        assert ours == theirs
        assert [label for *_, label in english.sentences] == [label for *_, label in chinese.sentences]


@pytest.mark.parametrize("language", LANGUAGES)
def test_length_does_not_give_the_score_away(drawn, language):
    sizes = [size(one) for one in drawn[language]]
    assert abs(np.corrcoef(sizes, [one.total for one in drawn[language]])[0, 1]) < 0.4
    low, high = {"en": (55, 185), "zh": (95, 320)}[language]
    assert low <= min(sizes) <= max(sizes) <= high


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bag_of_words_stays_below_the_raters(drawn, language):
    words = re.compile(r"[a-z']+" if language == "en" else r"\w")
    bags = [Counter(words.findall(one.text.lower())) for one in drawn[language]]
    known = sorted(set().union(*bags[:800]))
    counts = np.array([[bag[word] for word in known] for bag in bags], float)
    totals = np.array([one.total for one in drawn[language]])
    middle = totals[:800].mean()
    near = counts @ counts[:800].T
    weights = np.linalg.solve(near[:800] + 30 * np.eye(800), totals[:800] - middle)
    guess = np.clip(np.rint(near[800:] @ weights + middle), 4, 20)
    assert 0.3 < kappa(guess, totals[800:]) < 0.8


def test_two_raters_agree_but_not_always(drawn):
    first, second = zip(*(one.ratings for one in drawn["en"]), strict=True)
    assert 0.85 < kappa([rating.total for rating in first], [rating.total for rating in second]) < 0.92
    assert all(1 <= score <= 5 for rating in (*first, *second) for score in rating)


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_differ_in_kinds_of_faults_not_in_scores(drawn, language):
    many = drawn[language]
    means = [np.mean([one.total for one in many if one.group == group]) for group in GROUPS]
    assert max(means) - min(means) < 0.8
    kinds = {group: Counter(f.kind for one in many if one.group == group for f in one.faults) for group in GROUPS}
    share = "article" if language == "en" else "measure"
    language_kinds = KINDS[language]["language"]
    shares = {group: kinds[group][share] / sum(kinds[group][kind] for kind in language_kinds) for group in GROUPS}
    assert shares["hill"] > 1.5 * shares["river"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_bank_is_reached(drawn, language):
    sentences = {part for one in drawn[language] for part in re.split(r"(?<=[.。])", one.corrected() + one.text)}
    told = "\n".join(sorted(part.strip() for part in sentences))
    for section, lines in phrases("essays", language).items():
        for line in lines:
            if section.startswith("faults"):
                right = re.sub(r"<(.+)\|.+>", r"\1", line)
                assert re.search(rf"(?<![A-Za-z]){re.escape(right)}(?![A-Za-z])", told), line
            elif section != "prompts" and "{" not in line:
                assert all(part in told or part[:1].upper() + part[1:] in told for part in line.split(" | ")), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_corrected_essays_are_clean(drawn, language):
    for one in drawn[language]:
        clean = one.corrected()
        assert not re.search(r"[{}<>|]|  |\ba [aeio]|\ban [^aeiouh]|\b(\w+) \1\b", clean), clean
        assert language == "en" or not re.search(r"[ ,.?!]|。。", clean)
        assert clean[-1] in ".。"


def test_the_pupils_are_of_school_age_and_write_many_words(drawn):
    assert all(8 <= one.pupil.age <= 16 for one in drawn["en"])
    assert len({word for one in drawn["en"] for word in re.findall(r"[a-z]+", one.corrected().lower())}) > 600
    assert len(set("".join(one.corrected() for one in drawn["zh"]))) > 500
    largest = Counter(one.combination for one in drawn["en"]).most_common(1)[0][1]
    assert largest < 200


def test_the_same_seed_gives_the_same_text():
    text = "\n\n".join(f"{one.text} {one.faults}" for language in LANGUAGES for one in essays(language, 20))
    assert hashlib.sha256(text.encode()).hexdigest() == SHA_256
