"""What a server's processes take of the machine, read from /proc. Standard library only."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")


def workers_of(pid: int) -> list[int]:
    """The processes that a process has started; empty where /proc doesn't say."""
    try:
        return [int(each) for each in (PROC / f"{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def cpu_seconds(pids: list[int]) -> float | None:
    """Processor time that these processes have taken since they began, in the system, too; None: nobody
    says.
    """
    try:
        fields = [(PROC / f"{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    except OSError:
        return None
    if not fields:
        return None
    # utime and stime: the 14th and 15th field, of which the id and the name (it may hold spaces) are cut off.
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def memory_mb(pids: list[int]) -> float | None:
    """Memory that these processes hold, in megabytes, what they share counted once for each; None: nobody
    says.
    """
    total = 0
    for pid in pids:
        try:
            lines = (PROC / f"{pid}/status").read_text().splitlines()
        except OSError:
            return None
        total += next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
    return total / 1024 if pids else None
