"""A body that passes through a server: what a request's upload is becomes its response."""

import contextlib
import subprocess
import tempfile
import time

from . import load, machine

# Seconds for one body. A runtime that takes longer is left out from then on.
PATIENCE = 30


def measure(runtimes, options):
    """Seconds for one body on every runtime, and the most memory that its server had."""
    rounds, mebibytes = (3, 256) if options.quick else (9, 1024)
    samples = {runtime.name: {"seconds": []} for runtime in runtimes}
    with contextlib.ExitStack() as stack:
        body = stack.enter_context(tempfile.NamedTemporaryFile())
        body.truncate(mebibytes << 20)
        servers = {
            runtime.name: stack.enter_context(load.Server(runtime, "proxy", ([], b"x", 1))) for runtime in runtimes
        }
        # The first round warms up.
        for number in range(rounds + 1):
            for name, server in list(servers.items()):
                seconds = send(body, mebibytes << 20, server.url)
                if seconds is None:
                    print(f"{name} did not pass {mebibytes} MiB on within {PATIENCE} s")
                    samples[name]["seconds"] = []
                    del servers[name]
                elif number:
                    samples[name]["seconds"].append(seconds)
            print(f"proxy, round {number} of {rounds}", flush=True)
        for name, server in servers.items():
            samples[name]["rss_mib"] = server.rss()
    return {"mebibytes": mebibytes, "rounds": rounds, "samples": samples}


def send(body, length, url):
    """How long it takes until the whole body is back; `None` if it takes too long or is not whole."""
    command = ["curl", "-s", "-H", "Expect:", "-X", "POST", "-T", body.name, "-o", "/dev/null", "-w", "%{size_download}", url]
    begun = time.monotonic()
    try:
        done = subprocess.run(
            machine.pinned(machine.LOAD_CORE, command), capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return None
    took = time.monotonic() - begun
    return took if done.stdout == str(length) else None
