"""The machine that measures: what it is, and which of its cores do what."""

import os
import platform
import re
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
# The server's core, and everyone else's. On a machine with one core both are the same one.
SERVER_CORE = CORES[-1]
LOAD_CORE = CORES[0]


def pinned(core, command):
    """The command, on this core only."""
    return ["taskset", "-c", str(core), *map(str, command)]


def describe():
    """What a reader wants to know of the machine."""
    cpu = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return {
        "cpu": cpu.group(1) if cpu else platform.machine(),
        "cores": len(CORES),
        "memory_gib": round(int(memory.group(1)) / 1024**2),
        "system": f"Linux {platform.release()}",
        "load_before": os.getloadavg()[0],
    }
