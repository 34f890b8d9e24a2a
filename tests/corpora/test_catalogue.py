import json
import re
from importlib.resources import files

import pytest

from course_lib.corpora.catalogue import catalogue, entries, entry, members
from course_lib.corpora.download import difference


def test_every_record_of_the_packaged_file_becomes_an_entry():
    records = json.loads(files("course_lib.corpora").joinpath("catalogue.json").read_text(encoding="utf-8"))
    assert len(records) == len(catalogue()) == 88
    for record, one in zip(records, catalogue(), strict=True):
        for field, value in record.items():
            assert getattr(one, field) == (tuple(value) if field in ("columns", "mirrors") else value)


def test_names_are_unique_and_addresses_are_pinned_to_a_commit():
    assert len({one.key for one in catalogue()}) == len(catalogue())
    for one in catalogue():
        assert one.licence_class in {"open", "non-commercial", "mixed", "unclear"}
        if one.manifest:
            assert (one.url, one.sha256, one.file) == (None, None, None)
        else:
            assert re.fullmatch(r"[0-9a-f]{64}", one.sha256 or "")
            assert re.search(r"^https://.*/[0-9a-f]{40}/", one.url or "")
            assert (one.file or "").startswith(f"{one.dataset}/")


def test_the_files_that_are_here_have_the_length_and_checksum_of_the_catalogue(data_folder):
    here = [one for one in catalogue() if one.file and (data_folder / one.file).exists()]
    assert here
    assert {one.key: difference(data_folder / one.file, one) for one in here} == dict.fromkeys(one.key for one in here)


@pytest.mark.parametrize(("name", "count"), [("fsdd_test", 300), ("litbank_events", 100), ("unfair_tos_en", 100)])
def test_the_manifest_of_a_set_in_many_files_has_an_address_and_a_checksum_for_each(name, count):
    parts = members(entry(name))
    assert len({part.key for part in parts}) == len(parts) == count
    assert sum(part.bytes for part in parts) == entry(name).bytes
    for part in parts:
        assert re.search(r"^https://.*/[0-9a-f]{40}/", part.url or "")
        assert re.fullmatch(r"[0-9a-f]{64}", part.sha256 or "")
        assert part.key.startswith(f"{name}/")
        assert part.licence == entry(name).licence


@pytest.mark.parametrize("name", ["fsdd_test", "litbank_events", "unfair_tos_en"])
def test_the_files_of_a_manifest_that_are_here_are_those_of_the_catalogue(name, data_folder):
    for part in members(entry(name)):
        assert difference(data_folder / part.key, part) is None


def test_a_set_of_one_file_is_its_own_member():
    assert members(entry("tinyshakespeare")) == (entry("tinyshakespeare"),)


def test_a_set_of_one_file_is_found_by_the_name_of_the_set_or_of_its_file():
    assert entry("tinyshakespeare") is entry("tinyshakespeare/input.txt")
    assert (entry("tinyshakespeare").size, members(entry("fsdd_test"))[0].size) == ("1.12 MB", "4.8 kB")
    assert (entry("tinyshakespeare").bytes, entry("tinyshakespeare").rows) == (1_115_394, 40_000)
    assert entry("fsdd_test").manifest == "fsdd_test/manifest.json"


def test_a_set_of_several_files_is_found_as_a_whole_or_file_by_file():
    assert [one.key for one in entries("wikitext2")] == ["wikitext2/valid.txt", "wikitext2/test.txt"]
    assert entry("wikitext2/test.txt").rows == 4_358
    with pytest.raises(ValueError, match=r"'wikitext2' has 2 files; .*wikitext2/valid\.txt, wikitext2/test\.txt"):
        entry("wikitext2")


@pytest.mark.parametrize("name", ["tinyshakespear", "Tiny Shakespeare", "tiny_shakespeare"])
def test_an_unknown_name_is_answered_with_the_nearest_and_the_command_that_lists_all(name):
    with pytest.raises(ValueError, match=r"Did you mean 'tinyshakespeare'\? .*python -m course_lib\.corpora"):
        entry(name)


def test_a_name_like_no_other_is_answered_with_the_command_alone():
    with pytest.raises(ValueError, match=r"no data set 'qqqq'\. List all: python -m course_lib\.corpora$"):
        entry("qqqq")
