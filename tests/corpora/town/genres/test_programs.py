"""Small programs: the tests tell right code from wrong code, and the code says what the specification asks."""

import ast
import copy
import doctest
import hashlib
import re
import subprocess
import sys
from itertools import pairwise
from string import Formatter

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.program_faults import EDITS, Broken, broken, faults
from course_lib.corpora.town.genres.program_inputs import CASES, cases
from course_lib.corpora.town.genres.program_pipelines import FILTERS, MAPS
from course_lib.corpora.town.genres.programs import FAMILIES, VALUES, Program, passes, program, run, themes
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

TOWN = Town()
PINNED = "3cfe03e10e02dcc7"
PROGRAMS = [program(TOWN, "en", Chance(0, "program", n)) for n in range(1500)]
SAMPLE = list({(one.family, one.combination): one for one in PROGRAMS}.values())


def test_the_same_seed_makes_the_same_program():
    text = "".join(program(TOWN, lang, Chance(0, "program", n)).prompt for n in range(9) for lang in LANGUAGES)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == PINNED


def test_both_languages_have_the_same_code_and_tests():
    for n in range(100):
        english, chinese = (program(TOWN, language, Chance(0, "program", n)) for language in LANGUAGES)
        assert (english.code, english.tests, english.combination) == (chinese.code, chinese.tests, chinese.combination)
        assert english.specification != chinese.specification


def test_a_record_of_each_program_passes_its_tests_and_an_empty_body_does_not():
    for one in SAMPLE:
        record = one.problem()
        assert passes(record.prompt + record.solution, record.entry_point, record.tests)
        assert not passes(record.prompt + "    return None\n", record.entry_point, record.tests)


def test_the_examples_in_the_docstring_hold():
    for one in SAMPLE[:80]:
        function = run(one.prompt + one.solution, one.name)
        found = doctest.DocTestFinder().find(function, one.name, globs={one.name: function})
        outcome = [doctest.DocTestRunner(verbose=False).run(test) for test in found]
        assert [(result.failed, result.attempted) for result in outcome] == [(0, 2)]


# Written from the specifications, in another way than the families.
REFERENCES = {
    "rises": lambda items: sum(b > a for a, b in pairwise(items)),
    "running_total": lambda items: [sum(items[: n + 1]) for n in range(len(items))],
    "differences": lambda items: [b - a for a, b in pairwise(items)],
    "clip": lambda items, low, high: [min(max(one, low), high) for one in items],
    "where_largest": lambda items: items.index(max(items)),
    "second_largest": lambda items: max([x for x in items if x < max(items)], default=-1),
    "longest_name": lambda items: max(items, key=len, default=""),
    "vowels": lambda item: sum(map(item.lower().count, "aeiou")),
    "counts": lambda items: {item: items.count(item) for item in items},
    "pairs_total": lambda items, key: sum(value for one, value in items if one == key),
    "keys_below": lambda items, limit: sorted(key for key in items if items[key] < limit),
    "smallest_key": lambda items: min(items, key=lambda key: (items[key], key), default=""),
    "most_frequent": lambda items: min(items, key=lambda item: (-items.count(item), item), default=""),
    "ranking": lambda items: [key for key, _ in sorted(sorted(items), key=lambda pair: pair[1], reverse=True)],
    "pair_for_sum": lambda items, goal: any(a + b == goal for n, a in enumerate(items) for b in items[n + 1 :]),
    "best_window": lambda items, days: max(map(sum, zip(*(items[n:] for n in range(days)), strict=False)), default=0),
    "longest_run": lambda items, limit: max(map(len, "".join(" x"[x > limit] for x in items).split()), default=0),
    "clock_text": lambda minutes: "{}:{:02}".format(*divmod(minutes, 60)),
    "turn_round": lambda items, steps: [items[(n + steps) % len(items)] for n in range(len(items))],
}


def test_families_agree_with_references_written_in_another_way():
    checked = {one.family for one in SAMPLE if one.family in REFERENCES}
    assert checked == set(REFERENCES)
    for one in SAMPLE:
        if one.family in REFERENCES:
            run(one.tests, "check")(REFERENCES[one.family])


# What the words of a specification mean; `given` holds the arguments by name and `n` the number in the words.
FILTER_WORDS = {
    r"are above|greater than|exceed": lambda x, given, n: x > given["limit"],
    r"at least `|not below": lambda x, given, n: x >= given["limit"],
    r"are below|less than": lambda x, given, n: x < given["limit"],
    r"at most|not above": lambda x, given, n: x <= given["limit"],
    r"`low`": lambda x, given, n: given["low"] <= x <= given["high"],
    r"divided by \d|multiples": lambda x, given, n: x % n == 0,
    r"differ from|not equal": lambda x, given, n: x != given["limit"],
}
CHANGE_WORDS = {
    r"`extra`": lambda x, given, n: x + given["extra"],
    r"each multiplied by \d|each taken \d": lambda x, given, n: n * x,
    r"squared|by itself": lambda x, given, n: x**2,
    r"halved|divided by two": lambda x, given, n: int(x / 2),
    r"`goal`": lambda x, given, n: max(x - given["goal"], given["goal"] - x),
}
AGGREGATE_WORDS = {
    r"^Return the (total|sum)|^Add up": sum,
    r"^Return how many|^Count|^Go through": len,
    r"^Return a list|^Make a list": list,
    r"largest": lambda made: max(made, default=0),
    r"the last of": lambda made: [-1, *made][-1],
    r"Sort the result|sorted list": sorted,
    r"the first of": lambda made: [*made, -1][0],
}


def meaning(table, words):
    return [mean for pattern, mean in table.items() if re.search(pattern, words)]


