"""TF-IDF: a text is how often it has each word, rare words counting more; similar texts share rare words.

    weight of a word in a text = count · (ln((1 + texts) / (1 + texts with the word)) + 1)

and each text's vector is divided by its length.
Source: Spärck Jones (1972), https://doi.org/10.1108/eb026526, in the form of scikit-learn's `TfidfVectorizer`.
Held equal to it by tests/finetuning/test_tf_idf.py.
"""

import math
from collections import Counter
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.models.bag_of_words import Bag

WORDS = Bag(presence=False)


class TfIdf:
    """Knows the words of some texts, and how rare each is.

    Args:
        texts: where rarity is counted.
        bag: what counts as a word.

    Raises:
        ValueError: if there are no texts.
    """

    def __init__(self, texts: Sequence[str], bag: Bag = WORDS) -> None:
        if isinstance(texts, str) or not texts:
            raise ValueError(f"texts must be a list of one text or more, got {texts!r}.")
        self.bag = bag
        texts_with = Counter(word for text in texts for word in set(bag.of(text)))
        self.rows = {word: row for row, word in enumerate(sorted(texts_with))}
        n = len(texts)
        rarity = [math.log((1 + n) / (1 + texts_with[word])) + 1 for word in self.rows]
        self.rarity = torch.tensor(rarity)

    def vectors(self, texts: Sequence[str]) -> Float[Tensor, "text vocab"]:
        """Return a vector of length 1 for each text, or of zeros if none of its words is known."""
        counts = torch.zeros(len(texts), len(self.rows))
        for place, text in enumerate(texts):
            for word, count in self.bag.of(text).items():
                if word in self.rows:
                    counts[place, self.rows[word]] = count
        return F.normalize(counts * self.rarity, dim=1)
