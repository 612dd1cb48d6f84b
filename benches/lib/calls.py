"""Nanoseconds per call of generated bindings beside hand-written callbacks: nano-runtime/benches/binding.rs measures them."""

import json
import subprocess

from . import machine, peers


def measure(options):
    """One entry a member: its name, and the samples of both in nanoseconds."""
    subprocess.run(["cargo", "bench", "-p", "nano-runtime", "--bench", "binding", "--no-run"], cwd=peers.REPOSITORY, check=True)
    command = ["cargo", "bench", "-q", "-p", "nano-runtime", "--bench", "binding", "--", "--json"]
    if options.quick:
        command.append("--quick")
    output = subprocess.run(
        machine.pinned(machine.SERVER_CORE, command), cwd=peers.REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    return json.loads(output)
