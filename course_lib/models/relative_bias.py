"""T5's relative positions: a learned number for each distance, added to the scores.

Source: Raffel et al. (2020), section 2.1, https://arxiv.org/abs/1910.10683.
The buckets of distances are in positions.py. Held equal to Hugging Face's by
tests/models/test_t5.py.
"""

from einops import rearrange
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.models.positions import relative_buckets


class RelativeBias(nn.Module):
    """A table with a bias for each bucket of distances, in each head.

    All layers of a stack share it. In a `causal` one, no bucket is for what comes after.
    """

    def __init__(
        self,
        n_heads: int,
        n_buckets: int,
        max_distance: int,
        causal: bool,
    ) -> None:
        super().__init__()
        self.causal, self.max_distance = causal, max_distance
        self.table = nn.Embedding(n_buckets, n_heads)

    def forward(self, n_queries: int, n_keys: int) -> Float[Tensor, "1 heads query key"]:
        """Return what is added to each score; the queries are the last of the keys."""
        n_buckets = self.table.num_embeddings
        sizes = n_queries, n_keys, self.causal, n_buckets, self.max_distance
        buckets = relative_buckets(*sizes).to(self.table.weight.device)
        return rearrange(self.table(buckets), "query key heads -> 1 heads query key")
