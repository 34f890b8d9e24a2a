"""Every decoder refuses bad input in words: what must hold, what came, what to do.

One row a mistake: what is called, and what the message must say, numbers included. Signatures are not checked here, as
they are not when a reader calls.
"""
# The arguments' types are wrong on purpose, nearly everywhere:
# mypy: ignore-errors

import pytest
import torch
from bad_input.tables import FAMILIES, NAN, ids, rows, seeded

from course_lib.decoding.beam import beam_search
from course_lib.decoding.greedy import greedy
from course_lib.decoding.processors import at_temperature, keep_min_p, keep_top_k, keep_top_p
from course_lib.decoding.sampling import sample
from course_lib.models.gpt import GPT

pytestmark = pytest.mark.usefixtures("as_readers_call_it")


TALKERS = ["GPT", "LLaMA", "T5", "BART"]
DECODERS = {
    "greedy": greedy,
    "sampling": lambda *arguments, **options: sample(*arguments, generator=seeded(), **options),
    "beam": lambda *arguments, **options: beam_search(*arguments, n_beams=2, **options),
}


def go_on(family, name, decode, prompts, n=2, **options):
    model = family[name]
    if name in ("T5", "BART"):
        options["memory"] = model.encode(ids(max(len(prompts), 1), 3))
        return decode(model.decode, prompts, n, **options)
    return decode(model, prompts, n, **options)


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
@pytest.mark.parametrize("name", TALKERS)
class TestEveryDecoder:
    @pytest.mark.parametrize("shape", [(1, 0), (0, 2)])
    def test_an_empty_prompt_and_no_prompt(self, family, name, decode, shape):
        with pytest.raises(ValueError, match=rf"at least 1 token, got the shape \({shape[0]}, {shape[1]}\)"):
            go_on(family, name, decode, ids(*shape))

    def test_one_prompt_that_is_no_batch(self, family, name, decode):
        with pytest.raises(ValueError, match=r"got the shape \(3,\); for one, prompt\[None\]"):
            go_on(family, name, decode, ids(3))

    def test_no_new_tokens(self, family, name, decode):
        with pytest.raises(ValueError, match="max_new_tokens must be at least 1, got 0"):
            go_on(family, name, decode, ids(1, 2), 0)

    def test_more_than_fits(self, family, name, decode):
        if name == "T5":
            pytest.skip("it has no longest text")
        with pytest.raises(ValueError, match=r"context_length = 7, got 3 \+ 6 - 1"):
            go_on(family, name, decode, ids(1, 3), 6)

    def test_a_token_of_another_tokenizer(self, family, name, decode):
        with pytest.raises(ValueError, match="vocab_size - 1 = 16, got 17 to 17"):
            go_on(family, name, decode, torch.tensor([[17]]))

    def test_logits_that_are_not_numbers(self, family, name, decode):
        def spoil(logits, token_ids):
            return torch.full_like(logits, NAN)

        with pytest.raises(ValueError, match="NaN or infinity for 17 of 17 tokens in text 0"):
            go_on(family, name, decode, ids(1, 2), process=spoil)


@pytest.mark.parametrize("decode", DECODERS.values(), ids=DECODERS)
def test_a_model_whose_training_has_diverged(decode):
    model = GPT(FAMILIES["GPT"][1]).eval()
    torch.nn.init.constant_(model.final_norm.weight, NAN)
    with pytest.raises(ValueError, match="NaN or infinity for 17 of 17 tokens in text 0"):
        decode(model, ids(1, 2), 3)


LOGITS = torch.zeros(2, 17)


@rows(
    ("top-k of 0", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), top_k=0), r"vocabulary size \(17\), got 0"),
    ("top-k of 18", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), top_k=18), r"vocabulary size \(17\), got 18"),
    ("top-p of 0", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), top_p=0.0), "at most 1, got 0.0"),
    ("top-p of 1.5", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), top_p=1.5), "at most 1, got 1.5"),
    ("min-p of -1", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), min_p=-1.0), "at most 1, got -1.0"),
    ("temperature 0", lambda m: sample(m, ids(1, 2), 2, generator=seeded(), temperature=0.0), "got 0.0; for greedy"),
    ("temperature NaN", lambda _: at_temperature(LOGITS, NAN), "must be positive, got nan"),
    ("p of NaN", lambda _: keep_top_p(LOGITS, NAN), "at most 1, got nan"),
    ("min-p of NaN", lambda _: keep_min_p(LOGITS, NAN), "at most 1, got nan"),
    ("k of -3", lambda _: keep_top_k(LOGITS, -3), "got -3"),
    ("no beams", lambda m: beam_search(m, ids(1, 2), 2, n_beams=0), "n_beams must be at least 1, got 0"),
    (
        "padding on the right",
        lambda m: greedy(m, ids(1, 2), 2, mask=torch.tensor([[True, False]])),
        r"got the mask \[1, 0\] for prompt 0",
    ),
)
def test_a_decoder_refuses(family, call, message):
    with pytest.raises(ValueError, match=message):
        call(family["GPT"])
