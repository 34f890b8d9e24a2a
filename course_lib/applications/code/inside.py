"""What runs inside the sandbox: build the fences, then run a program that came by standard input.

Started by sandbox.py as a script of its own, without the course's library: `python -I -S -B inside.py`.
From the outside in:

    limits        of time, memory, file size and open files                          every POSIX system
    own disk      a small file system in memory takes the place of the scratch folder          Linux
    Landlock      the kernel refuses files outside Python's own and the scratch folder         Linux ≥ 5.13
    seccomp       the kernel refuses new processes, threads, signals and sockets               Linux
    audit hook    Python itself refuses the same, in words                                     everywhere

An audit hook stops accidents; a program that means harm finds a way round it (PEP 578 says so). The kernel's fences
hold whatever the program does. Which of them stand here, the report says.
Sources: https://docs.kernel.org/userspace-api/landlock.html, …/seccomp_filter.html, https://peps.python.org/pep-0578/.
Tested by tests/applications/code/test_sandbox.py.
"""

import contextlib
import ctypes
import io
import json
import os
import platform
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any

NEW_USER, NEW_MOUNTS = 0x10000000, 0x00020000
NO_NEW_PRIVILEGES, SET_SECCOMP = 38, 22
FORBIDDEN = {  # system calls, by architecture as the kernel numbers it
    # clone fork vfork execve … clone3 · kill tkill tgkill · socket … · ptrace bpf mount unshare io_uring …
    # and what Landlock leaves open: chmod chown utime setxattr truncate
    "x86_64": (
        0xC000003E,
        "56 57 58 59 322 435 62 200 234 41 42 53 101 321 165 166 155 161 272 308 310 311 298 323 248 249 250 "
        "29 64 68 240 424 425 426 427 428 429 430 434 438 442 "
        "90 91 268 452 92 93 94 260 132 235 261 280 188 189 190 197 198 199 463 466 469 76",
    ),
    "aarch64": (
        0xC00000B7,
        "220 221 281 435 129 130 131 198 199 203 117 280 39 40 41 51 97 268 270 271 241 282 217 218 219 "
        "194 190 186 180 424 425 426 427 428 429 430 434 438 442 "
        "52 53 452 54 55 88 5 6 7 14 15 16 463 466 469 45",
    ),
}
DENIED = (  # audit events, by how they begin
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.kill",
    "pty.",
    "ctypes.",
    "signal.pthread_kill",
    "resource.setrlimit",
    "resource.prlimit",
)
READING = ("os.listdir", "os.scandir")
CHANGING = ("remove", "rename", "mkdir", "rmdir", "link", "symlink", "chmod", "chown", "truncate", "utime")
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
LIBRARIES = ("/usr/lib", "/lib", "/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/dev/null", "/dev/urandom")


def readable() -> list[str]:
    """Return the folders that Python itself needs."""
    own = {os.path.dirname(os.__file__), *(one for one in sys.path if os.path.isdir(one))}
    return sorted({os.path.realpath(one) for one in own | set(LIBRARIES) if os.path.exists(one)})


def own_disk(folder: str, megabytes: int) -> bool:
    """Mount a file system of this size over the scratch folder, for this process alone."""
    libc, uid, gid = ctypes.CDLL(None), os.getuid(), os.getgid()
    if uid == 0 and libc.unshare(NEW_MOUNTS):
        return False
    if uid != 0:
        if libc.unshare(NEW_USER | NEW_MOUNTS):
            return False
        for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    private, size = 1 << 18 | 1 << 14, f"size={megabytes}m,nr_inodes=500,mode=700".encode()
    if libc.mount(None, b"/", None, private, None):  # what is mounted here stays here
        return False
    return libc.mount(b"none", folder.encode(), b"tmpfs", 6, size) == 0


def drop_privileges() -> None:
    """Give up all that a superuser may do besides what others may, for good."""
    libc = ctypes.CDLL(None)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.capset(struct.pack("Ii", 0x20080522, 0), struct.pack("6I", *[0] * 6))


def landlock(folder: str) -> bool:
    """Let the kernel refuse all files but Python's own, to read, and the folder, to read and write."""
    libc = ctypes.CDLL(None)
    version = libc.syscall(444, None, 0, 1)
    if version < 1:
        return False
    every = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    rules = libc.syscall(444, struct.pack("Q", every), 8, 0)
    for path in [*readable(), folder]:
        place = os.open(path, os.O_PATH)
        allowed = every if path == folder else 0b1101 if os.path.isdir(path) else 0b0101
        if libc.syscall(445, rules, 1, struct.pack("<Qi", allowed, place), 0):
            return False
        os.close(place)
    return rules >= 0 and libc.syscall(446, rules, 0) == 0


