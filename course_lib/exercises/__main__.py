"""List the exercises: python -m course_lib.exercises [--json]."""

import argparse
import json

from course_lib.exercises.catalogue import exercise_ids, load


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m course_lib.exercises", description="List the exercises.")
    parser.add_argument("--json", action="store_true", help="for machines")
    as_json = parser.parse_args().json
    exercises = [
        {
            "id": each.id,
            "chapter": each.chapter,
            "kind": each.kind,
            "level": each.level,
            "minutes": each.minutes,
            "hints": len(each.hints),
            "mistakes": len(each.mistakes),
        }
        for each in map(load, exercise_ids())
    ]
    if as_json:
        print(json.dumps(exercises, indent=2))
        return
    header = list(exercises[0])
    totals = {name: sum(int(str(each[name])) for each in exercises) for name in ("minutes", "hints", "mistakes")}
    rows = [header, *([str(each[name]) for name in header] for each in exercises)]
    rows.append([f"{len(exercises)} exercises", *(str(totals.get(name, "")) for name in header[1:])])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
