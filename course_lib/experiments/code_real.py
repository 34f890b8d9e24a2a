"""HumanEval and MBPP: does the harness tell right from wrong, and what does our small model do there?

The reference solutions must pass (but for 15 of MBPP's), the body `pass` must not. `python_gpt` has read 2 MB of
Python; the nearest function is that of MBPP's training split, with its parameters renamed.
"""

from collections.abc import Iterator

from course_lib.applications.code.generate import NearestFunction
from course_lib.applications.code.harness import judge, judge_all
from course_lib.applications.code.specifications import attempts
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.corpus import load
from course_lib.corpora.records import CodeProblem
from course_lib.experiments.results import Result
from course_lib.metrics.pass_at_k import mean_pass_at_k
from course_lib.models.pretrained import load_with_tokenizer

DATA = ("humaneval", "mbpp")
SEEDS = range(1)
SIZE, N_GENERATED, N_DRAWS = 164, 20, 5


def run(seed: int, size: int = SIZE, n_generated: int = N_GENERATED) -> Iterator[Result]:
    """Yield the share of problems that each way solves; the harness on `size`, the model on fewer."""
    known = load("mbpp")["train"]
    nearest = NearestFunction([one.prompt for one in known], [one.solution for one in known])
    model, tokenizer = load_with_tokenizer(checkpoint("python_gpt"))
    for name in DATA:
        asked = load(name)["test"][:size]
        yield Result(name, "reference solution", "passed", share(asked, [one.solution for one in asked]), seed)
        yield Result(name, "the body pass", "passed", share(asked, ["    pass\n"] * len(asked)), seed)
        bodies = [nearest.adapted(one.prompt)[0] for one in asked]
        yield Result(name, "nearest function of MBPP", "passed", share(asked, bodies), seed)
        some = [one for one in asked if len(tokenizer.encode(one.prompt)) < 150][:n_generated]
        tries = attempts(model, tokenizer, some, N_DRAWS, seed, 0.2, 80)
        results = [[one.right for one in judge_all(*pair)] for pair in zip(some, tries, strict=True)]
        for k in (1, N_DRAWS):
            yield Result(name, "python_gpt", f"pass@{k}", mean_pass_at_k(results, k), seed)


def share(asked: tuple[CodeProblem, ...], completions: list[str]) -> float:
    """Return the share of problems whose completion passes."""
    pairs = zip(asked, completions, strict=True)
    return sum(judge(*pair).right for pair in pairs) / len(asked)
