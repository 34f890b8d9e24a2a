"""The shapes in signatures are checked while the tests run: without this, a wrong annotation would never be noticed."""

import jaxtyping
import pytest
import torch

from course_lib.models.attention import split_heads


def test_a_wrong_number_of_axes_is_found():
    with pytest.raises(jaxtyping.TypeCheckError, match="parameter 'x'"):
        split_heads(torch.zeros(5, 12), 3)
