"""A captioner: a `ViT` reads the patches, a decoder writes the caption and looks at them at each word.

Source: Vaswani et al. (2017), https://arxiv.org/abs/1706.03762, with pictures in the encoder's place, as Xu et al.
(2015) did with a recurrent decoder, https://arxiv.org/abs/1502.03044.
Tested by tests/applications/multimodal/test_captioner.py.
Left out: dropout, beam search, a cache.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.applications.multimodal.clip import PictureTower
from course_lib.applications.multimodal.scenes import Captioned, pixels, read_caption, statements
from course_lib.applications.multimodal.small import (
    CONFIG,
    CONTEXT_LENGTH,
    END,
    IDS,
    PAD,
    START,
    VOCABULARY,
    Layout,
    Towers,
    padded,
    vectors_of_scenes,
    vectors_of_texts,
)
from course_lib.corpora.town.genres.pictures import Scene
from course_lib.decoding.greedy import greedy
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.search import nearest
from course_lib.models.decoder import Decoder
from course_lib.models.encoder import StackConfig
from course_lib.models.text_inputs import check_length, look_up, start_small


class CaptionBatch(NamedTuple):
    """Pictures with what the decoder reads, and the next word at each place."""

    images: Float[Tensor, "picture channels height width"]
    inputs: Int[Tensor, "picture seq"]
    targets: Int[Tensor, "picture seq"]  # `PAD` where there is none


class Captioner(nn.Module):
    """Pictures and the beginnings of captions in, scores for the next word out.

    Args:
        tower: what reads the pictures; it is not copied.
    """

    def __init__(self, tower: PictureTower, n_layers: int = 2) -> None:
        super().__init__()
        sizes = tower.vit.config
        self.tower = tower
        self.token_embedding = nn.Embedding(len(VOCABULARY), sizes.d_model)
        self.position_embedding = nn.Embedding(CONTEXT_LENGTH, sizes.d_model)
        stack = StackConfig(sizes.d_model, sizes.n_heads, n_layers, sizes.d_ff, activation="gelu")
        self.decoder = Decoder(stack)
        for part in (self.token_embedding, self.position_embedding, self.decoder):
            part.apply(start_small)

    def encode(self, images: Float[Tensor, "picture channels height width"]) -> Float[Tensor, "picture patch d_model"]:
        """Return the memory: a vector for the picture as a whole, and one for each patch."""
        vit = self.tower.vit
        return vit.encoder(self.tower.norm(vit.embed(images)))

    def decode(
        self,
        token_ids: Int[Tensor, "picture seq"],
        memory: Float[Tensor, "picture patch d_model"],
    ) -> Float[Tensor, "picture seq vocab"]:
        """Return logits: position i scores the word at position i + 1.

        Raises:
            ValueError: if an id is outside the vocabulary, or the text is empty or too long.
        """
        n_tokens = token_ids.shape[1]
        check_length(n_tokens, 0, CONTEXT_LENGTH)
        positions = self.position_embedding.weight[:n_tokens]
        x = look_up(self.token_embedding, token_ids) + positions
        return self.decoder(x, memory) @ self.token_embedding.weight.T

    def forward(
        self,
        images: Float[Tensor, "picture channels height width"],
        token_ids: Int[Tensor, "picture seq"],
    ) -> Float[Tensor, "picture seq vocab"]:
        return self.decode(token_ids, self.encode(images))

    def captions(self, scenes: Sequence[Scene]) -> list[str]:
        """Return a caption for each picture, word by word the likeliest."""
        self.eval()
        with torch.inference_mode():
            memory = self.encode(pixels(scenes))
        starts = torch.full((len(scenes), 1), IDS[START])

        def model(token_ids: Tensor, memory: Tensor) -> Tensor:
            return self.decode(token_ids, memory)

        n_words = CONTEXT_LENGTH - 1
        written = greedy(model, starts, n_words, stop_ids=[IDS[END]], pad_id=IDS[PAD], use_cache=False, memory=memory)
        return [in_words(row) for row in written[:, 1:].tolist()]


def in_words(token_ids: Sequence[int]) -> str:
    """Return the words before the end of a caption."""
    words = [VOCABULARY[one] for one in token_ids]
    return " ".join(words[: words.index(END)] if END in words else words)


def lay_out(examples: Sequence[Captioned]) -> CaptionBatch:
    """Return captioned scenes as a batch."""
    images = Layout(spare=False)(examples).images
    targets, _ = padded([one.text for one in examples])
    start = torch.full((len(targets), 1), IDS[START])
    return CaptionBatch(images, torch.cat([start, targets[:, :-1]], dim=1), targets)


def caption_loss(model: nn.Module, batch: CaptionBatch) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the next words, the caption's end among them."""
    logits = model(batch.images, batch.inputs)
    return F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten(), ignore_index=IDS[PAD])


def trained_captioner(
    examples: Sequence[Captioned],
    *,
    n_steps: int,
    tower: PictureTower | None = None,
    batch_size: int = 64,
    learning_rate: float = 3e-3,
    seed: int = 0,
) -> tuple[Captioner, list[float]]:
    """Return a captioner that has learned from captioned scenes, and the loss of each step.

    Args:
        examples: to learn from.
        n_steps, batch_size, learning_rate: as `fine_tune` takes them.
        tower: a CLIP's, which goes on learning; None for a new one.
        seed: of the weights and of the order.
    """
    torch.manual_seed(seed)
    model = Captioner(tower or PictureTower(CONFIG))
    how: Any = {"n_steps": n_steps, "batch_size": batch_size, "learning_rate": learning_rate, "seed": seed}
    return model, fine_tune(model, examples, lay_out, caption_loss, **how)


def nearest_captions(model: Towers, scenes: Sequence[Scene], known: Sequence[str]) -> list[str]:
    """Return for each picture the known caption whose vector is nearest: the captioner that writes nothing new."""
    pictures, texts = vectors_of_scenes(model, scenes), vectors_of_texts(model, known)
    return [known[row] for row in nearest(pictures, texts, 1).rows[:, 0].tolist()]


def names_everything(text: str, scene: Scene) -> bool:
    """Tell whether a caption speaks of as many things as the picture shows."""
    claim = read_caption(text)
    return claim is not None and sum(what.count for what in claim.things) == len(scene.objects)


def truth(texts: Sequence[str], scenes: Sequence[Scene]) -> Mapping[str, float]:
    """Return the share of true statements of each sort, of captions that are "true" throughout, and "complete" too.

    Raises:
        ValueError: if there are not as many captions as scenes, or none.
    """
    if len(texts) != len(scenes) or not texts:
        raise ValueError(f"there must be a caption for each scene, got {len(texts)} for {len(scenes)}.")
    right, said = Counter[str](), Counter[str]()
    for text, scene in zip(texts, scenes, strict=True):
        found = list(statements(text, scene))
        whole = all(holds for _, holds in found)
        for sort, holds in [*found, ("true", whole), ("complete", whole and names_everything(text, scene))]:
            said[sort] += 1
            right[sort] += holds
    return {sort: right[sort] / said[sort] for sort in said}
