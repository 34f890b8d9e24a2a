"""Train any language model of the course by one command.

python -m course_lib.training                                list the recipes
python -m course_lib.training town_gpt --to my_gpt           train; one GPU if there is one
python -m course_lib.training town_gpt --to my_gpt --resume  go on where it stopped
python -m course_lib.training town_gpt --to small --steps 200 --set sizes.d_model=64

8 GPUs of one machine, which share each batch:
torchrun --nproc-per-node 8 -m course_lib.training town_gpt --to my_gpt

2 machines of 8 GPUs, on each of them, with NODE 0 on the first and 1 on the second, and
FIRST the first one's address:
torchrun --nnodes 2 --nproc-per-node 8 --node-rank NODE --master-addr FIRST \\
    --master-port 29500 -m course_lib.training town_gpt --to my_gpt

With --shard each process holds a part of the weights, for models that fill a GPU (FSDP).
"""

import argparse
import shlex
import sys
from pathlib import Path

from course_lib.corpora.download import DownloadError
from course_lib.training.recipe import read_recipe, recipe_names, with_steps
from course_lib.training.run import run


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, or 1 if the corpus can't be had (2 for a mistake)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.recipe is None:
        for name in recipe_names():
            print(f"{name:18} {read_recipe(name).about}")
        return 0
    if options.to is None:
        parser.error("--to must name a folder to write to.")
    # The card goes with the folder to others, so it names the folder and not where it stood.
    name, named = Path(options.to).resolve().name, {options.to, f"--to={options.to}"}
    typed = [one.removesuffix(options.to) + name if one in named else one for one in arguments]
    command = shlex.join(["python", "-m", "course_lib.training", *typed])
    try:
        recipe = with_steps(read_recipe(options.recipe, options.set), options.steps)
        resume, shard = options.resume, options.shard
        run(recipe, options.to, resume=resume, shard=shard, command=command)
    except ValueError as error:
        parser.error(str(error))
    except DownloadError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return what understands the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m course_lib.training",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("recipe", nargs="?", help="a name, or a path to a JSON file")
    parser.add_argument("--to", metavar="FOLDER", help="where to write the model")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change the recipe; may come several times",
    )
    parser.add_argument("--steps", type=int, help="train so many steps")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument("--shard", action="store_true", help="part the weights: FSDP")
    return parser


if __name__ == "__main__":
    sys.exit(main())
