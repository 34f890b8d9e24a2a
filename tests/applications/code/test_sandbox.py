"""The sandbox survives hostile programs. Each is bounded: a hole would cost a test, not the machine."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course_lib.applications.code.inside import FORBIDDEN
from course_lib.applications.code.sandbox import Limits, fences, run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX system")
FENCES = fences() if os.name == "posix" else ()
BOTH: dict[str, bool] = {}
KERNEL, HOOK = {"hook": False}, {"kernel": False}
REFUSED = ("PermissionError", "OSError", "BlockingIOError")
QUICK = Limits(seconds=1.0)


def needs(*layers):
    missing = [one for one in layers if one not in FENCES]
    return pytest.mark.skipif(bool(missing), reason=f"this machine lacks {', '.join(missing)}")


def each_fence(*layers):
    """Run a test with both fences, with the kernel's alone where it has them, and with Python's alone."""
    kernel = pytest.param(KERNEL, marks=needs(*layers), id="kernel")
    return pytest.mark.parametrize("fence", [pytest.param(BOTH, id="both"), kernel, pytest.param(HOOK, id="hook")])


# What an honest program may do.


def test_an_honest_program_finishes_and_its_output_comes_back():
    ran = run("import math, collections, re\nprint(math.isqrt(49))")
    assert (ran.verdict, ran.output, ran.error) == ("finished", "7\n", "")


def test_it_may_write_and_read_files_in_its_folder_which_then_vanishes():
    ran = run("import os\nopen('a.txt', 'w').write('kite')\nprint(open('a.txt').read(), os.getcwd())")
    word, folder = ran.output.split()
    assert word == "kite"
    assert not Path(folder).exists()


def test_its_folder_is_empty():
    assert run("import os\nprint(os.listdir())").output == "[]\n"


def test_an_error_comes_back_with_its_line():
    ran = run("x = 1\n\nx / 0\n")
    assert (ran.verdict, ran.error, ran.line) == ("raised", "ZeroDivisionError: division by zero", 3)


def test_what_is_not_python_is_an_error_like_another():
    ran = run("print('a')\nx = (1,\n")
    assert (ran.verdict, ran.output, ran.line) == ("raised", "", 2)
    assert ran.error.startswith("SyntaxError")


def test_deep_recursion_is_an_error_like_another():
    assert run("f = lambda: f()\nf()").error.startswith("RecursionError")


# Programs that use too much.


def test_an_endless_loop_is_ended():
    start = time.perf_counter()
    assert run("while True: pass", QUICK).verdict == "time out"
    assert time.perf_counter() - start < 10


def test_a_loop_that_catches_everything_is_ended_too():
    program = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    program += "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass"
    assert run(program, QUICK).verdict == "time out"


def test_sleeping_is_ended_as_well_although_it_takes_no_processor_time():
    assert run("import time\ntime.sleep(60)", QUICK).verdict == "time out"


def test_memory_is_limited():
    assert run("b = bytearray(2**30)").verdict == "memory"


def test_memory_that_grows_slowly_is_limited():
    assert run("a = ['x']\nfor _ in range(30): a += a").verdict == "memory"


@pytest.mark.parametrize("where", ["sys.stdout", "sys.stderr"])
def test_endless_output_is_cut(where):
    ran = run(f"import sys\nwhile True: {where}.write('kite' * 999)")
    assert ran.verdict == "too much output"
    assert len(ran.output) <= Limits().output_chars


@pytest.mark.parametrize("fence", [BOTH, HOOK], ids=["both", "hook"])
def test_one_file_cannot_fill_the_disk(fence):
    ran = run("with open('a', 'wb') as f:\n    for _ in range(50): f.write(bytes(2**20))", **fence)
    assert ran.verdict == "raised"
    assert ran.error.startswith("OSError")


@needs("own disk")
def test_many_files_cannot_fill_the_disk_either():
    program = "for i in range(20):\n    with open(str(i), 'wb') as f: f.write(bytes(2**20))\n    print(i)"
    ran = run(program)
    assert ran.error.startswith("OSError: [Errno 28]")
    assert int(ran.output.split()[-1]) < Limits().disk_mb


@needs("own disk")
def test_nor_can_many_empty_files():
    assert run("for i in range(2000): open(str(i), 'w').close()").error.startswith("OSError: [Errno 28]")


def test_files_cannot_be_opened_without_end():
    assert run("a = [open(str(i), 'w') for i in range(99)]").error.startswith("OSError: [Errno 24]")


# Programs that reach outside.


@each_fence("seccomp")
def test_a_fork_bomb_does_not_get_its_first_child(fence):
    program = "import os\nfor _ in range(4):\n    if os.fork() == 0: os._exit(0)\nprint('forked')"
    ran = run(program, **fence)
    assert (ran.verdict, ran.output) == ("raised", "")
    assert ran.error.split(":")[0] in REFUSED


@each_fence("seccomp")
@pytest.mark.parametrize(
    "program",
    [
        "import subprocess\nsubprocess.run(['/bin/echo', 'hello'])",
        "import os\nos.execv('/bin/echo', ['echo', 'hello'])",
        "import os\nos.posix_spawn('/bin/echo', ['echo', 'hello'], {})",
    ],
    ids=["subprocess", "exec", "spawn"],
)
def test_no_other_program_can_be_started(program, fence):
    ran = run(program, **fence)
    assert ran.error.split(":")[0] in REFUSED
    assert "hello" not in ran.output


@needs("seccomp")
def test_no_thread_can_be_started():
    assert run("import threading\nthreading.Thread(target=print).start()").error.startswith("RuntimeError")


@each_fence("seccomp")
def test_the_parent_cannot_be_killed(fence):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])  # a stand-in for the parent
    try:
        ran = run(f"import os, signal\nos.kill({child.pid}, signal.SIGKILL)", **fence)
        assert ran.error.startswith("PermissionError")
        assert child.poll() is None
        assert run(f"import os, signal\nos.kill(os.getppid(), {signal.SIGWINCH:d})", **fence).verdict == "raised"
    finally:
        child.kill()
        child.wait()


@each_fence("seccomp")
@pytest.mark.parametrize("family", ["AF_INET", "AF_UNIX"])
def test_there_is_no_network(family, fence):
    ran = run(f"import socket\nsocket.socket(socket.{family})", **fence)
    assert ran.error.startswith("PermissionError")


def test_nor_by_the_libraries_above_it():
    program = "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/', timeout=1)"
    assert run(program).verdict == "raised"


def test_the_environment_is_empty(monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "swordfish")
    assert "swordfish" not in run("import os\nprint(dict(os.environ))").output
    assert run("print(open('/proc/self/environ').read())").verdict == "raised"


@each_fence("Landlock")
def test_files_outside_cannot_be_read(fence, tmp_path):
    (tmp_path / "secret").write_text("swordfish")
    for path in (tmp_path / "secret", Path("/etc/passwd"), Path(f"/proc/{os.getpid()}/environ")):
        ran = run(f"print(open({str(path)!r}).read())", **fence)
        assert ran.error.startswith("PermissionError")
        assert ran.output == ""


@each_fence("Landlock")
def test_folders_outside_cannot_be_listed(fence, tmp_path):
    assert run(f"import os\nprint(os.listdir({str(tmp_path)!r}))", **fence).error.startswith("PermissionError")


@each_fence("Landlock")
def test_files_outside_cannot_be_written_or_removed(fence, tmp_path):
    (tmp_path / "mine").write_text("kite")
    for program in (
        f"open({str(tmp_path / 'new')!r}, 'w')",
        f"open({str(tmp_path / 'mine')!r}, 'a')",
        f"import os\nos.remove({str(tmp_path / 'mine')!r})",
        f"import os\nos.rename({str(tmp_path / 'mine')!r}, 'stolen')",
        f"import os\nos.mkdir({str(tmp_path / 'folder')!r})",
    ):
        assert run(program, **fence).verdict == "raised", program
    assert [one.name for one in tmp_path.iterdir()] == ["mine"]
    assert (tmp_path / "mine").read_text() == "kite"


@each_fence("seccomp")
def test_nor_can_their_rights_or_their_dates_be_changed(fence, tmp_path):
    (tmp_path / "mine").write_text("kite")
    before = (tmp_path / "mine").stat()
    path = repr(str(tmp_path / "mine"))
    for call in (f"os.chmod({path}, 0o777)", f"os.utime({path}, (1, 1))", f"os.truncate({path}, 1)"):
        assert run(f"import os\n{call}", **fence).error.startswith("PermissionError"), call
    after = (tmp_path / "mine").stat()
    assert (after.st_mode, after.st_mtime, after.st_size) == (before.st_mode, before.st_mtime, before.st_size)


@each_fence("Landlock")
def test_a_link_is_no_way_out(fence, tmp_path):
    (tmp_path / "secret").write_text("swordfish")
    ran = run(f"import os\nos.symlink({str(tmp_path / 'secret')!r}, 'l')\nprint(open('l').read())", **fence)
    assert "swordfish" not in ran.output


@needs("Landlock", "seccomp")
def test_the_kernels_fences_hold_where_python_is_bypassed():
    """By ctypes a program calls the kernel without Python's knowing: that is what the hook can't stop."""
    program = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
    program += "print(libc.fork(), libc.socket(2, 1, 0), libc.open(b'/etc/passwd', 0), libc.kill(os.getppid(), 0))"
    assert run(program, hook=False).output == "-1 -1 -1 -1\n"


@needs("seccomp")
def test_limits_cannot_be_raised_again_not_even_by_a_superuser():
    program = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**33, 2**33))"
    assert run(program, hook=False).verdict == "raised"


def test_the_two_lists_of_system_calls_are_of_about_the_same_length():
    sizes = [len(calls.split()) for _, calls in FORBIDDEN.values()]
    assert sizes == [len(set(calls.split())) for _, calls in FORBIDDEN.values()]
    assert max(sizes) - min(sizes) <= 10  # aarch64 has no fork, no chmod, no utime: only their newer forms


# Programs that claim to have finished.


@pytest.mark.parametrize(
    "program",
    [
        "import os\nos._exit(0)",
        "import os\nfor fd in range(3, 9):\n    try: os.write(fd, b'{}')\n    except OSError: pass\nos._exit(0)",
        "import os\nos.closerange(3, 99)\n1 / 0",
    ],
    ids=["exit", "forged report", "closed report"],
)
def test_a_program_that_leaves_early_has_not_finished(program):
    assert run(program).verdict == "died"


def test_nor_has_one_that_calls_exit():
    assert run("raise SystemExit(0)").error == "SystemExit: 0"


def test_nothing_of_it_is_left_running():
    ran = run("import os\nprint(os.getpid(), flush=True)\nwhile True: pass", QUICK)
    with pytest.raises(ProcessLookupError):
        os.kill(int(ran.output), 0)


def test_limits_must_be_positive():
    with pytest.raises(ValueError, match=r"memory_mb must be positive, got 0\."):
        Limits(memory_mb=0)


def test_windows_is_refused(monkeypatch):
    monkeypatch.setattr(os, "name", "nt")
    with pytest.raises(RuntimeError, match=r"needs a POSIX system .* got Windows"):
        run("")
