"""The course's trained models at the command line.

python -m course_lib.checkpoints                   list them: size, loss, what they are
python -m course_lib.checkpoints show NAME         print a card
python -m course_lib.checkpoints verify            compare the files with the cards
python -m course_lib.checkpoints add FOLDER NAME   take in what the training has written
python -m course_lib.checkpoints measure NAME      how coherent its stories are, how much of its code parses
"""

import argparse
import json
import sys
from typing import Any

from course_lib.checkpoints.quality import measure
from course_lib.checkpoints.shipped import FOLDER, card, changed_files, checkpoint, names, ship
from course_lib.models.model_files import write_json


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 if a file is not as its card says."""
    parser = argparse.ArgumentParser(
        prog="python -m course_lib.checkpoints",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="{show,verify,add,measure}")
    commands.add_parser("show").add_argument("name")
    commands.add_parser("measure").add_argument("name")
    commands.add_parser("verify")
    adding = commands.add_parser("add")
    adding.add_argument("folder")
    adding.add_argument("name")
    options = parser.parse_args(arguments)
    try:
        match options.command:
            case "show":
                print_json(card(options.name))
            case "verify":
                return verify()
            case "add":
                ship(options.folder, FOLDER / options.name)
            case "measure":
                quality = measure(options.name)
                print_json(quality)
                write_json(FOLDER / options.name / "card.json", card(options.name) | {"quality": quality})
            case _:
                for name in names():
                    print(line_of(name, card(name)))
    except ValueError as error:
        parser.error(str(error))
    return 0


def print_json(content: dict[str, Any]) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False))


def verify() -> int:
    """Print for each model whether it is as its card says; return 1 if one is not."""
    found = {name: changed_files(name) for name in names()}
    for name, changed in found.items():
        print(f"{name:18} {'changed: ' + ', '.join(changed) if changed else 'as on its card'}")
    return 1 if any(found.values()) else 0


def line_of(name: str, card: dict[str, Any]) -> str:
    """Return a model in one line."""
    megabytes = (checkpoint(name) / "model.safetensors").stat().st_size / 1e6
    sizes = f"{card['n_parameters'] / 1e6:4.1f} M parameters  {megabytes:4.1f} MB"
    return f"{name:18} {sizes}  loss {card['held_out_loss']:.2f}  {card['recipe']['about']}"


if __name__ == "__main__":
    sys.exit(main())
