"""Train the recogniser that answers the desk's telephone: `python -m course_lib.applications.speech.train_desk`.

Writes desk_recogniser/ beside this file: weights in 16 bits, config.json, card.json.
Tested by tests/applications/speech/test_train_desk.py.
"""

import hashlib
import json
from pathlib import Path

from course_lib.applications.speech.commands import HEARD, drawn_command
from course_lib.applications.speech.recogniser import HERE, save, stored
from course_lib.applications.speech.training import errors, said, trained

N_SOUNDS, N_STEPS, N_TESTS, D_MODEL, NOISE = 700, 2400, 100, 64, (0.0, 30.0)


def main(folder: Path = HERE / "desk_recogniser", n_sounds: int = N_SOUNDS, n_steps: int = N_STEPS) -> None:
    """Train on commands in many voices, with noise of many levels; test on others; store."""
    sounds = said(n_sounds, drawn_command, voice=None)
    model = trained(HEARD, sounds, n_steps, noise=NOISE, d_model=D_MODEL)
    folder.mkdir(exist_ok=True)
    save(model, folder)
    kept = stored(folder.name) if folder.parent == HERE else model
    test = said(N_TESTS, drawn_command, voice=None, seed=1)
    rates = {f"{level} dB": round(errors(kept.listen, test, level), 3) for level in (20.0, 10.0, 0.0)}
    card = {
        "about": "hears the words of the desk's telephone, in voices of the formant synthesiser",
        "command": "python -m course_lib.applications.speech.train_desk",
        "data": f"{n_sounds} commands, drawn and spoken by the library, noise of {NOISE[0]} to {NOISE[1]} dB",
        "licence": "that of the course; no data of others",
        "seed": 0,
        "steps": n_steps,
        f"word error rate on {N_TESTS} commands in new voices": {"quiet": round(errors(kept.listen, test), 3), **rates},
        "sha256": hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest(),
    }
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=2))


if __name__ == "__main__":
    main()
