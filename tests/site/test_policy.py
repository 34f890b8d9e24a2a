"""Each page's policy lets its own scripts run and nothing else, and lets nothing come from another host."""

import base64
import hashlib

from course_site.pages import policy

WIDGET = '<script type="application/vnd.jupyter.widget-view+json">{}</script>'


def rules(page: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (rule.split() for rule in policy(page).split(";"))}


def test_only_the_inline_scripts_of_the_page_are_allowed() -> None:
    hashed = "'sha256-" + base64.b64encode(hashlib.sha256(b"run()").digest()).decode() + "'"
    found = rules('<script>run()</script><script src="theme.js"></script>')
    assert found["script-src"] == ["'self'", hashed]
    assert found["default-src"] == ["'self'"]
    assert found["img-src"] == found["media-src"] == ["'self'", "data:"]


def test_a_live_figure_adds_modules_that_the_page_makes_and_nothing_else() -> None:
    assert rules(WIDGET)["script-src"] == ["'self'", "blob:"]
