"""The results as tables: of the terminal, and between the markers of docs/performance.md."""

import re
from statistics import median

from . import peers, startup

PAGE = peers.REPOSITORY / "docs/performance.md"
APPS = {
    "hello": "Hello world: a response of 11 bytes",
    "echo": "Echo: 1 KiB of JSON is posted, parsed, and returned",
    "static": "Static: a response of 64 KiB",
}
# The most that a generated binding may cost, in hand-written ones.
LIMIT = 1.5


def write(results):
    """Replaces the tables of the page by those of the results."""
    page = PAGE.read_text()
    for name, table in tables(results):
        marked = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        page, count = re.subn(marked, lambda match: f"{match[1]}\n{table}\n{match[2]}", page, flags=re.DOTALL)
        if not count:
            raise SystemExit(f"{PAGE} has no place for the table '{name}'")
    PAGE.write_text(page)


def text(results):
    """All tables, one after the other."""
    return "\n".join(f"{name}\n\n{table}" for name, table in tables(results))


def tables(results):
    """Every table that the results have figures for: its marker, its Markdown."""
    yield "machine", machine(results)
    if "http" in results:
        for app, samples in results["http"]["apps"].items():
            yield f"http-{app}", http(app, samples)
        if "hello" in results["http"]["apps"]:
            yield "memory", memory(results["http"]["apps"]["hello"])
    if "proxy" in results:
        yield "proxy", proxied(results["proxy"])
    if "startup" in results:
        yield "startup", started(results["startup"]["first_output_ms"])
    if "calls" in results:
        yield "calls", called(results["calls"])


def markdown(head, rows):
    """A table; the first column is text, the others are numbers."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def machine(results):
    about, versions = results["machine"], results["versions"]
    rows = [
        ["machine", f"{about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, {about['system']}"],
        ["date", results["date"] + (", quick" if results["quick"] else "")],
        ["load before", f"{about['load_before']:.2f}"],
        ["versions", ", ".join(f"{name} {version}" for name, version in versions.items())],
    ]
    if "http" in results:
        http = results["http"]
        rows.append(
            ["load", f"{http['connections']} connections, {http['rounds']} rounds of {http['seconds']} s each"]
        )
    return "".join(["| | |\n| --- | --- |\n", *(f"| {name} | {value} |\n" for name, value in rows)])


def ratio(ours, theirs):
    """The median of the rounds' ratios: what both suffered in a round does not count."""
    return median(a / b for a, b in zip(ours, theirs))


def http(app, samples):
    rows = []
    for name, sample in samples.items():
        rate = sample["requests_per_second"]
        base = samples.get("nano", sample)["requests_per_second"]
        rows.append(
            [
                name,
                f"{median(rate):,.0f}",
                f"{ratio(rate, base):.2f}",
                f"{median(sample['p50_ms']):.2f}",
                f"{median(sample['p99_ms']):.2f}",
            ]
        )
    return f"{APPS[app]}\n\n" + markdown(
        ["", "requests/s", "of nano's", "p50 in ms", "p99 in ms"], rows
    )


def memory(samples):
    rows = [[name, f"{sample['rss_idle_mib']:.0f}", f"{sample['rss_loaded_mib']:.0f}"] for name, sample in samples.items()]
    return markdown(["", "idle, MiB", "after the load, MiB"], rows)


def proxied(results):
    rows = []
    base = results["samples"].get("nano", {}).get("seconds")
    for name, sample in results["samples"].items():
        if not sample["seconds"]:
            rows.append([name, "not within 30 s", "", ""])
            continue
        times = ratio(sample["seconds"], base) if base else 1
        rate = results["mebibytes"] / median(sample["seconds"])
        rows.append([name, f"{rate:,.0f}", f"{1 / times:.2f}", f"{sample['rss_mib']:.0f}"])
    return f"A body of {results['mebibytes']} MiB\n\n" + markdown(["", "MiB/s", "of nano's", "memory after it, MiB"], rows)


def started(kinds):
    rows = []
    for name in kinds["script"]:
        row = [name]
        for kind in ("eval", "script"):
            sample, base = kinds[kind].get(name), kinds[kind].get("nano")
            if not sample:
                row += ["", ""]
                continue
            row.append(f"{median(sample):.1f}")
            row.append(f"{ratio(sample, base):.2f}" if base and name != startup.FLOOR else "")
        rows.append(row)
    return markdown(["", "expression, ms", "of nano's", "script, ms", "of nano's"], rows)


def called(members):
    rows = []
    for member in members:
        generated, raw = member["generated_ns"], member["raw_ns"]
        times = ratio(generated, raw)
        mark = "" if times <= LIMIT else " (over the limit)"
        rows.append([member["name"], f"{median(generated):.1f}", f"{median(raw):.1f}", f"{times:.2f}{mark}"])
    return markdown(["", "generated, ns", "hand-written, ns", "ratio"], rows)
