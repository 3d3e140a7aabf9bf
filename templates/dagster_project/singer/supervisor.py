"""Run one process and end its whole session when the owner goes away.

Started as ``python -I -S supervisor.py LIFELINE FOLDER EXECUTABLE [ARGUMENT ...]`` by
:mod:`dagster_project.singer.process`, as the leader of a session of its own.

LIFELINE is the read end of a pipe whose write end only the owner holds. A byte read from it is
the number of a signal for the process group of the executable. Its end of file means that the
owner has died or wants an end: the executable and everything it has started are killed. FOLDER (or
``-``) is then removed as well, because nobody else is left to do it. When the executable ends by
itself and well, what left its session on purpose (a tunnel, an agent) stays.

The exit code, or the signal, of the executable becomes that of the supervisor. 126 and 127 stand
for an executable that could not be started, as in a shell. The file imports nothing that costs
time at start.
"""

import _thread
import os
import sys

KILL = 9
SET_CHILD_SUBREAPER = 36  # of Linux's prctl
# SIGPIPE and SIGXFSZ, which Python ignores for itself; SIGHUP, SIGINT, SIGQUIT and SIGTERM, which
# Dagster and all its children ignore when a script started it in the background.
RESTORED_SIGNALS = (1, 2, 3, 13, 15, 25)


def main(arguments: list[str]) -> int:
    """Start the executable and wait for it.

    Args:
        arguments: lifeline, folder, executable and its arguments.

    Returns:
        The exit code for this process, when no signal ended the executable.
    """
    lifeline, folder, command = int(arguments[0]), arguments[1], arguments[2:]
    os.set_inheritable(lifeline, False)
    adopt_orphans()
    try:
        child = os.posix_spawn(
            command[0],
            command,
            os.environ,
            setpgroup=0,
            setsigmask=(),
            setsigdef=RESTORED_SIGNALS,
        )
    except OSError as error:
        os.write(2, f"cannot start {command[0]}: {error.strerror}\n".encode())
        return 127 if isinstance(error, FileNotFoundError) else 126
    release_standard_streams()
    ending = _thread.allocate_lock()  # whoever holds it ends this process
    family: set[int] = set()  # the executable and what it had started when it was asked to end
    _thread.start_new_thread(watch, (lifeline, child, folder, ending, family))
    waits = hasattr(os, "waitid")  # with it the process number stays reserved until the end
    if waits:
        ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        status = ended.si_status if ended else 0
    else:
        status = os.waitpid(child, 0)[1]
    ending.acquire()
    signal_group(child, KILL)
    everything = status != 0 or child in family
    for process in (family | descendants(everything=everything)) - {child}:
        signal_process(process, KILL)
    if waits:
        status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        die_by(os.WTERMSIG(status))
    return os.WEXITSTATUS(status)


def release_standard_streams() -> None:
    """Let go of the pipes, so that the executable alone decides when they end."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor, inheritable=False)


def watch(
    lifeline: int, child: int, folder: str, ending: _thread.LockType, family: set[int]
) -> None:
    """Forward signal numbers until the lifeline ends, then kill everything."""
    while received := os.read(lifeline, 16):
        family.add(child)
        family |= descendants()
        for number in received:
            signal_group(child, number)
    ending.acquire()
    family |= descendants()
    signal_group(child, KILL)
    for _ in range(5):  # a process may start others while we look
        for process in family:
            signal_process(process, KILL)
        family = descendants() - {child}
        if not family:
            break
    if folder != "-":
        remove(folder)
    os._exit(128 + KILL)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends, on Linux."""
    try:
        # Of ctypes only the part in C: the package would add half to the time of the start.
        import _ctypes

        program = _ctypes.dlopen(None, 0)  # ty: ignore[invalid-argument-type]
        prctl = _ctypes.dlsym(program, "prctl")
        _ctypes.call_function(prctl, (SET_CHILD_SUBREAPER, 1, 0, 0, 0))
    except (ImportError, AttributeError, OSError):
        pass  # those that left the session and lost their parent are then out of reach


def signal_group(group: int, number: int) -> None:
    """Send a signal to a process group that may be gone."""
    try:  # noqa: SIM105 - importing contextlib would double the time of the start
        os.killpg(group, number)
    except OSError:
        pass  # nothing left to signal


def signal_process(process: int, number: int) -> None:
    """Send a signal to a process that may be gone."""
    try:  # noqa: SIM105 - as above
        os.kill(process, number)
    except OSError:
        pass  # it ended by itself


def descendants(*, everything: bool = True) -> set[int]:
    """Processes that are alive in this session, where /proc tells.

    Args:
        everything: also those in other sessions that descend from this process or this session.
    """
    own, session = os.getpid(), os.getsid(0)
    parents: dict[int, int] = {}
    found = {own}
    try:
        names = os.listdir("/proc")  # noqa: PTH208 - pathlib would double the time of the start
    except OSError:
        return set()
    for name in filter(str.isdigit, names):
        try:
            with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123 - as above
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue  # it ended while we looked
        if fields[0] == b"Z":
            continue
        parents[int(name)] = int(fields[1])
        if int(fields[3]) == session:
            found.add(int(name))
    grown = everything
    while grown:
        children = {pid for pid, parent in parents.items() if parent in found} - found
        found |= children
        grown = bool(children)
    return found - {own}


def remove(folder: str) -> None:
    """Remove a folder with all that plugins put into it; others may be removing it, too."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return  # gone
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            remove(entry.path)
            continue
        try:  # noqa: SIM105 - as above
            os.unlink(entry.path)  # noqa: PTH108 - as above
        except OSError:
            pass  # another supervisor was faster
    try:  # noqa: SIM105 - as above
        os.rmdir(folder)  # noqa: PTH106 - as above
    except OSError:
        pass  # as above


def die_by(number: int) -> None:
    """End this process by the signal that ended the executable, without a core dump."""
    import resource
    import signal

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if number != KILL:
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


if __name__ == "__main__":
    code = main(sys.argv[1:])
    os._exit(code)
