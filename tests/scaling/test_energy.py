"""Energy and carbon against published numbers."""

import pytest

from course_lib.scaling.energy import (
    GPT3,
    GPT3_FLOPS,
    Assumptions,
    carbon,
    device_seconds,
    energy,
    energy_range,
)


def test_the_published_numbers_of_gpt_3():
    kwh = energy(device_seconds(GPT3_FLOPS, GPT3), GPT3)
    assert kwh / 1000 == pytest.approx(1287, abs=1)
    assert carbon(kwh, GPT3) / 1000 == pytest.approx(552, abs=1)


def test_one_kilowatt_for_one_hour():
    machine = Assumptions(1e12, watts=500, pue=2.0, grid=0.4)
    assert energy(3600, machine) == 1
    assert carbon(1, machine) == 0.4


def test_a_range_holds_every_combination():
    machine = Assumptions(1e12, watts=300, pue=1.1, grid=0.4)
    low, high = energy_range(1e18, machine, watts=(300, 400), flops_a_second=(5e11, 1e12))
    assert low == pytest.approx(energy(1e6, machine))
    assert high == pytest.approx(low * 2 * 400 / 300)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.mark.parametrize(("name", "value"), [("flops_a_second", 0), ("watts", -1), ("pue", 0.9), ("grid", -0.1)])
    def test_a_number_out_of_range(self, name, value):
        good = {"flops_a_second": 1e12, "watts": 300, "pue": 1.1, "grid": 0.4}
        with pytest.raises(ValueError, match=f"{name} must be .* got {value}"):
            Assumptions(**{**good, name: value})
