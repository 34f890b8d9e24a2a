"""Temperature, top-k, top-p, penalty and draw: one definition for all figures, equal to the library's."""

import pytest
import torch
from in_node import imported, needs_node, run

from course_lib.decoding.processors import penalize_repetition
from course_lib.decoding.sampling import sampling_distribution
from course_lib.live.writer.widget import draw

NAMES = "penalizeRepetition, distribution, drawn, ranked"
IMPORT = imported(NAMES, "in_page/sampling.js")
SETTINGS = [
    (1.0, 0, 1.0, 1.0),
    (0.3, 0, 1.0, 1.2),
    (2.0, 0, 1.0, 1.5),
    (1.0, 3, 1.0, 1.05),
    (1.0, 0, 0.5, 2.0),
]
SETTINGS += [(0.7, 40, 0.9, 1.3), (1.3, 300, 0.95, 1.0), (0.1, 2, 0.05, 1.1)]
pytestmark = needs_node


def test_distributions_and_draws_are_those_of_the_library():
    chance = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(8, 301, generator=chance)
    seen = torch.randint(301, (8, 40), generator=chance)
    numbers = torch.rand(20, generator=chance).tolist()
    page = run(
        IMPORT
        + """
        answer(given.logits.map((row, i) => {
          const [t, k, p, penalty] = given.settings[i];
          const scores = penalizeRepetition(row, given.seen[i], penalty);
          const shares = distribution(scores, t, k, p), order = ranked(scores);
          return { shares, drawn: given.numbers.map((chance) => drawn(shares, order, chance)) };
        }));
        """,
        {
            "logits": logits.tolist(),
            "seen": seen.tolist(),
            "settings": SETTINGS,
            "numbers": numbers,
        },
    )
    for row, ids, (temperature, top_k, top_p, penalty), found in zip(logits, seen, SETTINGS, page, strict=True):
        scores = penalize_repetition(row[None], ids[None], penalty)
        expected = sampling_distribution(scores, temperature, top_k or None, top_p)[0]
        assert found["shares"] == pytest.approx(expected.tolist(), abs=1e-6)
        assert found["drawn"] == [draw(expected, chance) for chance in numbers]


def test_by_hand_two_tokens_and_greedy():
    halves, greedy, tie, last = run(
        IMPORT
        + """
        const two = [Math.log(3), 0];
        const shares = [distribution(two, 1, 0, 1), distribution(two, 0, 0, 1)];
        answer([...shares, ranked([1, 5, 5]), drawn([0.75, 0.25], [0, 1], 1)]);
        """
    )
    assert halves == pytest.approx([0.75, 0.25])
    assert greedy == [1, 0]
    assert tie == [1, 2, 0]
    assert last == 1
