"""The key-value cache: what a decoder remembers, so that a new token costs one step.

A causal model computes the same keys and values for a token whatever follows it. Kept,
they need not be computed again: each new token makes one query, and one more key and
value in every layer.
Held equal to a run without it by tests/models/test_cache.py.
Left out: a window that forgets, keys and values in fewer bits, pages shared between
sequences.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

Keys = Float[Tensor, "batch heads key d_head"]


class LayerCache:
    """The keys and values of one layer; with cross-attention, those of the memory too."""

    def __init__(self, capacity: int = 0) -> None:
        self.length = 0
        self.memory: tuple[Tensor, Tensor] | None = None  # for cross-attention, once
        self._capacity = capacity
        self._room: list[Tensor] = []  # keys and values, with room for more tokens

    @property
    def keys(self) -> Keys:
        return self._room[0][:, :, : self.length]

    @property
    def values(self) -> Keys:
        return self._room[1][:, :, : self.length]

    def extend(
        self,
        key: Float[Tensor, "batch heads new d_head"],
        value: Float[Tensor, "batch heads new d_head"],
    ) -> tuple[Keys, Keys]:
        """Add the keys and values of new tokens; return those of all tokens so far.

        They are written into room made beforehand. While gradients are recorded they are
        joined instead, so that a prefix can be learned.

        Raises:
            ValueError: if the number of sequences is not the one that the cache holds.
        """
        if self._room and len(self._room[0]) != len(key):
            raise ValueError(
                f"the cache holds {len(self._room[0])} sequences, got {len(key)}: "
                "use reorder() to repeat or drop some, or a new Cache."
            )
        if torch.is_grad_enabled():
            self._join(key, value)
        else:
            self._write(key, value)
        return self.keys, self.values

    def _join(self, key: Tensor, value: Tensor) -> None:
        if self._room:
            key = torch.cat([self.keys, key], dim=2)
            value = torch.cat([self.values, value], dim=2)
        self._room = [key, value]
        self.length = key.shape[2]

    def _write(self, key: Tensor, value: Tensor) -> None:
        start, self.length = self.length, self.length + key.shape[2]
        if not self._room or self.length > self._room[0].shape[2]:
            self._make_room(key, value)
        self._room[0][:, :, start : self.length] = key
        self._room[1][:, :, start : self.length] = value

    def _make_room(self, key: Tensor, value: Tensor) -> None:
        """Double the room: then a token is moved once or twice in all, in any text."""
        room_now = self._room[0].shape[2] if self._room else 0
        size = max(self.length, 2 * room_now, self._capacity)
        larger = [
            key.new_empty(*key.shape[:2], size, key.shape[3]),
            value.new_empty(*value.shape[:2], size, value.shape[3]),
        ]
        for old, new in zip(self._room, larger, strict=False):
            new[:, :, :room_now] = old
        self._room = larger

    def reorder(self, rows: Int[Tensor, " rows"]) -> None:
        self._room = [one.index_select(0, rows) for one in self._room]
        if self.memory is not None:
            self.memory = (
                self.memory[0].index_select(0, rows),
                self.memory[1].index_select(0, rows),
            )

    def shorten(self, length: int) -> None:
        self.length = length


class Cache:
    """What all layers of a decoder remember. One cache goes with one batch of texts.

    Pass a fresh one with the prompt, then the same one with each new token:
    `model(token_ids, cache=cache)`.
    """

    def __init__(self, capacity: int = 0) -> None:
        """Make an empty cache.

        Args:
            capacity: the number of tokens to make room for at once; beyond it, room is
                doubled when needed.
        """
        self.layers: list[LayerCache] = []
        # False at padding; None while all tokens are real
        self.mask: Bool[Tensor, "batch key"] | None = None
        self._capacity = capacity

    @property
    def length(self) -> int:
        """The number of tokens read so far, padding included."""
        return self.layers[0].length if self.layers else 0

    def layer(self, index: int) -> LayerCache:
        """Return the part of the layer number `index`, empty at first."""
        while len(self.layers) <= index:
            self.layers.append(LayerCache(self._capacity))
        return self.layers[index]

    def mask_with(
        self,
        new: Bool[Tensor, "batch new"] | None,
        n_sequences: int,
        n_tokens: int,
    ) -> Bool[Tensor, "batch key"] | None:
        """Remember which new tokens are real; return it for all so far, None if all are.

        Args:
            new: True at real tokens; None if all of them are real.
            n_sequences: number of texts.
            n_tokens: number of new tokens in each.
        """
        if new is not None or self.mask is not None:
            example = new if new is not None else self.mask
            assert example is not None
            old, added = self.mask, new
            if old is None:
                old = example.new_ones(n_sequences, self.length)
            if added is None:
                added = example.new_ones(n_sequences, n_tokens)
            self.mask = torch.cat([old, added], dim=1)
        return self.mask

    def reorder(self, rows: Int[Tensor, " rows"]) -> None:
        """Keep the sequences with these numbers, in this order.

        One may be named several times, as in beam search.
        """
        for layer in self.layers:
            layer.reorder(rows)
        if self.mask is not None:
            self.mask = self.mask.index_select(0, rows)

    def shorten(self, length: int) -> None:
        """Forget all but the first `length` tokens.

        Raises:
            ValueError: if there are not as many.
        """
        if not 0 <= length <= self.length:
            must = f"length must be 0 to {self.length}, the tokens in the cache"
            raise ValueError(f"{must}, got {length}.")
        for layer in self.layers:
            layer.shorten(length)
        if self.mask is not None:
            self.mask = self.mask[:, :length]
