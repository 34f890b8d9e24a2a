"""ViT against Hugging Face's, through folders in both directions: patches, logits, gradients, dropout."""

from dataclasses import replace

import pytest
import torch
import transformers
from models.parity import agree, shake
from safetensors.torch import load_file, save_file

from course_lib.models.attention import attention, record_attention
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.vit import ViT, ViTConfig, ViTForClassification, patches
from course_lib.models.vit_weights import sizes_from_theirs

CONFIG = ViTConfig(
    image_size=15,
    patch_size=5,
    n_channels=2,
    d_model=12,
    n_heads=3,
    n_layers=2,
    d_ff=20,
    n_classes=7,
    dropout=0.25,
    norm_eps=1e-3,
)


@pytest.fixture
def ours():
    torch.manual_seed(0)
    return shake(ViTForClassification(CONFIG))


@pytest.fixture
def theirs(ours, tmp_path):
    ours.save_pretrained(tmp_path / "ours")
    return transformers.ViTForImageClassification.from_pretrained(tmp_path / "ours").eval()


@pytest.fixture
def images():
    return torch.randn(4, 2, 15, 15)


def test_patches_of_a_picture_of_eight_pixels_by_hand():
    picture = torch.tensor([[1.0, 2, 3, 4], [5, 6, 7, 8]])
    images = torch.stack([picture, -picture])[None]  # two channels
    expected = [[1.0, 2, 5, 6, -1, -2, -5, -6], [3, 4, 7, 8, -3, -4, -7, -8]]
    assert patches(images, 2).tolist() == [expected]


def test_a_linear_map_of_patches_is_a_convolution(images):
    convolution = torch.nn.Conv2d(2, 12, kernel_size=5, stride=5)
    ours = torch.nn.functional.linear(patches(images, 5), convolution.weight.flatten(1), convolution.bias)
    agree(ours, convolution(images).flatten(2).transpose(1, 2))


@torch.no_grad()
def test_transformers_reads_what_we_write_and_gives_our_logits(ours, theirs, images, tmp_path):
    agree(ours(images), theirs(images).logits)
    _, report = transformers.AutoModelForImageClassification.from_pretrained(
        tmp_path / "ours", output_loading_info=True
    )
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    assert ViTForClassification.from_pretrained(tmp_path / "ours").config == CONFIG


@torch.no_grad()
def test_we_read_what_transformers_writes_and_give_its_logits(tmp_path):
    config = transformers.ViTConfig(
        image_size=12,
        patch_size=3,
        num_channels=1,
        hidden_size=20,
        num_attention_heads=4,
        num_hidden_layers=3,
        intermediate_size=14,
        id2label={i: f"kind {i}" for i in range(5)},
    )
    torch.manual_seed(1)
    theirs = shake(transformers.ViTForImageClassification(config))
    theirs.save_pretrained(tmp_path)
    ours = ViTForClassification.from_pretrained(tmp_path)
    kinds = ("kind 0", "kind 1", "kind 2", "kind 3", "kind 4")
    assert ours.config == ViTConfig(12, 3, 1, 20, 4, 3, 14, 5, dropout=0.0, norm_eps=1e-12, class_names=kinds)
    assert not ours.training
    images = torch.randn(2, 1, 12, 12)
    agree(ours(images), theirs(images).logits)
    ours.save_pretrained(tmp_path / "again")
    assert transformers.AutoConfig.from_pretrained(tmp_path / "again").id2label == config.id2label


@torch.no_grad()
def test_the_encoder_alone_goes_both_ways(ours, theirs, images, tmp_path):
    ours.vit.save_pretrained(tmp_path / "encoder")
    model = transformers.AutoModel.from_pretrained(tmp_path / "encoder").eval()
    assert type(model) is transformers.ViTModel
    hidden = ours.vit(images)
    assert hidden.shape == (4, 10, 12)
    agree(hidden, model(images).last_hidden_state)

    model.save_pretrained(tmp_path / "theirs")  # with a pooler, which we pass over
    assert torch.equal(ViT.from_pretrained(tmp_path / "theirs")(images), hidden)
    theirs.save_pretrained(tmp_path / "classifier")
    assert torch.equal(ViT.from_pretrained(tmp_path / "classifier")(images), hidden)


def test_gradients_agree_with_hugging_face(ours, theirs, images):
    targets = torch.tensor([3, 0, 6, 3])
    for logits in (ours(images), theirs(images).logits):
        torch.nn.functional.cross_entropy(logits, targets).backward()
    embeddings, layer = theirs.vit.embeddings, ours.vit.encoder.layers[0]
    their_layer = theirs.vit.layers[0]
    attention_parts = [getattr(their_layer.attention, f"{letter}_proj").weight.grad for letter in "qkv"]
    twins = [
        (ours.vit.patch_embedding.weight.grad, embeddings.patch_embeddings.projection.weight.grad.flatten(1)),
        (ours.vit.class_token.grad, embeddings.cls_token.grad),
        (ours.vit.position_embedding.grad, embeddings.position_embeddings.grad),
        (layer.attention.query_key_value.weight.grad, torch.cat(attention_parts)),
        (layer.around_attention.norm.weight.grad, their_layer.layernorm_before.weight.grad),
        (ours.vit.encoder.final_norm.bias.grad, theirs.vit.layernorm.bias.grad),
    ]
    for one, other in twins:
        assert one.abs().max() > 0
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)


