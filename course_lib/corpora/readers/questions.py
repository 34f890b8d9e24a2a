"""Questions, answers and problems: reading, medicine, pupils' answers, arithmetic, code."""

from course_lib.corpora.dataset import Splits
from course_lib.corpora.readers.files import json_file, json_lines, path_of
from course_lib.corpora.records import Answer, CodeProblem, Decision, GradedAnswer, MathProblem, Question


def xquad() -> Splits[Question]:
    """Questions on paragraphs of Wikipedia, all answerable; the same ones in English and in Chinese."""
    return {language: tuple(_questions(f"xquad/xquad.{language}.json")) for language in ("en", "zh")}


def _questions(key: str) -> list[Question]:
    return [
        Question(
            paragraph["context"],
            asked["question"],
            tuple(Answer(answer["text"], answer["answer_start"]) for answer in asked["answers"]),
        )
        for article in json_file(path_of(key))["data"]
        for paragraph in article["paragraphs"]
        for asked in paragraph["qas"]
    ]


def pubmedqa() -> Splits[Decision]:
    """Questions of medical papers: `yes`, `no` or `maybe` after the abstract, whose conclusion is the explanation."""
    rows = json_file(path_of("pubmedqa/ori_pqal.json")).values()
    return {
        "all": tuple(
            Decision(tuple(row["CONTEXTS"]), row["QUESTION"], row["final_decision"], row["LONG_ANSWER"]) for row in rows
        )
    }


def ads_short_answer() -> Splits[GradedAnswer]:
    """Students' answers in Chinese to questions on algorithms and data structures, 0 to 10 points.

    The spaces and line ends around an answer are left out; the same questions occur in both splits.
    """
    return {
        split: tuple(
            GradedAnswer(
                row["question"],
                tuple(row[key] for key in ("reference1", "reference2", "reference3") if row[key]),
                row["answer"].strip(),
                int(row["score"]),
            )
            for row in json_lines(path_of(f"ads_short_answer/{split}.jsonl"))
        )
        for split in ("train", "test")
    }


def gsm8k() -> Splits[MathProblem]:
    """Word problems; the steps hold their sums in double angle brackets (<<2*3=6>>), as in the source."""
    return {"test": tuple(_in_words(row["question"], row["answer"]) for row in json_lines(path_of("gsm8k/test.jsonl")))}


def _in_words(question: str, solution: str) -> MathProblem:
    steps, _, answer = solution.rpartition("\n#### ")
    return MathProblem(question, steps, answer)


def humaneval() -> Splits[CodeProblem]:
    """164 Python functions to write from their docstring. Run what a model writes only in a sandbox."""
    return {"test": _code("humaneval/HumanEval.jsonl.gz")}


def mbpp() -> Splits[CodeProblem]:
    """974 basic Python functions; the splits are those of the paper, by number, `prompt` for examples in a prompt.

    The solutions of 15 problems do not pass their tests in this edition.
    """
    problems = _code("mbpp/mbpp_release_v1.jsonl")
    return {"prompt": problems[:10], "test": problems[10:510], "dev": problems[510:600], "train": problems[600:]}


def _code(key: str) -> tuple[CodeProblem, ...]:
    names = ("task_id", "prompt", "canonical_solution", "entry_point", "test")
    return tuple(CodeProblem(*(row[name] for name in names)) for row in json_lines(path_of(key)))
