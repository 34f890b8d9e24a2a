"""A model puts edits in order; an untrained one is enough to see that."""

import torch

from course_lib.applications.code.likelihood import by_likelihood, log_likelihoods
from course_lib.applications.code.repair import Edit, edits
from course_lib.applications.code.specifications import problems
from course_lib.applications.code.train import CONTEXT, new_model, new_tokenizer
from course_lib.training.causal_task import END

SOME = problems("train", 120)
TOKENIZER = new_tokenizer(SOME)
MODEL = new_model(TOKENIZER.vocab_size, d_model=24, n_layers=1).eval()


def test_a_likelihood_is_the_sum_over_the_bodys_tokens():
    one = SOME[0]
    before = [TOKENIZER.token_to_id(END), *TOKENIZER.encode(one.prompt.rstrip("\n"))]
    after = [*TOKENIZER.encode("\n" + one.solution.rstrip("\n")), TOKENIZER.token_to_id(END)]
    with torch.no_grad():
        logs = MODEL(torch.tensor([[*before, *after]])).log_softmax(-1)[0]
    expected = sum(float(logs[len(before) - 1 + i, token]) for i, token in enumerate(after))
    found = log_likelihoods(MODEL, TOKENIZER, one.prompt, [f"def f():\n{one.solution}"])
    torch.testing.assert_close(found, [expected], atol=1e-3, rtol=1e-4)


def test_the_order_does_not_depend_on_the_batches():
    some = edits("def f(a, b):\n    c = a + 1\n    return c > b\n")
    codes = [one.code for one in some]
    first, second = (log_likelihoods(MODEL, TOKENIZER, SOME[0].prompt, codes, size) for size in (3, 64))
    torch.testing.assert_close(first, second, atol=1e-3, rtol=1e-4)
    values = log_likelihoods(MODEL, TOKENIZER, SOME[0].prompt, codes)
    best = by_likelihood(some, SOME[0].prompt, MODEL, TOKENIZER)[0]
    assert best.code == codes[values.index(max(values))]


def test_what_is_too_long_comes_last():
    long = Edit("def f():\n" + "    a = 1\n" * CONTEXT, 1, "long")
    short = Edit("def f():\n    return 1\n", 2, "short")
    assert by_likelihood([long, short], SOME[0].prompt, MODEL, TOKENIZER) == [short, long]
