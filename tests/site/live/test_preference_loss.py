"""The figure on DPO's loss: its task, by mouse and by keyboard, its numbers and the reset."""

from typing import Any

CHAPTER = "notebooks/finetuning/17_tuning_and_alignment.html"
BOX = ".pl"


def said(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def row(figure: Any, name: str) -> list[str]:
    return [str(one) for one in figure.locator("tr", has_text=name).locator("td").all_inner_texts()]


def test_at_the_start_now_is_the_start(figure: Any) -> None:
    for name in ("loss", "margin", "weight"):
        start, now = row(figure, name)
        assert start == now
    assert said(figure) == ""


def test_the_task_is_reached_by_the_sliders(figure: Any) -> None:
    figure.get_by_label("Model: chosen").fill("-20")
    assert said(figure) == ""
    figure.get_by_label("Model: rejected").fill("-30")
    assert said(figure).startswith("✓ Reached")
    start, now = row(figure, "loss")
    assert float(now) < float(start)
    figure.get_by_role("button", name="Reset").click()
    assert said(figure) == ""


def test_the_task_is_reached_by_keyboard(figure: Any) -> None:
    chosen, rejected = figure.get_by_label("Model: chosen"), figure.get_by_label("Model: rejected")
    chosen.focus()
    chosen.press("ArrowLeft")
    assert said(figure) == ""
    rejected.focus()
    for _ in range(3):
        rejected.press("ArrowLeft")
    assert said(figure).startswith("✓ Reached")
    assert rejected.get_attribute("aria-valuetext") == "−19"


def test_a_larger_beta_alone_does_not_reach_the_task(figure: Any) -> None:
    figure.get_by_label("β").fill("1")
    start, now = row(figure, "loss")
    assert float(now) < float(start)
    assert said(figure) == ""


def test_the_bars_follow(figure: Any) -> None:
    figure.get_by_label("Model: chosen").fill("-40")
    numbers = figure.locator(".pl-number").all_inner_texts()
    assert numbers == ["−4.00", "0.40"]