def seccomp() -> bool:
    """Let the kernel answer "not permitted" to the forbidden system calls, from now on and for good."""
    if platform.machine() not in FORBIDDEN:
        return False
    architecture, numbers = FORBIDDEN[platform.machine()]
    calls = [int(one) for one in numbers.split()]
    n, refuse = len(calls), 0x00050001  # "permission denied"
    steps = [(0x20, 0, 0, 4), (0x15, 0, n + 3, architecture), (0x20, 0, 0, 0), (0x35, n + 1, 0, 0x40000000)]
    steps += [(0x15, n - i, 0, call) for i, call in enumerate(calls)]
    steps += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, refuse)]
    program = b"".join(struct.pack("HBBI", *step) for step in steps)
    code = ctypes.create_string_buffer(program, len(program))
    return (
        ctypes.CDLL(None).prctl(SET_SECCOMP, 2, struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code)), 0, 0) == 0
    )


def set_limits(given: dict[str, Any]) -> None:
    """Set the limits that the kernel counts for one process."""
    mega = 2**20
    wanted = {
        resource.RLIMIT_CPU: int(given["seconds"]) + 1,
        resource.RLIMIT_AS: given["memory_mb"] * mega,
        resource.RLIMIT_FSIZE: given["disk_mb"] * mega,
        resource.RLIMIT_NOFILE: 24,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in wanted.items():
        resource.setrlimit(kind, (most, most))


def audit_hook(folder: str) -> Callable[[str, tuple[Any, ...]], None]:
    """Return a hook that refuses what the kernel's fences refuse, where Python knows of it."""
    real, inside, flags = os.path.realpath, (*readable(), folder), WRITE_FLAGS

    def within(path: Any, folders: tuple[str, ...]) -> bool:
        if isinstance(path, int):
            return True
        place = real(os.fsdecode(path or "."))
        return any(place == one or place.startswith(one + "/") for one in folders)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            writes = isinstance(arguments[2], int) and arguments[2] & flags
            if not within(arguments[0], (folder, "/dev/null") if writes else inside):
                raise PermissionError(f"the sandbox refuses the file {arguments[0]}")
        elif event.startswith(DENIED):
            raise PermissionError(f"the sandbox refuses {event}")
        elif event in READING and not within(arguments[0], inside):
            raise PermissionError(f"the sandbox refuses the folder {arguments[0]}")
        elif event.startswith("os.") and event[3:] in CHANGING:
            paths = [one for one in arguments[:2] if isinstance(one, str | bytes)]
            if not all(within(one, (folder,)) for one in paths[event[3:] == "symlink" :]):
                raise PermissionError(f"the sandbox refuses {event} of {paths}")

    return hook


def fence(given: dict[str, Any]) -> list[str]:
    """Build all fences that stand on this machine; return which of the kernel's do."""
    folder, layers = given["folder"], []
    if given["kernel"] and sys.platform == "linux":
        with contextlib.suppress(OSError):  # some systems allow ordinary users no file system
            layers += ["own disk"] * own_disk(folder, given["disk_mb"])
        os.chdir(folder)
        drop_privileges()
        layers += ["Landlock"] * landlock(folder)
        layers += ["seccomp"] * seccomp()
    set_limits(given)
    if given["hook"]:
        sys.addaudithook(audit_hook(folder))
    for name in [name for name in sys.modules if "ctypes" in name or name == "resource"]:
        del sys.modules[name]
    return layers


def last_line(error: BaseException) -> int:
    """Return the line of the program that the error comes from; 0 if there is none."""
    line, step = getattr(error, "lineno", 0) or 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<program>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def main() -> None:
    given = json.loads(sys.stdin.buffer.read())
    channel, secret, code = given.pop("channel"), given.pop("secret"), given.pop("program")
    sys.stdin = io.StringIO()
    report: dict[str, Any] = {"secret": secret, "layers": fence(given), "error": "", "line": 0}
    try:
        exec(compile(code, "<program>", "exec"), {"__name__": "__main__"})
    except BaseException as error:
        line = last_line(error)
        report |= {"error": type(error).__name__, "message": str(error)[:2000], "line": line}
    try:
        sys.stdout.flush()
    except Exception as error:
        report |= {"error": type(error).__name__, "message": "standard output is gone"}
    os.write(channel, json.dumps(report).encode())
    os._exit(0)  # what the program has left to be done at its end is not done


if __name__ == "__main__":
    main()
