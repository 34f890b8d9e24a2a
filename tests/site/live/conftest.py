"""A live figure on its chapter's page. Each test module names both: CHAPTER, and BOX, the figure's CSS class.

MOTION = "reduce" tells the page that the reader wants no movement: then there is nothing to wait for.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}


@pytest.fixture(scope="module", params=["desk", "phone"])
def page(request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> Iterator[Any]:
    """The chapter on a wide screen, in light, and on a telephone, in dark; nothing may go wrong on it."""
    screen = PHONE if request.param == "phone" else {}
    motion = getattr(request.module, "MOTION", "no-preference")
    opened = open_page(request.module.CHAPTER, **screen, reduced_motion=motion)
    yield opened.page
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"
    assert opened.troubles == []


@pytest.fixture
def figure(request: pytest.FixtureRequest, page: Any) -> Any:
    """The figure, as it is at the start."""
    figure = page.locator(request.module.BOX).first
    figure.scroll_into_view_if_needed()
    figure.get_by_role("button", name="Reset").click()
    return figure
