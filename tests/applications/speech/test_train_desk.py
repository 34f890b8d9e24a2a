"""The training of the desk's recogniser, tiny: it writes weights that are read back, and a card that is true."""

import hashlib
import json

from course_lib.applications.speech import recogniser, train_desk
from course_lib.applications.speech.commands import HEARD


def test_a_tiny_training_writes_weights_and_card(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(recogniser, "HERE", tmp_path)
    monkeypatch.setattr(train_desk, "HERE", tmp_path)
    monkeypatch.setattr(train_desk, "N_TESTS", 2)
    train_desk.main(tmp_path / "ear", n_sounds=8, n_steps=2)
    card = json.loads((tmp_path / "ear" / "card.json").read_text())
    assert card == json.loads(capsys.readouterr().out)
    weights = (tmp_path / "ear" / "model.safetensors").read_bytes()
    assert card["sha256"] == hashlib.sha256(weights).hexdigest()
    assert recogniser.stored("ear").config.words == HEARD
