"""The small models, built once for a module."""

import pytest
import torch
from bad_input.tables import FAMILIES


@pytest.fixture(scope="module")
def family():
    torch.manual_seed(0)
    return {name: kind(config).eval() for name, (kind, config) in FAMILIES.items()}
