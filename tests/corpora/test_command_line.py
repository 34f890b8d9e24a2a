import pytest

from course_lib.corpora.__main__ import main
from course_lib.corpora.catalogue import catalogue
from course_lib.corpora.made_here import made_here


def test_the_list_has_every_entry_with_its_licence_and_whether_it_is_here(data_folder, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(data_folder))
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(made_here()) + len(catalogue())
    assert lines[0].split() == ["name", "task", "language", "size", "here", "licence"]
    first = lines[1 + len(made_here())]
    assert first.split("  ")[0] == "tinyshakespeare/input.txt"
    for column in ("01 language modelling", " en ", "1.12 MB", "yes", "open: MIT (repository); text public domain"):
        assert column in first
    assert [line.split()[0] for line in lines[1:5]] == [
        "python/reference",
        "python/docstrings",
        "python/code",
        "python/functions",
    ]
    assert all("made here" in line for line in lines[1 : 1 + len(made_here())])


def test_without_data_the_list_says_so(capsys):
    main([])
    assert not [line for line in capsys.readouterr().out.splitlines() if " yes " in line]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tinyshakespeare", "First Citizen:"),
        ("wikitext2", "name: WikiText-2 valid"),
        ("sms_spam", "label: ham"),
        ("wnut17", "Empire/B-location State/I-location Building/I-location"),
        ("presidio_pii", "spans: Persint = ORGANIZATION"),
        ("semeval2010_task8", "spans: e1 = configuration; e2 = elements"),
        ("up_ewt", "come.03: ARG2 AP, ARG1 story"),
        ("xdailydialog", "turns: A: I am very nervous"),
        ("fsdd_test", "speaker: george"),
        ("clinc150", "[out_of_scope_dev]"),
        ("town/reviews", "label: "),
        ("town/entities/zh", "/B-PERSON"),
        ("town/text", "characters"),
        ("python/reference", "The Python language reference"),
    ],
)
def test_show_prints_the_licence_and_a_few_records(name, words, data_folder, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(data_folder))
    assert main(["show", name]) == 0
    shown = capsys.readouterr().out
    assert "Licence: " in shown
    assert words in shown
    assert len(shown.splitlines()) <= 40
    assert max(map(len, shown.splitlines())) <= 400


def test_show_counts_the_records_of_each_split(data_folder, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(data_folder))
    main(["show", "sms_spam"])
    assert capsys.readouterr().out.splitlines()[0] == "sms_spam: 04 spam, en; 4,453 train, 581 dev, 540 test"


def test_show_without_data_and_network_ends_with_status_1(offline, capsys):
    assert main(["show", "sms_spam"]) == 1
    assert "python -m course_lib.corpora fetch sms_spam" in capsys.readouterr().err


def test_fetch_prints_where_the_files_are(data_folder, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(data_folder))
    assert main(["fetch", "wikitext2"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        str(data_folder / "wikitext2" / "valid.txt"),
        str(data_folder / "wikitext2" / "test.txt"),
    ]


def test_fetch_without_a_network_names_each_file_that_is_missing(offline, capsys):
    assert main(["fetch", "wikitext2"]) == 1
    messages = capsys.readouterr().err
    assert "WikiText-2 valid (1.12 MB) could not be fetched" in messages
    assert "WikiText-2 test (1.26 MB) could not be fetched" in messages


def test_fetching_all_leaves_out_what_is_not_open(offline, capsys):
    assert main(["fetch", "--all-open"]) == 1
    announced = capsys.readouterr().out
    assert announced.count("Fetching ") == sum(one.licence_class == "open" for one in catalogue()) == 80
    assert "AG News" not in announced


def test_a_set_that_is_not_open_is_fetched_when_it_is_named(offline, capsys):
    main(["fetch", "ag_news"])
    assert "licence (non-commercial): Non-commercial research and teaching" in capsys.readouterr().out


def test_verify_reports_a_wrong_file_and_counts_the_others(data_folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(data_folder))
    assert main(["verify", "wikitext2"]) == 0
    assert "2 files are here, 2 as in the catalogue, 0 wrong." in capsys.readouterr().out
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "names.txt").write_text("emma\n", newline="\n")
    assert main(["verify"]) == 1
    assert "it has 5 bytes instead of 228,145" in capsys.readouterr().out


def test_verify_compares_every_file_of_a_set_in_many(data_folder, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", str(data_folder))
    assert main(["verify", "fsdd_test"]) == 0
    assert "300 files are here, 300 as in the catalogue, 0 wrong." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "tinyshakespear"], "Did you mean 'tinyshakespeare'?"),
        (["show", "snips/train_PlayMusic.json"], "load('snips')"),
        (["fetch"], "fetch needs the name of a data set"),
    ],
)
def test_a_wrong_name_ends_with_status_2_and_says_what_to_write(arguments, message, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert message in capsys.readouterr().err


def test_what_is_made_here_needs_no_fetching(capsys):
    assert main(["fetch", "town/reviews"]) == 0
    assert "town/reviews is made here: nothing to download." in capsys.readouterr().out
