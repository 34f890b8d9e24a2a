"""Control lines: written and read back."""

import pytest

from course_lib.corpora.town.genres.control_lines import control_line, read_controls


@pytest.mark.parametrize(
    ("genre", "controls"),
    [("poem", {"rhyme": "aabb", "lines": "4"}), ("story", {}), ("product", {"item": "toy train", "tone": "plain"})],
)
def test_what_is_written_is_read_back(genre, controls):
    assert read_controls(control_line(genre, controls)) == (genre, controls)


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_could_not_be_read_back_is_refused():
    with pytest.raises(ValueError, match=r"without \| or line ends, got 'a\|b'"):
        control_line("poem", {"mood": "a|b"})
    with pytest.raises(ValueError, match="a key must be one word, got 'the mood'"):
        control_line("poem", {"the mood": "sad"})
    with pytest.raises(ValueError, match="must begin with a genre, got ' '"):
        read_controls(" ")
    with pytest.raises(ValueError, match="a key and a value, got 'mood'"):
        read_controls("poem | mood")
