"""From the start of a process to the first byte that it prints."""

import os
import subprocess
import time

from . import machine, peers

# A process that does nothing else: what starting and reading cost by themselves.
FLOOR = "/bin/echo"


def measure(runtimes, options):
    """Every runtime, and the floor, with an expression and with a script."""
    rounds = 10 if options.quick else 40
    commands = {
        "eval": {FLOOR: [FLOOR, "1"]} | {runtime.name: runtime.evaluate("1") for runtime in runtimes},
        "script": {FLOOR: [FLOOR, "hello"]}
        | {runtime.name: runtime.run(peers.APPS / "script.mjs") for runtime in runtimes},
    }
    expected = {"eval": b"1", "script": b"hello"}
    kinds = {}
    for kind, by_name in commands.items():
        by_name = {name: command for name, command in by_name.items() if command}
        samples = {name: [] for name in by_name}
        # Once without being counted: files come from the disk.
        for number in range(rounds + 1):
            for name, command in by_name.items():
                milliseconds = first_output(command, expected[kind])
                if number:
                    samples[name].append(milliseconds)
        kinds[kind] = samples
        print(f"startup, {kind}: done", flush=True)
    return {"rounds": rounds, "first_output_ms": kinds}


def first_output(command, expected):
    """Milliseconds until the first output, on the server's core."""
    command = machine.pinned(machine.SERVER_CORE, command)
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=peers.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    output = os.read(process.stdout.fileno(), 64)
    elapsed = (time.perf_counter() - began) * 1000
    rest, errors = process.communicate()
    if not (output + rest).startswith(expected):
        raise SystemExit(f"{command} printed {output + rest!r}\n{errors.decode(errors='replace')}")
    return round(elapsed, 3)
