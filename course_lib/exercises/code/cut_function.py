"""Where the function that was asked for has ended."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "code.cut_function",
    title="Cut at the function's end",
    chapter="24",
    level=2,
    minutes=12,
    hints=[
        "Which line is the first that cannot belong to the body? Look at its first character.",
        "Keep lines until one is neither blank nor indented. A blank line alone says nothing.",
        "for line in completion.split('\\n'): if line.strip() and not line[0].isspace(): break; otherwise keep it. "
        "Then '\\n'.join(kept).rstrip() + '\\n'.",
    ],
)

PARTS = (
    "    total = 0\n    for n in numbers:\n        total += n\n\n    return total\n",
    "    if not numbers:\n        return 0\n\n\n    return max(numbers)\n",
    "    return sorted(numbers)\n",
)
AFTER = ("\n\ndef other(a):\n    return a\n", "\nclass Other:\n    size = 3\n", "\n\nprint(1)\n    # so\n", "\n\n  \n")


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    order = torch.randperm(len(AFTER), generator=rng).tolist()
    cases = [{"completion": PARTS[i % 3] + AFTER[order[i]]} for i in range(4)]
    return [*cases, {"completion": PARTS[0] + AFTER[0]}, {"completion": PARTS[1] + AFTER[2]}]


@exercise.solution
def my_cut_function(completion: str) -> str:
    """Return the function's body: the lines before the first that starts at the margin.

    Blank lines may stand inside a body. Those at its end go; it ends with one newline.
    """
    kept = []
    for line in completion.split("\n"):
        if line.strip() and not line[0].isspace():
            break
        kept.append(line)
    return "\n".join(kept).rstrip() + "\n"


@exercise.also_right
def by_finding(completion: str) -> str:
    lines = completion.split("\n")
    at = next((i for i, line in enumerate(lines) if line[:1].strip()), len(lines))
    return "\n".join(lines[:at]).rstrip() + "\n"


@exercise.also_right
def by_growing(completion: str) -> str:
    body, blank = "", ""
    for line in completion.split("\n"):
        if not line.strip():
            blank += line + "\n"
        elif line.startswith((" ", "\t")):
            body, blank = body + blank + line + "\n", ""
        else:
            return body
    return body


@exercise.mistake("It stops at the first blank line; a body may have blank lines inside.")
def at_blank(completion: str) -> str:
    return completion.split("\n\n")[0].rstrip() + "\n"


@exercise.mistake("It stops at `def` only: a class or a plain statement at the margin ends the function too.")
def at_def_only(completion: str) -> str:
    return completion.split("\ndef ")[0].rstrip() + "\n"


@exercise.mistake("It stops after the first `return`; a function may return in several places.")
def at_return(completion: str) -> str:
    kept = []
    for line in completion.split("\n"):
        kept.append(line)
        if line.strip().startswith("return"):
            break
    return "\n".join(kept).rstrip() + "\n"


@exercise.mistake("It leaves the lines at the margin out and goes on behind them; it must stop there.")
def skips(completion: str) -> str:
    kept = [line for line in completion.split("\n") if not line[:1].strip()]
    return "\n".join(kept).rstrip() + "\n"


@exercise.mistake("The line at the margin itself is kept.")
def one_too_many(completion: str) -> str:
    kept = []
    for line in completion.split("\n"):
        kept.append(line)
        if line[:1].strip():
            break
    return "\n".join(kept).rstrip() + "\n"


@exercise.mistake("Nothing is cut.")
def uncut(completion: str) -> str:
    return completion.rstrip() + "\n"


@exercise.mistake("The body's own indentation is gone: strip on the right only.")
def stripped(completion: str) -> str:
    return my_cut_function(completion).strip() + "\n"


@exercise.property("No line of a body starts at the margin.")
def is_indented(answer: str, case: Case) -> bool:
    return not any(line[:1].strip() for line in answer.split("\n"))
