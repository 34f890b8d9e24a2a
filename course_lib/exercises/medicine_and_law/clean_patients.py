"""A patient is safe only if nothing of them is left, in any note."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "medicine_and_law.clean_patients",
    title="Recall per patient",
    chapter="26",
    level=2,
    minutes=10,
    hints=[
        "One patient can have several notes. Collect first, for each patient, what was missed in all of them.",
        "A dictionary from patient to the sum of what was missed; then the share of its values that are 0.",
        "`total[patient] = total.get(patient, 0) + n` in a loop; then `sum(n == 0 ...) / len(total)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n = 1 + int(torch.randint(3, (1,), generator=rng))
    return [
        {"patients": ["Eva", "Ben", "Eva", "Ida", "Eva"], "missed": [0, n, 1, 0, 0]},
        {"patients": ["Tom", "Tom", "Tom", "Uma"], "missed": [n, 0, 0, 0]},
        {"patients": ["Eva", "Ben", "Ida", "Ben"], "missed": [0, 0, 0, 0]},
        {"patients": ["Eva", "Ben", "Ida", "Ben", "Eva", "Pia"], "missed": [0, 0, n, 2, 2, 0]},
    ]


@exercise.solution
def my_share_clean(patients: list[str], missed: list[int]) -> float:
    """Return the share of patients of whom nothing was missed in any note.

    For each note, `patients` says whose it is, `missed` how many names were left in it.
    """
    total: dict[str, int] = {}
    for patient, n in zip(patients, missed, strict=True):
        total[patient] = total.get(patient, 0) + n
    return sum(n == 0 for n in total.values()) / len(total)


@exercise.also_right
def by_sets(patients: list[str], missed: list[int]) -> float:
    leaked = {patient for patient, n in zip(patients, missed, strict=True) if n}
    return 1 - len(leaked) / len(set(patients))


@exercise.also_right
def by_asking_each(patients: list[str], missed: list[int]) -> float:
    everyone = sorted(set(patients))
    clean = [all(n == 0 for who, n in zip(patients, missed, strict=True) if who == one) for one in everyone]
    return sum(clean) / len(everyone)


@exercise.mistake("This is the share of notes; a patient with five notes is one patient.")
def of_notes(patients: list[str], missed: list[int]) -> float:
    return sum(n == 0 for n in missed) / len(missed)


@exercise.mistake("A patient counts here as soon as one of their notes is clean; all must be.")
def any_note(patients: list[str], missed: list[int]) -> float:
    clean = {patient for patient, n in zip(patients, missed, strict=True) if n == 0}
    return len(clean) / len(set(patients))


@exercise.mistake("Only the last note of each patient is looked at: the later ones overwrite the earlier.")
def last_note(patients: list[str], missed: list[int]) -> float:
    last = dict(zip(patients, missed, strict=True))
    return sum(n == 0 for n in last.values()) / len(last)


@exercise.mistake("This is the share of patients of whom something leaked: one minus what is asked.")
def leaked_share(patients: list[str], missed: list[int]) -> float:
    return len({one for one, n in zip(patients, missed, strict=True) if n}) / len(set(patients))


@exercise.mistake("Clean patients are divided by the number of notes; divide by the number of patients.")
def by_notes(patients: list[str], missed: list[int]) -> float:
    leaked = {one for one, n in zip(patients, missed, strict=True) if n}
    return (len(set(patients)) - len(leaked)) / len(patients)


@exercise.mistake("Each patient adds the share of their notes that are clean; one leak makes the patient unclean.")
def mean_of_shares(patients: list[str], missed: list[int]) -> float:
    shares = []
    for one in dict.fromkeys(patients):
        own = [n == 0 for who, n in zip(patients, missed, strict=True) if who == one]
        shares.append(sum(own) / len(own))
    return sum(shares) / len(shares)


@exercise.property("A share of patients is a whole number of patients over their number.")
def whole(value: float, case: Case) -> bool:
    n = value * len(set(case["patients"]))
    return 0 <= value <= 1 and abs(n - round(n)) < 1e-9
