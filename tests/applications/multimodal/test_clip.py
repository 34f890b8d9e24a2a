"""The two towers against `CLIPModel` of transformers, logits and loss; the loss by hand; what is refused."""

import math
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from course_lib.applications.multimodal.clip import (
    LARGEST_SCALE,
    Batch,
    Clip,
    ClipConfig,
    clip_loss,
    symmetric_loss,
    zero_shot,
)
from course_lib.applications.multimodal.clip_weights import to_transformers
from course_lib.finetuning.contrastive import in_batch_loss
from course_lib.models.vit import ViTConfig

END = 10
PICTURE = ViTConfig(image_size=9, patch_size=3, n_channels=2, d_model=8, n_heads=2, n_layers=3, d_ff=14, norm_eps=1e-3)
CONFIG = ClipConfig(PICTURE, 11, 7, d_model=12, n_heads=3, n_layers=2, d_ff=20, d_shared=5)


@pytest.fixture
def model():
    torch.manual_seed(0)
    model = Clip(CONFIG)
    with torch.no_grad():
        for one in model.parameters():
            one.add_(0.1 * torch.randn_like(one))
    return model.eval()


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(1)
    token_ids = torch.zeros(4, 6, dtype=torch.long)
    for row, length in enumerate((2, 6, 4, 3)):
        token_ids[row, : length - 1] = torch.randint(1, END, (length - 1,), generator=generator)
        token_ids[row, length - 1] = END
    mask = token_ids != 0
    return Batch(torch.randn(4, 2, 9, 9, generator=generator), token_ids, mask)


@torch.no_grad()
def test_transformers_gives_the_same_logits_and_the_same_loss(model, batch):
    theirs = to_transformers(model, END)
    said = theirs(
        pixel_values=batch.images,
        input_ids=batch.token_ids,
        attention_mask=batch.mask.long(),
        return_loss=True,
    )
    torch.testing.assert_close(model(*batch[:3]), said.logits_per_image, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(clip_loss(model, batch), said.loss, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(model.picture_vectors(batch.images), said.image_embeds, atol=1e-5, rtol=1e-4)


def test_a_bag_of_words_is_not_their_model():
    with pytest.raises(ValueError, match="bag of words"):
        to_transformers(Clip(replace(CONFIG, reads_order=False)), END)


def test_the_loss_of_three_pairs_by_hand():
    cosines = torch.tensor([[0.9, 0.1, 0.2], [0.3, 0.8, 0.1], [0.0, 0.4, 0.5]])
    rows = [math.log(sum(math.exp(10 * one) for one in row)) for row in cosines.tolist()]
    columns = [math.log(sum(math.exp(10 * one) for one in row)) for row in cosines.T.tolist()]
    own = [9.0, 8.0, 5.0]
    expected = sum(a + b - 2 * c for a, b, c in zip(rows, columns, own, strict=True)) / 6
    assert symmetric_loss(10 * cosines).item() == pytest.approx(expected, abs=1e-5)


def test_the_loss_is_that_of_sentences_in_both_directions():
    generator = torch.Generator().manual_seed(0)
    a, b = torch.randn(5, 7, generator=generator), torch.randn(5, 7, generator=generator)
    cosines = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T
    both = (in_batch_loss(a, b, 0.1) + in_batch_loss(b, a, 0.1)) / 2
    torch.testing.assert_close(symmetric_loss(cosines / 0.1), both)


def test_further_captions_compete_for_pictures_only():
    logits = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, -1.0]])
    by_picture = F.cross_entropy(logits, torch.tensor([0, 1]))
    by_text = F.cross_entropy(logits[:, :2].T, torch.tensor([0, 1]))
    torch.testing.assert_close(symmetric_loss(logits), (by_picture + by_text) / 2)


def test_a_caption_that_is_true_of_another_picture_too_does_not_compete_for_it():
    logits = torch.tensor([[2.0, 5.0], [0.0, 3.0]])
    same = torch.tensor([[True, True], [False, True]])
    spared = logits.masked_fill(torch.tensor([[False, True], [False, False]]), float("-inf"))
    torch.testing.assert_close(symmetric_loss(logits, same), symmetric_loss(spared))


def test_fewer_captions_than_pictures_are_refused():
    with pytest.raises(ValueError, match="2 texts for 3 pictures"):
        symmetric_loss(torch.zeros(3, 2))


def test_a_text_does_not_see_its_padding(model, batch):
    longer = F.pad(batch.token_ids, (0, 1), value=4)
    mask = F.pad(batch.mask, (0, 1))
    torch.testing.assert_close(
        model.text_vectors(batch.token_ids, batch.mask), model.text_vectors(longer, mask), atol=1e-5, rtol=1e-4
    )


def test_a_bag_of_words_sees_no_order_and_a_transformer_does(model):
    ids, mask = torch.tensor([[1, 2, 3, END], [3, 2, 1, END]]), torch.ones(2, 4, dtype=torch.bool)
    bag = Clip(replace(CONFIG, reads_order=False)).text_vectors(ids, mask)
    torch.testing.assert_close(bag[0], bag[1])
    read = model.text_vectors(ids, mask)
    assert (read[0] - read[1]).abs().max() > 1e-3


def test_the_scale_has_an_upper_bound(model):
    with torch.no_grad():
        model.log_scale.fill_(50.0)
    assert model.scale.item() == LARGEST_SCALE
    assert Clip(CONFIG).scale.item() == pytest.approx(1 / 0.07, rel=1e-5)


def test_the_class_of_the_nearest_mean_prompt_wins():
    pictures = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    prompts = [torch.tensor([[1.0, 0.2], [1.0, -0.2]]), torch.tensor([[0.1, 9.0]])]
    assert zero_shot(pictures, prompts).tolist() == [0, 1]
    with pytest.raises(ValueError, match=r"\[2, 0\] prompts"):
        zero_shot(pictures, [prompts[0], torch.zeros(0, 2)])


def test_a_text_that_is_too_long_is_refused(model):
    with pytest.raises(ValueError, match="context_length = 7"):
        model.text_vectors(torch.ones(1, 8, dtype=torch.long), torch.ones(1, 8, dtype=torch.bool))
