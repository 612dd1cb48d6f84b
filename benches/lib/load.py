"""Served applications under load: requests per second, latencies, memory.

One server at a time has the load; all stay up from the first sample to the last, so that the rounds can alternate between them.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from . import machine, peers

CONNECTIONS = 64
# Seconds that a server may take until it answers.
PATIENCE = 30
# What each application is sent, and how many bytes the answer's body has.
APPS = {
    "hello": ([], None, 11),
    "echo": (["-s", str(peers.APPS / "echo.lua")], b'{"text":"' + b"a" * 1013 + b'"}', 1024),
    "static": ([], None, 64 * 1024),
}


def measure(runtimes, options):
    """Every application on every runtime."""
    rounds, seconds, warmup = (3, 2, 1) if options.quick else (9, 5, 5)
    return {
        "connections": CONNECTIONS,
        "rounds": rounds,
        "seconds": seconds,
        "warmup_seconds": warmup,
        "apps": {
            app: measure_app(app, runtimes, rounds, seconds, warmup)
            for app in APPS
            if app in (options.apps or APPS)
        },
    }


def measure_app(app, runtimes, rounds, seconds, warmup):
    samples = {runtime.name: {"requests_per_second": [], "p50_ms": [], "p99_ms": []} for runtime in runtimes}
    with contextlib.ExitStack() as stack:
        servers = {runtime.name: stack.enter_context(Server(runtime, app)) for runtime in runtimes}
        for name, server in servers.items():
            # What is left to do after the first response is done by then.
            time.sleep(0.5)
            samples[name]["rss_idle_mib"] = server.rss()
        for server in servers.values():
            server.wrk(warmup)
        for number in range(rounds):
            for name, server in servers.items():
                for key, value in server.wrk(seconds).items():
                    samples[name][key].append(value)
            print(f"{app}, round {number + 1} of {rounds}", flush=True)
        for name, server in servers.items():
            samples[name]["rss_loaded_mib"] = server.rss()
    return samples


class Server:
    """A running server on a free port; leaving the block ends it and its children."""

    def __init__(self, runtime, app, probe=None):
        """`probe` is for an application that is not of APPS: no options, the first request's body, its answer's length."""
        self.runtime, self.app = runtime, app
        self.options, self.body, self.length = probe or APPS[app]

    def __enter__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.folder = tempfile.mkdtemp()
        command = self.runtime.serve(self.app, self.port, self.folder)
        self.log = open(Path(self.folder) / "log", "w+b")
        self.process = subprocess.Popen(
            machine.pinned(machine.SERVER_CORE, command),
            env=peers.environment(self.port),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait(self):
        """Waits for the first response, and checks it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(urllib.request.Request(self.url, self.body), timeout=PATIENCE) as response:
                    length = len(response.read())
                if length != self.length:
                    raise SystemExit(f"{self.name()} answered with {length} bytes instead of {self.length}")
                return
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.log.seek(0)
                    said = self.log.read().decode(errors="replace")
                    raise SystemExit(f"{self.name()} does not answer ({error}); it said:\n{said}") from error
                time.sleep(0.02)

    def name(self):
        return f"{self.runtime.name}, {self.app}"

    def wrk(self, seconds):
        """One sample of the load."""
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *self.options, self.url]
        output = subprocess.run(
            machine.pinned(machine.LOAD_CORE, command), capture_output=True, text=True, check=True
        ).stdout
        if "Non-2xx" in output or "Socket errors" in output:
            raise SystemExit(f"{self.name()} failed under load:\n{output}")
        return {
            "requests_per_second": float(re.search(r"Requests/sec:\s*([\d.]+)", output).group(1)),
            "p50_ms": milliseconds(output, "50%"),
            "p99_ms": milliseconds(output, "99%"),
        }

    def rss(self):
        """The resident memory of the server's processes, in MiB."""
        return round(sum(resident(pid) for pid in family(self.process.pid)) / 1024, 1)


def milliseconds(output, percentile):
    number, unit = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s)\b", output).groups()
    return round(float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], 3)


def resident(pid):
    match = re.search(r"^VmRSS:\s*(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    return int(match.group(1)) if match else 0


def family(pid):
    """A process and all that descend from it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
