"""8 bits a number, read back nearly as it was."""

import torch

from course_lib.applications.multimodal.clip import Clip
from course_lib.applications.multimodal.packed import clip_of, packed, unpacked
from course_lib.applications.multimodal.small import CONFIG, vectors_of_texts


def test_a_matrix_loses_at_most_half_a_step_and_a_vector_next_to_nothing():
    torch.manual_seed(0)
    whole = Clip(CONFIG).state_dict()
    back = unpacked(packed(whole))
    assert list(back) == list(whole)
    for name, one in whole.items():
        step = one.abs().max() / 127
        assert back[name].shape == one.shape
        assert (back[name] - one).abs().max() <= 0.51 * step + 1e-3


def test_a_model_says_nearly_the_same_afterwards():
    torch.manual_seed(0)
    model = Clip(CONFIG).eval()
    small = clip_of(packed(model.state_dict()), CONFIG)
    before, after = (vectors_of_texts(one, ["a red ball left of a blue cup"]) for one in (model, small))
    assert (before @ after.T).item() > 0.999
