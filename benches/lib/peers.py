"""The runtimes: where they are, and how each serves, runs and evaluates."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BENCHES = Path(__file__).resolve().parent.parent
REPOSITORY = BENCHES.parent
APPS = BENCHES / "apps"

WORKERD_CONFIG = """\
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:{port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "main", esModule = embed "{file}")],
  compatibilityDate = "2026-01-01",
);
"""


@dataclass
class Runtime:
    """One runtime. What it cannot do is `None`."""

    name: str
    binary: Path
    # What the served nano is given beside the application.
    flags: tuple = ()

    def version(self):
        output = subprocess.run([self.binary, "--version"], capture_output=True, text=True, check=True).stdout
        return re.search(r"\d[\w.-]*", output).group()

    def serve(self, app, port, folder):
        """The command that serves an application on a port; `folder` is for files that it needs."""
        web = APPS / f"{app}.mjs"
        match self.name:
            case "nano":
                return [self.binary, "serve", web, "--listen", f"127.0.0.1:{port}", "--workers", "1", *self.flags]
            case "node":
                return [self.binary, APPS / f"{app}.node.mjs"]
            case "deno":
                return [self.binary, "serve", "--quiet", "--host", "127.0.0.1", "--port", port, web]
            case "bun":
                return [self.binary, "run", web]
            case "workerd":
                # A module is embedded by a path inside the configuration's folder.
                shutil.copy(web, folder)
                config = Path(folder) / "config.capnp"
                config.write_text(WORKERD_CONFIG.format(port=port, file=web.name))
                return [self.binary, "serve", config]

    def run(self, file):
        """The command that runs a script."""
        match self.name:
            case "nano" | "deno" | "bun":
                return [self.binary, "run", file]
            case "node":
                return [self.binary, file]
            case "workerd":
                return None

    def evaluate(self, code):
        """The command that prints an expression's value."""
        match self.name:
            case "nano":
                return [self.binary, "eval", code]
            case "node" | "bun":
                return [self.binary, "-p", code]
            case "deno":
                return [self.binary, "eval", "-p", code]
            case "workerd":
                return None


def environment(port=0):
    """The environment that every runtime gets."""
    return {**os.environ, "PORT": str(port), "DENO_NO_UPDATE_CHECK": "1", "DO_NOT_TRACK": "1", "NO_COLOR": "1"}


def find(options):
    """Every runtime that was asked for; those that are missing are installed."""
    folder = Path(options.peers) if options.peers else BENCHES
    modules = folder / "node_modules"
    binaries = {
        "node": modules / ".bin/node",
        "deno": modules / "@deno/linux-x64-glibc/deno",
        "bun": modules / "@oven/bun-linux-x64/bin/bun",
        "workerd": modules / "@cloudflare/workerd-linux-64/bin/workerd",
    }
    wanted = options.runtimes or ["nano", *binaries]
    runtimes = []
    for name in wanted:
        if name == "nano":
            runtimes.append(Runtime("nano", nano(options), tuple(options.nano_flag)))
            continue
        if name not in binaries:
            sys.exit(f"no such runtime: {name}")
        if not binaries[name].exists():
            if options.peers:
                sys.exit(f"{binaries[name]} is missing")
            install()
        runtimes.append(Runtime(name, binaries[name].resolve()))
    for tool in ("wrk", "taskset"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: it is a package of Debian's and Ubuntu's (wrk, util-linux)")
    return runtimes


def nano(options):
    """The nano binary: the one that was named, or the release build."""
    if options.nano:
        return Path(options.nano).resolve()
    subprocess.run(["cargo", "build", "--release", "-p", "nano"], cwd=REPOSITORY, check=True)
    return target() / "release/nano"


def target():
    """Where cargo puts what it builds."""
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps"]
    output = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return Path(json.loads(output)["target_directory"])


def install():
    """Installs the other runtimes, at the versions that package.json pins."""
    subprocess.run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund"], cwd=BENCHES, check=True)
