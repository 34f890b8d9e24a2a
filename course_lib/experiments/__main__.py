"""`python -m course_lib.experiments`: list the experiments of Part 4, or repeat one.

python -m course_lib.experiments             what there is
python -m course_lib.experiments show NAME   what is stored
python -m course_lib.experiments NAME        repeat it, and store what comes out
"""

import argparse
import sys

from course_lib.experiments import results


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return 0 if it worked, 2 if it could not."""
    parser = argparse.ArgumentParser(prog="course_lib.experiments", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="[show] NAME", help="an experiment")
    what = parser.parse_args(arguments).what
    try:
        if not what:
            print("\n".join(results.names()))
        elif what[0] == "show" and len(what) == 2:
            print(results.table(what[1]))
        elif len(what) == 1:
            for row in results.repeat(what[0]):
                print(row.data, row.system, row.metric, f"{row.value:.4f}", sep="  ", flush=True)
        else:
            raise ValueError(f"there must be one name, or show and one, got {what}.")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
