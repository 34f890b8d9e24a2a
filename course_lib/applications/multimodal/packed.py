"""A model's weights in 8 bits, for the disk and for the page.

Each matrix is kept as whole numbers with a scale for each row (compression/quantization.py); vectors are kept in 16
bits.
Tested by tests/applications/multimodal/test_packed.py.
"""

from collections.abc import Mapping

from torch import Tensor

from course_lib.applications.multimodal.clip import Clip, ClipConfig
from course_lib.compression.quantization import Quantized, dequantize, quantize


def packed(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return matrices as `NAME.numbers` (int8) and `NAME.scale` (a row each), the rest in 16 bits."""
    small: dict[str, Tensor] = {}
    for name, one in tensors.items():
        if one.dim() < 2:
            small[name] = one.half()
        else:
            whole = quantize(one.flatten(0, -2))
            small |= {f"{name}.numbers": whole.numbers.view(one.shape), f"{name}.scale": whole.scale[:, 0].half()}
    return small


def unpacked(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return what `packed` was given, a little rounded."""
    whole = {}
    for name, one in tensors.items():
        if name.endswith(".numbers"):
            scale = tensors[f"{name.removesuffix('.numbers')}.scale"].float()[:, None]
            rows = dequantize(Quantized(one.flatten(0, -2), scale))
            whole[name.removesuffix(".numbers")] = rows.view(one.shape)
        elif not name.endswith(".scale"):
            whole[name] = one.float()
    return whole


def clip_of(tensors: Mapping[str, Tensor], config: ClipConfig) -> Clip:
    """Return the model of packed tensors, ready for use."""
    model = Clip(config)
    model.load_state_dict(unpacked(tensors))
    return model.eval()
