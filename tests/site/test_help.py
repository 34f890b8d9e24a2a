"""The hints as the site folds them."""

from course_site.exercises import as_text


def test_a_tag_in_a_hint_is_text_and_code_stays_as_it_is():
    shown = as_text("Begin with <s>, as in `<s> the dog`, if 1 < 2.")
    assert shown == "Begin with &lt;s>, as in `<s> the dog`, if 1 &lt; 2."
