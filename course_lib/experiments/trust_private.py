"""DP-SGD on a text with canaries: ε against exposure against loss.

All rows train on the same lots with the same number of steps; "no clipping" is the baseline.
ε is of one sentence; a canary that stands there n times is n sentences.
About 30 seconds a seed on one core.
"""

from collections.abc import Iterator

from course_lib.applications.trust.accountant import epsilon
from course_lib.applications.trust.memorisation import canaries, every_code, training_text
from course_lib.applications.trust.planted import sentences
from course_lib.applications.trust.private import PrivateConfig, train_privately
from course_lib.applications.trust.word_model import WordModel
from course_lib.experiments.results import Result
from course_lib.experiments.trust_secrets import measured

SEEDS = range(3)
DATA = "canaries"
SIZE, N_STEPS, Q = 2000, 200, 0.05
TIMES, EACH = (0, 1, 8, 32), 5
WAYS = {  # clipping norm and noise multiplier
    "no clipping": (1e6, 0.0),
    "clipping alone": (1.0, 0.0),
    "noise 0.5": (1.0, 0.5),
    "noise 1": (1.0, 1.0),
    "noise 2": (1.0, 2.0),
}


def run(seed: int, size: int = SIZE, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield exposures, loss and ε for each amount of noise."""
    planted = canaries(TIMES, EACH, seed)
    text = training_text(planted, size, seed)
    fresh = [one.words for one in sentences(max(40, size // 10), 0.0, 100 + seed)]
    known = [*fresh, *every_code(planted[0].owner), *(one.words for one in planted)]
    for name, (clip, sigma) in WAYS.items():
        model = WordModel.of([*text, *known], seed)
        settings = PrivateConfig(n_steps=n_steps, q=Q, clip=clip, sigma=sigma, seed=seed)
        train_privately(model, text, settings)
        yield from measured(name, model, planted, fresh, seed)
        if sigma:
            spent = epsilon(Q, sigma, n_steps, 1 / len(text))
            yield Result(DATA, name, "epsilon", spent, seed)
