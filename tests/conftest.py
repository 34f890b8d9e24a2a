"""What several tests need."""

from collections.abc import Iterator

import jaxtyping
import pytest


@pytest.fixture
def as_readers_call_it() -> Iterator[None]:
    """Switch off the checking of shapes in signatures, which only tests have, so that a reader's error appears."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)