def test_in_training_the_same_numbers_are_dropped_as_in_hugging_face(ours, theirs, images):
    ours.train(), theirs.train()
    torch.manual_seed(3)
    logits = ours(images)
    torch.manual_seed(3)
    agree(logits, theirs(images).logits)
    assert not torch.allclose(logits, ours(images))


def test_every_layer_is_recorded_and_the_class_token_sees_every_patch(ours, images):
    with record_attention(ours) as records:
        ours(images)
    assert [record.weights.shape for record in records] == [(4, 3, 10, 10)] * 2
    record = records[1]
    torch.testing.assert_close(record.weights, attention(record.query, record.key, record.key)[1])
    assert (record.weights[:, :, 0] > 0).all()


def test_without_positions_the_order_of_patches_would_not_matter(ours, images):
    moved = torch.cat([images[..., 5:], images[..., :5]], dim=-1)
    assert not torch.allclose(ours(images), ours(moved), atol=1e-3)
    torch.nn.init.zeros_(ours.vit.position_embedding)
    agree(ours(images), ours(moved))


def test_it_learns_in_which_corner_the_light_is():
    torch.manual_seed(0)
    model = ViTForClassification(ViTConfig(6, 2, 1, d_model=16, n_heads=2, n_layers=1, d_ff=32, n_classes=4))
    images, targets = torch.zeros(4, 1, 6, 6), torch.arange(4)
    for i in range(4):
        images[i, 0, 5 * (i // 2), 5 * (i % 2)] = 1.0
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(60):
        loss = torch.nn.functional.cross_entropy(model(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.05


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_names_for_other_classes(self):
        with pytest.raises(ValueError, match="class_names must be 7 names, got 2"):
            replace(CONFIG, class_names=("cat", "猫"))

    @pytest.mark.parametrize("shape", [(4, 2, 15, 20), (4, 1, 15, 15), (2, 15, 15)])
    def test_images_that_do_not_fit(self, ours, shape):
        came = ", ".join(map(str, shape))
        with pytest.raises(
            ValueError, match=rf"\(2, 15, 15\) after the batch, got \({came}\): cut or scale .* 15 × 15"
        ):
            ours(torch.zeros(shape))

    def test_images_of_whole_numbers(self, ours):
        with pytest.raises(ValueError, match=r"of floats, got torch.uint8; for 0 to 255 use images / 127.5 - 1"):
            ours(torch.zeros(1, 2, 15, 15, dtype=torch.uint8))

    @pytest.mark.parametrize(("patch_size", "image_size"), [(4, 15), (0, 15), (5, 0)])
    def test_patches_that_do_not_fill_the_picture(self, patch_size, image_size):
        with pytest.raises(ValueError, match=rf"must divide image_size, got \({patch_size}, {image_size}\)"):
            replace(CONFIG, patch_size=patch_size, image_size=image_size)


class TestForeignFolders:
    def test_of_another_model(self, tmp_path):
        GPT(GPTConfig(17, d_model=12, n_heads=3)).save_pretrained(tmp_path)
        with pytest.raises(ValueError, match="of type 'vit', got 'gpt2'"):
            ViT.from_pretrained(tmp_path)

    def test_with_the_weights_of_another_model(self, ours, tmp_path):
        ours.save_pretrained(tmp_path)
        save_file({"h.0.ln_1.weight": torch.zeros(12)}, tmp_path / "model.safetensors")
        with pytest.raises(ValueError, match=r"must hold class_token, of shape \(1, 1, 12\), and do not"):
            ViT.from_pretrained(tmp_path)

    def test_without_a_classifier(self, ours, tmp_path):
        ours.vit.save_pretrained(tmp_path)
        with pytest.raises(ValueError, match=r"must hold classifier.weight, of shape \(7, 12\), and do not"):
            ViTForClassification.from_pretrained(tmp_path)

    def test_with_a_weight_too_many(self, ours, tmp_path):
        ours.save_pretrained(tmp_path)
        save_file(
            load_file(tmp_path / "model.safetensors") | {"adapter": torch.zeros(7)}, tmp_path / "model.safetensors"
        )
        with pytest.raises(ValueError, match=r"no place for adapter, of shape \(7,\)"):
            ViT.from_pretrained(tmp_path)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"hidden_act": "relu"}, r"hidden_act .*\['gelu'\] here, got 'relu'"),
            ({"qkv_bias": False}, "qkv_bias .*got False"),
            ({"image_size": [224, 112]}, r"whole numbers.*got {'image_size': \[224, 112\], 'patch_size': 16}"),
            ({"hidden_dropout_prob": 0.1}, r"must be equal here, got \[0.1, 0.0\]"),
        ],
    )
    def test_of_a_variant_that_is_not_ours(self, change, message):
        with pytest.raises(ValueError, match=message):
            sizes_from_theirs({**transformers.ViTConfig().to_dict(), **change})