def test_pipelines_do_what_their_words_say():
    checked = [one for one in PROGRAMS if "|" in one.combination and one.combination.split("|")[1] == one.family]
    assert len({one.combination for one in checked}) > 45
    for one in checked:
        words = re.split(r"If there|, or return|; it is", one.specification)[0]
        which = re.search(r"(that (are|exceed|can|differ)|(from|between) `low`).*?(`limit`|\d|ends|included)", words)
        keep = meaning(FILTER_WORDS, which[0]) if which else []
        change = meaning(CHANGE_WORDS, words.replace(which[0], "") if which else words)
        aggregate = meaning(AGGREGATE_WORDS, one.specification)[0]
        assert len(keep) <= 1, one.specification
        assert len(change) <= 1, one.specification
        n = int("".join(re.findall(r"\d", words)[:1]) or 0)
        names = re.findall(r"(\w+): ", one.signature)[1:]

        def expected(items, *rest, keep=keep, change=change, aggregate=aggregate, names=names, n=n):
            given = dict(zip(names, rest, strict=True))
            kept = [x for x in items if all(one(x, given, n) for one in keep)]
            return aggregate([change[0](x, given, n) if change else x for x in kept])

        run(one.tests, "check")(expected)


def test_every_test_set_catches_the_faults_that_change_anything():
    """A fault that survives is run on 240 more inputs: it must do the same as the solution, up to half a per cent."""
    total = missed = 0
    names = tuple(person.name.en for person in TOWN.people)
    for place, one in enumerate(SAMPLE[::8]):
        values = next((VALUES[key] for key in VALUES if key in one.signature), names)
        rows = [row for n in range(20) for row in cases(one.kinds, values, Chance(place, n))]
        for fault in faults(one):
            total += 1
            missed += passes(fault.code, one.name, one.tests) and differs(one, fault, rows)
    assert total > 500
    assert missed / total < 0.005


def differs(one, fault, rows):
    right, wrong = run(one.code, one.name), run(fault.code, one.name)
    for row in rows:
        try:
            if wrong(*copy.deepcopy(row)) != right(*copy.deepcopy(row)):
                return True
        except Exception:
            return True
    return False


def test_a_broken_program_differs_first_in_its_line_and_fails():
    kinds = set()
    for place, one in enumerate(SAMPLE):
        fault = broken(one, Chance(1, place))
        kinds.add(fault.fault)
        before, after = one.code.splitlines(), fault.code.splitlines()
        first = next(n for n, (a, b) in enumerate(zip([*before, ""], [*after, ""], strict=False), 1) if a != b)
        assert isinstance(fault, Broken)
        assert fault.fault == "missing branch" or first == fault.line
        assert not passes(fault.code, one.name, one.tests)
    assert kinds == {*EDITS, "wrong variable", "missing branch"}


def test_a_program_whose_tests_never_fail_is_refused():
    one = PROGRAMS[0]
    weak = Program(**{**vars(one), "tests": "def check(candidate):\n    pass\n"})
    with pytest.raises(ValueError, match=one.name):
        broken(weak, Chance(0))


def test_the_code_is_formatted_as_ruff_would():
    pytest.importorskip("ruff")
    code = "\n\n".join(one.code for one in SAMPLE)
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "88", "-"]
    assert subprocess.run(command, input=code, capture_output=True, text=True, check=True).stdout == code


def test_the_code_uses_only_what_old_and_new_versions_have():
    for one in SAMPLE:
        ast.parse(one.code, feature_version=(3, 9))


def test_there_are_thousands_of_problems_of_three_levels():
    assert len({(one.specification, one.code) for one in PROGRAMS}) > 1200
    assert len({one.family for one in PROGRAMS}) >= 45
    levels = [one.level for one in PROGRAMS]
    assert min(levels.count(level) for level in (1, 2, 3)) > 200
    combinations = [one.combination for one in PROGRAMS]
    assert max(map(combinations.count, combinations)) < len(PROGRAMS) / 40


def test_the_last_call_has_an_empty_list_where_there_may_be_one():
    rows = cases(("ints", "edge"), (), Chance(0))
    assert len(rows) == CASES
    assert len(rows[-2][0]) == 1
    assert rows[-1][0] == []
    assert rows[0][1] == rows[0][0][0]


def test_the_banks_agree_with_each_other_and_with_the_families():
    english, chinese = (phrases("programs", language) for language in LANGUAGES)
    assert list(english) == list(chinese)
    assert set(FAMILIES) <= set(english)
    assert {f"filter {one}" for one in FILTERS if one != "all"} <= set(english)
    assert {f"change {one}" for one in MAPS if one != "same"} <= set(english)
    for section in ("ints", "names", "pairs", "table"):
        assert [one.names for one in themes(section, "en")] == [one.names for one in themes(section, "zh")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_specifications_are_clean_and_name_each_parameter(language):
    for n in range(400):
        one = program(TOWN, language, Chance(3, n))
        assert "{" not in one.specification
        assert "  " not in one.specification
        assert one.specification[-1] in ".?。？"
        assert one.specification.count("`") % 2 == 0


def test_every_template_fills_with_the_slots_of_its_theme():
    slots = {"ints": {"items", "item"}, "names": {"items", "item"}, "": set()}
    slots["pairs"] = slots["table"] = {"items", "key", "value", "items_code", "key_code"}
    for language in LANGUAGES:
        for name, family in FAMILIES.items():
            for line in phrases("programs", language)[name]:
                used = {slot for _, slot, _, _ in Formatter().parse(line) if slot}
                assert used <= slots[family.theme] | {"n", "five"}, (name, line)
