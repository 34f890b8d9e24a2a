"""Dates that move, and intervals that stay."""

import datetime

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "medicine_and_law.shift_dates",
    title="Move the dates, keep the intervals",
    chapter="26",
    level=2,
    minutes=10,
    hints=[
        "How many days lie between two visits of one patient must stay. So what must all dates of a patient share?",
        "`datetime.date.fromisoformat` reads a date, `+ datetime.timedelta(n)` moves it, `.isoformat()` writes it.",
        "For each (patient, date): move it by `days[patient]`, and keep the order of the list.",
    ],
)
Visits = list[tuple[str, str]]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    some = torch.randint(40, 300, (3,), generator=rng).tolist()
    days = {"Eva": some[0], "Ben": -some[1], "Ida": some[2] + 1}
    visits = [
        ("Eva", "2024-02-20"),
        ("Ben", "2023-12-29"),
        ("Eva", "2024-03-05"),
        ("Ida", "2024-01-31"),
        ("Ben", "2024-02-28"),
        ("Eva", "2023-06-15"),
    ]
    return [{"visits": visits, "days": days}, {"visits": visits[::-1], "days": {**days, "Ben": 1}}]


@exercise.solution
def my_shift(
    visits: list[tuple[str, str]],
    days: dict[str, int],
) -> list[tuple[str, str]]:
    """Return the visits, each date moved by its patient's number of days.

    A visit is a patient and a date such as "2024-02-20"; the order stays.
    """
    moved = []
    for patient, date in visits:
        new = datetime.date.fromisoformat(date) + datetime.timedelta(days[patient])
        moved.append((patient, new.isoformat()))
    return moved


@exercise.also_right
def by_ordinals(visits: Visits, days: dict[str, int]) -> Visits:
    def move(date: str, n: int) -> str:
        return str(datetime.date.fromordinal(datetime.date.fromisoformat(date).toordinal() + n))

    return [(patient, move(date, days[patient])) for patient, date in visits]


@exercise.also_right
def by_datetimes(visits: Visits, days: dict[str, int]) -> Visits:
    return [
        (one, (datetime.datetime.strptime(date, "%Y-%m-%d") + datetime.timedelta(days=days[one])).strftime("%Y-%m-%d"))
        for one, date in visits
    ]


@exercise.mistake("All patients move by the same number of days: who knows one date knows them all.")
def one_for_all(visits: Visits, days: dict[str, int]) -> Visits:
    n = days[visits[0][0]]
    return my_shift(visits, dict.fromkeys(days, n))


@exercise.mistake("Each visit moves further than the one before: what lies between two visits changes.")
def each_further(visits: Visits, days: dict[str, int]) -> Visits:
    return [my_shift([(one, date)], {one: days[one] + at})[0] for at, (one, date) in enumerate(visits)]


@exercise.mistake("The dates move the wrong way: add the days.")
def backwards(visits: Visits, days: dict[str, int]) -> Visits:
    return my_shift(visits, {one: -n for one, n in days.items()})


@exercise.mistake("A negative number of days moves forwards here: its sign is lost.")
def no_sign(visits: Visits, days: dict[str, int]) -> Visits:
    return my_shift(visits, {one: abs(n) for one, n in days.items()})


@exercise.mistake("The visits come out sorted; keep their order.")
def in_order(visits: Visits, days: dict[str, int]) -> Visits:
    return sorted(my_shift(visits, days))


@exercise.mistake("Whole months are moved instead of days: intervals change, since months differ in length.")
def by_months(visits: Visits, days: dict[str, int]) -> Visits:
    moved = []
    for one, date in visits:
        year, month, day = map(int, date.split("-"))
        months = year * 12 + month - 1 + round(days[one] / 30)
        moved.append((one, f"{months // 12}-{months % 12 + 1:02d}-{day:02d}"))
    return moved


@exercise.property("Two visits of one patient lie as many days apart as before.")
def same_gaps(value: list, case: Case) -> bool:
    def gaps(visits: list) -> list[int]:
        days = [datetime.date.fromisoformat(date).toordinal() for one, date in visits if one == "Eva"]
        return [day - days[0] for day in days]

    return gaps(value) == gaps(case["visits"])
