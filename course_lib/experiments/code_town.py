"""From the town's specifications to functions: a small GPT, and two ways to write nothing new.

`town_programmer` draws ten completions at each of three temperatures; the baselines take the functions of the ten
nearest specifications of the training split, each function once, as they are or with their parameters renamed. All
are run. No specification that is asked stands in the training split.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.code.generate import NearestFunction
from course_lib.applications.code.harness import judge_all
from course_lib.applications.code.specifications import SIZE, attempts, problems
from course_lib.applications.code.train import programmer
from course_lib.corpora.records import CodeProblem
from course_lib.corpora.town.chance import Chance
from course_lib.experiments.results import Result
from course_lib.metrics.pass_at_k import mean_pass_at_k

SPLITS = ("test", "composed")
SEEDS = range(5)
N_PROBLEMS, N_DRAWS = 10, 10
TEMPERATURES = (0.2, 0.8, 1.4)


def run(seed: int, size: int = N_PROBLEMS, n_known: int = SIZE) -> Iterator[Result]:
    """Yield pass@1 and pass@10 on `size` problems of each split, drawn by the seed."""
    known = {one.prompt + one.solution: one for one in problems("train", n_known)}.values()
    nearest = NearestFunction([one.prompt for one in known], [one.solution for one in known])
    for split in SPLITS:
        every = problems(split, n_known)
        asked = Chance("code_town", split, seed).some(every, min(size, len(every)))
        ways = {
            "nearest specification": [nearest.complete(one.prompt, N_DRAWS) for one in asked],
            "nearest, parameters renamed": [nearest.adapted(one.prompt, N_DRAWS) for one in asked],
        }
        for temperature in TEMPERATURES:
            drawn = attempts(*programmer(), asked, N_DRAWS, seed, temperature)
            ways[f"town_programmer, temperature {temperature}"] = drawn
        for system, tries in ways.items():
            yield from scores(f"town/programs, {split}", system, asked, tries, seed)


def scores(data: str, system: str, asked: Sequence[CodeProblem], tries: list[list[str]], seed: int) -> Iterator[Result]:
    """Yield pass@1 and pass@10; for the nearest ones, pass@1 is that of the first."""
    results = [[one.right for one in judge_all(*pair)] for pair in zip(asked, tries, strict=True)]
    first = [mine[:1] for mine in results] if system.startswith("nearest") else results
    yield Result(data, system, "pass@1", mean_pass_at_k(first, 1), seed)
    yield Result(data, system, f"pass@{N_DRAWS}", mean_pass_at_k(results, N_DRAWS), seed)
