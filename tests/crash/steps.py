"""The steps of a process by name, each of which may be its last; and drivers that are run for one at a time.

A driver is a program that knows some functions. It is loaded once (`Driver`), and forks for each errand: a
process of its own, which does what it is told and is killed by SIGKILL at the step that it is told. Every
commit is a step by itself (`watch_commits`), named after the function whose work it is; what else is one says
`step`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

#: What passed in this process since `begin`, in order.
passed: list[str] = []
_last = ""
_is_watching = False
#: Whose functions name commits; what opens transactions for others doesn't.
_OURS = ("commerce.", "learning.", "accounts.", "common.", "__main__")
_OPENERS = ("commerce.databases", "common.events")


class Driver:
    """A driver that waits for errands. environment: what it needs besides this process's own."""

    def __init__(self, program: Path, environment: Mapping[str, str]) -> None:
        left = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self._process = subprocess.Popen(
            [sys.executable, str(program)],
            env={**left, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *functions: str, **errand: Any) -> Any:
        """Do these one after another, and give what the last of them returned. errand: for all of them."""
        answer = self._ask(functions, errand)
        assert answer["ended by"] == 0, answer["said"]
        return answer["said"]["returned"]

    def steps(self, *functions: str, **errand: Any) -> list[str]:
        """Do these, and name every step that the last of them took."""
        answer = self._ask(functions, errand)
        assert answer["ended by"] == 0, answer["said"]
        return list(answer["said"]["passed"])

    def kill(self, *functions: str, at: str, **errand: Any) -> None:
        """Do these, and be killed at a step of the last one."""
        answer = self._ask(functions, {**errand, "kill_at": at})
        assert answer["ended by"] == -signal.SIGKILL, (at, answer)

    def _ask(self, functions: tuple[str, ...], errand: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({**errand, "functions": functions}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def end(self) -> None:
        """Let it go."""
        self._process.communicate(timeout=30)


def step(name: str) -> None:
    """Pass a step; the last one, if the errand says so. The second one of a name is "name (2)"."""
    if not _is_watching:
        return
    times = sum(1 for each in passed if each.partition(" (")[0] == name)
    name = f"{name} ({times + 1})" if times else name
    passed.append(name)
    if name == _last:
        os.kill(os.getpid(), signal.SIGKILL)


def watch_commits() -> None:
    """Make each commit of this process two steps: it is about to be written, and it has been."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    commit = BaseDatabaseWrapper.commit

    def watched(self: Any) -> None:
        work = _whose_work()
        step(f"{work}: before")
        commit(self)
        step(f"{work}: after")

    BaseDatabaseWrapper.commit = watched  # type: ignore[method-assign]


def serve(functions: Mapping[str, Callable[..., Any]], prepare: Callable[[dict[str, Any]], None]) -> None:
    """Do errands until there are no more. prepare: makes the forked process ready for one."""
    for line in sys.stdin:
        errand = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _do(errand, functions, prepare, writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        _pid, status = os.waitpid(child, 0)
        ended_by = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        answer = {"ended by": ended_by, "said": json.loads(said) if said else None}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _do(
    errand: dict[str, Any],
    functions: Mapping[str, Callable[..., Any]],
    prepare: Callable[[dict[str, Any]], None],
    writing: int,
) -> None:
    """The work of a forked process. It ends here, and leaves nothing of its parent's behind."""
    global _last, _is_watching
    said: dict[str, Any] = {"returned": None}
    code = 0
    try:
        prepare(errand)
        for place, name in enumerate(errand["functions"], start=1):
            _is_watching = place == len(errand["functions"])
            _last = errand.get("kill_at", "")
            said["returned"] = functions[name]()
        said["passed"] = passed
        from django.db import connections

        connections.close_all()  # SQLite tidies up
    except BaseException:
        said, code = {"error": traceback.format_exc()}, 1
    with os.fdopen(writing, "w") as pipe:
        pipe.write(json.dumps(said))
    os._exit(code)


def _whose_work() -> str:
    """The innermost function of ours that opened the transaction that ends now."""
    frame = sys._getframe(2)
    while frame is not None:
        module, function = str(frame.f_globals.get("__name__", "")), frame.f_code.co_name
        if (module, function) == ("common.transactions", "run"):
            return str(frame.f_locals["action"].__name__)
        if (module, function) == ("common.events.outbox", "_run"):
            return f"{frame.f_locals['handler'].name.rpartition('.')[2]} hears {frame.f_locals['fact'].kind}"
        if module.startswith(_OURS) and not module.startswith(_OPENERS):
            return function
        frame = frame.f_back  # type: ignore[assignment]
    return "something else"
