"""Repair of the town's broken programs by one small edit: how many tries until the tests pass?

Every order tries the same edits; only their order differs. Two models put them in order by likelihood: `python_gpt`,
which has read Python at large, and `town_programmer`, which knows the town's programs, though none of these
specifications. The latter's rival is itself: functions written anew from the specification, without a look at the
broken one. A "try" is one program run with all tests; the run that suspicion needs is made once, before.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.code.harness import try_many
from course_lib.applications.code.likelihood import by_likelihood
from course_lib.applications.code.repair import Edit, by_suspicion, edits, share_repaired, tidy
from course_lib.applications.code.specifications import as_program, attempts, problems
from course_lib.applications.code.train import programmer
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.records import CodeProblem
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.program_faults import broken
from course_lib.experiments.results import Result
from course_lib.models.pretrained import load_with_tokenizer

DATA = "town/programs"
SEEDS = range(5)
SIZE = 12  # programs a seed
BUDGETS = (1, 5, 20)
N_ANEW, TEMPERATURE = 20, 0.6


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield the share repaired within each number of tries, for each order; and within any number."""
    tries: dict[str, list[int | None]] = {}
    for number, asked in enumerate(Chance("code_repair", seed).some(problems(), size)):
        for order, n in tries_by_order(asked, seed, number).items():
            tries.setdefault(order, []).append(n)
    for order, some in tries.items():
        for budget in BUDGETS:
            yield Result(DATA, order, f"repaired within {budget}", share_repaired(some, budget), seed)
    any_of_all = share_repaired(tries["from the first line"], 10**6)
    yield Result(DATA, "all edits", "repaired by any", any_of_all, seed)


def tries_by_order(asked: CodeProblem, seed: int, number: int) -> dict[str, int | None]:
    """Return how many tries one broken program takes in each order; None where no try repairs it."""
    chance = Chance("code_repair", seed, number)
    code = tidy(broken(as_program(asked), chance).code)
    some = edits(code)
    name, tests = asked.entry_point, asked.tests
    passing = dict(zip([one.code for one in some], try_many([one.code for one in some], name, tests), strict=True))

    def first(ordered: Sequence[Edit]) -> int | None:
        return next((n for n, one in enumerate(ordered, 1) if passing[one.code]), None)

    likely = by_likelihood(some, asked.prompt, *load_with_tokenizer(checkpoint("python_gpt")))
    anew = attempts(*programmer(), [asked], N_ANEW, 1000 * seed + number, TEMPERATURE)[0]
    right = try_many([asked.prompt + one for one in anew], name, tests)
    return {
        "by chance": first(chance.shuffled(some)),
        "from the first line": first(some),
        "suspicious lines first": first(by_suspicion(some, code, name, tests)),
        "python_gpt, likeliest first": first(likely),
        "python_gpt, suspicious lines first": first(by_suspicion(likely, code, name, tests)),
        "town_programmer, likeliest first": first(by_likelihood(some, asked.prompt, *programmer())),
        "town_programmer, written anew": right.index(True) + 1 if True in right else None,
    }
