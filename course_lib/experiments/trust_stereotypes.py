"""CrowS-Pairs and WinoBias by the town's models: how often is the stereotype preferred?

No chance is in it, so there is one seed. "pairs" is their number; BERT, which needs a pass
for each token, gets fewer.
About 50 seconds on one core.
"""

from collections.abc import Iterator

import torch

from course_lib.applications.trust.bias import share_preferred
from course_lib.applications.trust.stereotypes import (
    log_likelihoods,
    pronoun_pairs,
    pseudo_log_likelihoods,
)
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.saving import load as load_tokenizer

SEEDS = range(1)
DATA = "crows_pairs"
SIZE = 1508  # pairs for the GPT; a third of them for BERT


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield the share of pairs in which a model prefers the stereotype."""
    crows = [(one.more, one.less) for one in load("crows_pairs")["test"]]
    sets = {
        "crows_pairs": crows[:: max(1, len(crows) // size)][:size],
        "winobias, type1": pronoun_pairs(load("winobias"), "type1")[:size],
        "winobias, type2": pronoun_pairs(load("winobias"), "type2")[:size],
    }
    gpt, letters = load_with_tokenizer(checkpoint("town_gpt"))
    folder = checkpoint("town_bert")
    bert = BertForPretraining.from_pretrained(folder).eval()
    pieces = load_tokenizer(folder / "tokenizer.json")
    for name, pairs in sets.items():
        fits, others = (log_likelihoods(gpt, letters, [p[i] for p in pairs]) for i in (0, 1))
        yield Result(name, "town_gpt", "preferred", share_preferred(fits, others), seed)
        yield Result(name, "town_gpt", "pairs", len(pairs), seed)
        fewer = pairs[::3]
        both = torch.tensor([pseudo_log_likelihoods(bert, pieces, *one) for one in fewer])
        yield Result(name, "town_bert", "preferred", share_preferred(*both.T), seed)
        yield Result(name, "town_bert", "pairs", len(fewer), seed)
