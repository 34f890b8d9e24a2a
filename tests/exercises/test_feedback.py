"""What the learner sees."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from course_lib.exercises import feedback
from course_lib.exercises.catalogue import exercise_ids
from course_lib.exercises.exercise import Exercise
from course_lib.exercises.feedback import check, hint, solution


@pytest.fixture(autouse=True)
def not_strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COURSE_STRICT", raising=False)


def right(n_tokens: int) -> Tensor:
    return torch.ones(n_tokens, n_tokens).tril().bool()


def mirrored(n_tokens: int) -> Tensor:
    return right(n_tokens).T


def stub(n_tokens: int) -> Tensor:
    """Return the mask."""
    raise NotImplementedError


def test_a_right_answer_passes_and_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    found = check("attention.causal_mask", right)
    assert found.passed
    assert capsys.readouterr().out == "Passed: The causal mask.\n"
    assert found.or_use(mirrored) is right


def test_a_mistake_is_named_and_the_replacement_used(capsys: pytest.CaptureFixture[str]) -> None:
    found = check("attention.causal_mask", mirrored)
    assert (found.passed, found.status) == (False, "mistake")
    assert capsys.readouterr().out == (
        "Not yet. The mask is mirrored: query 0 sees the whole future. Rows are queries, columns are keys.\n"
        'For a hint: hint("attention.causal_mask")\n'
    )
    assert found.or_use(right) is right
    assert found.case == {"n_tokens": 4}


def empty(n_tokens: int) -> None: ...


@pytest.mark.parametrize("answer", [stub, empty, lambda n_tokens: None, None, ...])
def test_an_untouched_stub_is_not_attempted_yet(answer: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert check("attention.causal_mask", answer).status == "not attempted"
    assert capsys.readouterr().out == (
        'Not attempted yet: The causal mask (about 5 minutes).\nFor a hint: hint("attention.causal_mask")\n'
    )


def test_a_check_without_an_answer_says_what_to_pass() -> None:
    found = check("attention.causal_mask")
    assert found.status == "unusable"
    assert 'Pass your answer as well: check("attention.causal_mask", my_causal_mask)' in found.message


def test_a_result_in_place_of_the_function_is_explained() -> None:
    message = check("attention.causal_mask", right(3)).message
    assert "Pass the function itself, not a value of type Tensor: check(" in message


@pytest.mark.parametrize("call", [lambda name: check(name, right), hint, solution])
def test_an_unknown_id_is_refused_and_the_nearest_suggested(call: Callable[[str], object]) -> None:
    with pytest.raises(
        ValueError, match=r"no exercise 'attention.casual_mask'. Did you mean \"attention.causal_mask\"\?"
    ):
        call("attention.casual_mask")
    with pytest.raises(ValueError, match=r"To list all: python -m course_lib\.exercises"):
        call("zzz")


def test_in_strict_mode_only_a_right_answer_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_STRICT", "1")
    check("attention.causal_mask", right)
    with pytest.raises(AssertionError, match="Rows are queries, columns are keys"):
        check("attention.causal_mask", mirrored)
    with pytest.raises(AssertionError, match="Not attempted yet"):
        check("attention.causal_mask", stub)


def test_the_last_expression_of_a_cell_is_not_shown_a_second_time() -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    shell.user_ns["right"] = right
    with capture_output() as captured:
        shell.run_cell('from course_lib.exercises.feedback import check\ncheck("attention.causal_mask", right)')
    assert captured.stdout.count("Passed") == 1
    assert "Feedback" not in captured.stdout


def test_hints_come_one_after_the_other_and_then_point_to_the_solution(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "_hints_given", {})
    for _ in range(4):
        hint("attention.causal_mask")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(".")[0] for line in lines[:3]] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]
    assert lines[3] == 'There are no more hints. To see the solution: solution("attention.causal_mask")'
    hint("attention.causal_mask", 2)
    assert capsys.readouterr().out.splitlines() == [lines[1]]
    with pytest.raises(ValueError, match="numbered 1, 2 and 3, got 4"):
        hint("attention.causal_mask", 4)


def test_the_solution_is_shown_without_its_decorator(capsys: pytest.CaptureFixture[str]) -> None:
    solution("attention.causal_mask")
    shown = capsys.readouterr().out
    assert shown.startswith("import torch\n")
    assert "def my_causal_mask(n_tokens: int)" in shown
    assert "exercise" not in shown


def test_the_list_of_exercises_in_words_and_for_machines() -> None:
    def listing(*options: str) -> str:
        command = [sys.executable, "-m", "course_lib.exercises", *options]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    rows = [line.split() for line in listing().splitlines()]
    assert rows[0] == ["id", "chapter", "kind", "level", "minutes", "hints", "mistakes"]
    assert [row[0] for row in rows[1:-1]] == exercise_ids()
    exercises = json.loads(listing("--json"))
    assert [each["id"] for each in exercises] == exercise_ids()
    totals = [str(sum(each[name] for each in exercises)) for name in ("minutes", "hints", "mistakes")]
    assert rows[-1] == [str(len(exercises)), "exercises", *totals]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hints": ["one", "two"]}, "needs three different hints, got 2"),
        ({"hints": ["one", "two", "two"]}, "needs three different hints, got 2"),
        ({"level": 4}, "level must be 1, 2 or 3, got 4"),
        ({"chapter": "6"}, "chapter is two digits, such as \"06\", got '6'"),
    ],
)
def test_an_exercise_that_is_not_whole_is_refused(change: dict[str, object], message: str) -> None:
    whole = {"title": "Toy", "chapter": "06", "level": 1, "minutes": 1, "hints": ["one", "two", "three"]}
    with pytest.raises(ValueError, match=message):
        Exercise("toy.toy", **(whole | change))  # type: ignore[arg-type]


def test_an_id_without_a_topic_is_refused() -> None:
    with pytest.raises(ValueError, match=r'"topic.name" in lower case, got \'Toy\''):
        Exercise("Toy", title="Toy", chapter="06", level=1, minutes=1, hints=["one", "two", "three"])
