"""Sizes in a config.json: renamed both ways, assumed where that is known, or refused."""

from types import SimpleNamespace

import pytest

from course_lib.models.config_names import sizes_to_ours, sizes_to_theirs

NAMES = {"d_model": ["hidden_size"], "d_ff": ["encoder_ffn_dim", "decoder_ffn_dim"], "pad_id": ["pad_token_id"]}
ASSUMED = {"pad_token_id": None, "decoder_ffn_dim": 20}


def test_every_name_is_read_and_written():
    theirs = {"hidden_size": 12, "encoder_ffn_dim": 7, "decoder_ffn_dim": 7, "pad_token_id": 3}
    ours = sizes_to_ours({**theirs, "other": "passed over"}, NAMES, ASSUMED)
    assert ours == {"d_model": 12, "d_ff": 7, "pad_id": 3}
    assert sizes_to_theirs(SimpleNamespace(**ours), NAMES) == theirs


def test_what_is_missing_or_null_is_assumed_but_zero_is_said():
    said = {"hidden_size": 12, "encoder_ffn_dim": 20, "decoder_ffn_dim": None}
    assert sizes_to_ours(said, NAMES, ASSUMED) == {"d_model": 12, "d_ff": 20, "pad_id": None}
    assert sizes_to_ours({**said, "pad_token_id": 0}, NAMES, {**ASSUMED, "pad_token_id": 5})["pad_id"] == 0


def test_a_size_that_nobody_knows_is_refused():
    for missing in ({}, {"hidden_size": None}):
        with pytest.raises(ValueError, match="must say hidden_size, got None for it"):
            sizes_to_ours({"encoder_ffn_dim": 20, **missing}, NAMES, ASSUMED)


def test_values_that_differ_are_refused_lists_too():
    for one, other, came in ((7, 9, "7, 9"), ([7], [9], r"\[7\], \[9\]"), (7, None, "7, 20")):
        said = {"hidden_size": 12, "encoder_ffn_dim": one, "decoder_ffn_dim": other}
        with pytest.raises(ValueError, match=rf"encoder_ffn_dim and decoder_ffn_dim must be equal .*got \[{came}\]"):
            sizes_to_ours(said, NAMES, ASSUMED)
