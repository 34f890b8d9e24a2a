"""From operations to kilograms of CO2."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "scaling.carbon",
    title="From operations to carbon",
    chapter="11",
    level=2,
    minutes=10,
    hints=[
        "Four steps: operations to seconds, seconds to joules, joules to kilowatt-hours, kilowatt-hours to kilograms. "
        "Where does the building come in?",
        "A device does peak · utilisation operations a second. Seconds times watts are joules, and a kilowatt-hour has "
        "1000 · 3600 of them. The building draws pue times what the devices draw.",
        "flops / (peak · utilisation) · watts · pue / 3.6e6 are kilowatt-hours. Times grid, they are grams: divide by "
        "1000.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(low: float, high: float) -> float:
        return low + (high - low) * torch.rand((), generator=rng).item()

    return [
        {
            "flops": draw(1, 9) * 1e22,
            "peak": draw(1, 9) * 1e14,
            "utilisation": draw(0.2, 0.5),
            "watts": draw(300, 700),
            "pue": draw(1.1, 1.6),
            "grid": draw(50, 600),
        }
        for _ in range(3)
    ]


@exercise.solution
def my_carbon(
    flops: float,
    peak: float,
    utilisation: float,
    watts: float,
    pue: float,
    grid: float,
) -> float:
    """Return what a training emits, in kilograms of CO2.

    peak: operations a second of one device; utilisation: the share of it reached
    watts: what the device draws; pue: what the building draws for each watt of it
    grid: grams of CO2 for each kilowatt-hour
    """
    seconds = flops / (peak * utilisation)
    kilowatt_hours = seconds * watts * pue / 3.6e6
    return kilowatt_hours * grid / 1000


@exercise.also_right
def by_hours(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    hours = flops / peak / utilisation / 3600
    return hours * (watts / 1000) * pue * (grid / 1000)


@exercise.also_right
def by_joules(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    joules_an_operation = watts / peak / utilisation
    return flops * joules_an_operation * pue * grid / 3_600_000_000


@exercise.mistake("The PUE is missing: the building draws more than the machines, for cooling and for losses.")
def no_pue(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    return my_carbon(flops, peak, utilisation, watts, 1.0, grid)


@exercise.mistake("The PUE divides here: it is the building's share on top, and makes the energy larger.")
def pue_inverted(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    return my_carbon(flops, peak, utilisation, watts, 1 / pue, grid)


@exercise.mistake("The utilisation is missing: at less than the peak the training takes longer, at the same power.")
def at_the_peak(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    return my_carbon(flops, peak, 1.0, watts, pue, grid)


@exercise.mistake("The utilisation is on the wrong side: less of the peak takes more energy in all.")
def utilisation_inverted(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    return my_carbon(flops, peak, 1 / utilisation, watts, pue, grid)


@exercise.mistake("Watts times hours are watt-hours: 1000 of them make a kilowatt-hour.")
def watt_hours(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    return 1000 * my_carbon(flops, peak, utilisation, watts, pue, grid)


@exercise.mistake("These are kilowatt-hours; times what the grid emits for each, they become CO2.")
def energy_only(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    return my_carbon(flops, peak, utilisation, watts, pue, 1000.0)


@exercise.mistake("Seconds are taken for hours: the energy is 3600 times too large.")
def seconds_as_hours(flops: float, peak: float, utilisation: float, watts: float, pue: float, grid: float) -> float:
    return 3600 * my_carbon(flops, peak, utilisation, watts, pue, grid)


@exercise.property("It must be at least what machines alone, running at their peak, would emit.")
def at_least_the_machines(kg: float, case: Case) -> bool:
    machines = case["flops"] / case["peak"] * case["watts"] / 3.6e6 * case["grid"] / 1000
    return kg >= machines
