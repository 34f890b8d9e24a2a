"""What a reader does on the page on which the town's GPT writes."""

from typing import Any


def loaded(page: Any) -> Any:
    """Return the figure once its model is there."""
    figure = page.locator(".wr")
    figure.get_by_role("button", name="Load the model").click()
    figure.get_by_role("button", name="Write 60 tokens").wait_for(timeout=60_000)
    figure.locator(".wr-bars caption", has_text="The next token").wait_for()
    return figure


def tokens(figure: Any) -> list[str]:
    found: list[str] = figure.locator(".wr-text [role=option]").all_text_contents()
    return found


def written(figure: Any, n: int) -> list[str]:
    """Return the tokens, when there are n and the figure says that it is done."""
    figure.locator(".wr-text [role=option]").nth(n - 1).wait_for(timeout=60_000)
    figure.locator(".wr-status", has_text="written: ").wait_for(timeout=60_000)
    return tokens(figure)


def press(figure: Any, name: str) -> None:
    figure.get_by_role("button", name=name, exact=True).click()
