"""Measures, and tells: `make bench`, or `python tests/bench [NAME...] [--rounds N] [--readme] [--last]`.

Nothing here passes or fails: a time says something about one machine at one moment, and beside a ratio stands what it
should be. Tables go to the terminal, every single value into .bench/, and with --readme the tables go into README.md
as well. With --last nothing is measured: the tables are those of the newest file in .bench/.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path[0] = str(Path(__file__).parent.parent)  # tests, whose modules are at hand then

from playwright.sync_api import Browser
from served import ROOT, chromium

from bench import contestants, first_option, survey
from bench.engine import cpython
from bench.hops import hops
from bench.lighthouse import lighthouse
from bench.machine import about, in_a_line
from bench.progress import say
from bench.ready import ready, size, slowness
from bench.server import Host, hosted
from bench.tables import END, START, Table, markdown, text
from bench.why import why

RESULTS = ROOT / ".bench"
README = ROOT / "README.md"

BUSY = 0.5
"""Processes at work beside ours, on the average of the last minute, from which on it is worth a word."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where is measured: the built site with everybody else beside it, and one Chromium."""

    host: Host
    browser: Browser


Bench = Callable[[Place, int], list[Table]]
"""Measures one thing, in so many rounds; 0: as many as it takes."""

BENCHES: dict[str, Bench] = {
    "engine": lambda _, rounds: cpython(rounds),
    "bytes": lambda place, rounds: size(place.host, place.browser, rounds),
    "ready": lambda place, rounds: ready(place.host, place.browser, rounds),
    "first-option": lambda place, rounds: first_option.first_option(place.host, place.browser, rounds),
    "survey": lambda place, rounds: survey.survey(place.host, place.browser, rounds),
    "hops": lambda place, rounds: hops(place.host, place.browser, rounds),
    "why": lambda place, rounds: why(place.host, place.browser, rounds),
    "lighthouse": lambda place, rounds: lighthouse(place.host, rounds),
}
"""Name → what measures it. Add a function here, and `make bench` runs it."""


@contextmanager
def placed() -> Iterator[Place]:
    """Build and serve the site, and start Chromium."""
    say("building the site …")
    with TemporaryDirectory() as site, TemporaryDirectory() as made, hosted(Path(site)) as host:
        for folder in ("contestants", "without"):
            Path(made, folder).mkdir()
        contestants.set_up(host, Path(made, "contestants"))
        first_option.set_up(host, Path(made, "without"))
        survey.set_up(host)
        with chromium() as browser:
            yield Place(host=host, browser=browser)


def measured(names: list[str], rounds: int) -> dict[str, Any]:
    """Everything there is to tell of one run."""
    told: dict[str, Any] = {**about(), "rounds asked for": rounds, "tables": []}
    load = os.getloadavg()[0]
    if load > BUSY:
        say(f"this machine is busy with something else ({load:.1f} processes): the figures will say little")
    with placed() as place:
        if "ready" in names or "first-option" in names:
            told["really slower by, of 4"] = slowness(place.browser)
            say(f"the slowed browser is slower by {told['really slower by, of 4']}")
        for name in names:
            say(f"{name} …")
            tables = BENCHES[name](place, rounds)
            told["tables"] += [table.to_json() for table in tables]
            told["machine"]["load after"] = list(os.getloadavg())
            keep(told)  # each time, so that nothing is lost if the next one fails
            print(f"{text(tables)}\n", flush=True)
    return told


# ---------- what was measured


def keep(told: dict[str, Any]) -> Path:
    """Write everything down."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{told['date'].replace(':', '').removesuffix('+0000')}.json"
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def newest() -> dict[str, Any]:
    """What was measured last."""
    files = sorted(RESULTS.glob("*.json"))
    if not files:
        raise SystemExit("nothing has been measured yet: run `make bench`")
    told: dict[str, Any] = json.loads(files[-1].read_text(encoding="utf-8"))
    return told


def tell_readers(told: dict[str, Any]) -> None:
    """Put the tables between the marks in the README."""
    before, start, rest = README.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise SystemExit(f"README.md has no {START} … {END} between which the figures could stand")
    tables = markdown([Table.from_json(table) for table in told["tables"]])
    figures = f"{tables}\n\nMedians. Measured {in_a_line(told)}."
    README.write_text(f"{before}{START}\n\n{figures}\n\n{END}{after}", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Measure what is asked for, and tell."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; all without any")
    parser.add_argument("--rounds", type=int, default=0, help="how often each is measured; by default, enough")
    parser.add_argument("--readme", action="store_true", help="write the tables into README.md")
    parser.add_argument("--last", action="store_true", help="measure nothing: tell again what was measured last")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in BENCHES]
    if unknown:
        print(f"there is no bench '{unknown[0]}'; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    if asked.last:
        told = newest()
        print(text([Table.from_json(table) for table in told["tables"]]))
    else:
        told = measured(asked.names or list(BENCHES), asked.rounds)
        print(f"Everything is in {keep(told).relative_to(ROOT)}")
    if asked.readme:
        tell_readers(told)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
