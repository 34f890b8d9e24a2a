"""What is logged can be read back, by us, as JSON, and by TensorBoard; also after a kill."""

import json
import math
import sys
import time

import pytest

from course_lib.training.log import TrainingLog, column, read_log


def test_the_log_can_be_read_back(tmp_path):
    before = time.time()
    with TrainingLog(tmp_path / "new" / "log.jsonl") as log:
        log.write(0, loss=2.5, learning_rate=0.1)
        log.write(1, loss=1 / 3, learning_rate=0.2, validation_loss=4)
    records = read_log(log.path)
    assert records == [json.loads(line) for line in log.path.read_text().splitlines()]
    assert column(records, "loss") == ([0, 1], [2.5, 1 / 3])
    assert column(records, "validation_loss") == ([1], [4])
    assert before <= records[0]["time"] <= records[1]["time"] <= time.time()


def test_a_record_is_in_the_file_at_once(tmp_path):
    with TrainingLog(tmp_path / "log") as log:
        log.write(0, loss=1.0)
        assert column(read_log(log.path), "loss") == ([0], [1.0])


def test_a_second_run_adds_to_the_log(tmp_path):
    for step in range(3):
        with TrainingLog(tmp_path / "log") as log:
            log.write(step, loss=step / 2)
    assert column(read_log(log.path), "loss") == ([0, 1, 2], [0.0, 0.5, 1.0])


def test_half_a_line_of_a_killed_run_is_passed_over_and_then_cut_off(tmp_path):
    path = tmp_path / "log"
    path.write_text('{"step": 0, "loss": 3.0}\n{"step": 1, "lo')
    assert read_log(path) == [{"step": 0, "loss": 3.0}]
    with TrainingLog(path) as log:
        log.write(1, loss=2.0)
    assert column(read_log(path), "loss") == ([0, 1], [3.0, 2.0])


def test_rewinding_drops_the_steps_that_will_be_done_again(tmp_path):
    with TrainingLog(tmp_path / "log") as log:
        for step in range(5):
            log.write(step, loss=1.0)
        log.rewind(3)
        log.write(3, loss=7.0)
    assert column(read_log(log.path), "loss") == ([0, 1, 2, 3], [1.0, 1.0, 1.0, 7.0])


def test_tensorboard_has_the_same_numbers(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    with TrainingLog(tmp_path / "log", tensorboard=tmp_path / "board") as log:
        for step in range(3):
            log.write(step, loss=step + 0.5, learning_rate=0.25)
        log.rewind(2)
        log.write(2, loss=9.0, learning_rate=0.25)
    events = EventAccumulator(str(tmp_path / "board")).Reload()
    assert sorted(events.Tags()["scalars"]) == ["learning_rate", "loss"]
    assert [(one.step, one.value) for one in events.Scalars("loss")] == [(0, 0.5), (1, 1.5), (2, 9.0)]


def test_tensorboard_that_is_not_installed_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(ImportError, match="pip install tensorboard"):
        TrainingLog(tmp_path / "log", tensorboard=tmp_path / "board")


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_value_that_json_cannot_say_is_refused(tmp_path, value):
    with TrainingLog(tmp_path / "log") as log, pytest.raises(ValueError, match=f"loss .*got {value} at step 4"):
        log.write(4, loss=value)
    assert read_log(log.path) == []


@pytest.mark.parametrize("line", ["not json", "[1, 2]", '{"loss": 3}', ""])
def test_a_line_that_is_no_record_is_refused_with_its_number(tmp_path, line):
    (tmp_path / "log").write_text('{"step": 0}\n' + line + "\n")
    with pytest.raises(ValueError, match="in line 2"):
        read_log(tmp_path / "log")


def test_a_name_that_no_record_has_is_refused():
    with pytest.raises(ValueError, match=r"one of \['loss', 'step'\], got 'perplexity'"):
        column([{"step": 0, "loss": 1.0}], "perplexity")
