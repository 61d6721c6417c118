"""What Lighthouse says of four pages, on its mobile preset.

It loads the page without throttling and works out what a slow phone on a slow network would have made of it, so that
its performance depends on how busy this machine is: the median of a few runs counts. The pages come over plain HTTP/1.1
from this machine; a host with HTTP/2 does not do worse.

Lighthouse's own packages ask for the "latest" of two others; package.json says which those are, or the lock file would
be out of date whenever one of them is published.
"""

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.contestants import FLOW, OUTCOME, PACKAGES
from bench.progress import alternating, say
from bench.server import Host
from bench.tables import Row, Table, Target
from build_scripts import toolchain

PROGRAM = PACKAGES / "lighthouse" / "cli" / "index.js"

CATEGORIES = {
    "performance": 95,
    "accessibility": 100,
    "best-practices": 100,
    "seo": 100,
}
"""Category → the score that it should have at least, out of 100."""

PAGES = {
    "home": "/",
    "question page": "/questions/must-i-use-the-template/",
    "questionnaire": f"/{FLOW}/",
    "answer page": f"/answers/{FLOW}/{OUTCOME}/",
}

METRICS = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "speed-index",
    "total-blocking-time",
    "cumulative-layout-shift",
)
"""What the performance is worked out from; kept for whoever wants to know why it is what it is."""

ROUNDS = 3


def lighthouse(host: Host, rounds: int) -> list[Table]:
    """The scores of all pages."""
    scores: dict[str, list[dict[str, float]]] = {page: [] for page in PAGES}
    metrics: dict[str, list[dict[str, float]]] = {page: [] for page in PAGES}
    for number, page in alternating(list(PAGES), rounds or ROUNDS):
        report = reported(host.url + PAGES[page])
        scores[page].append({id: 100 * report["categories"][id]["score"] for id in CATEGORIES})
        metrics[page].append({id: report["audits"][id]["numericValue"] for id in METRICS})
        metrics[page][-1]["speed of this machine"] = report["environment"]["benchmarkIndex"]
        say(f"Lighthouse, round {number}: {page} {', '.join(f'{score:.0f}' for score in scores[page][-1].values())}")
    return [
        Table(
            group="Lighthouse, mobile (score)",
            title=f"{page} ({PAGES[page]})",
            digits=0,
            rows=tuple(
                Row(
                    what=id.replace("-", " "),
                    values=tuple(score[id] for score in scores[page]),
                    target=Target(of="median", limit=limit, at_least=True),
                )
                for id, limit in CATEGORIES.items()
            ),
            details={"metrics of each run": metrics[page]},
        )
        for page in PAGES
    ]


def reported(url: str) -> dict[str, Any]:
    """Lighthouse's report on a page."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        done = subprocess.run(
            [
                toolchain.node() / "node",
                PROGRAM,
                url,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--only-categories={','.join(CATEGORIES)}",
                "--chrome-flags=--headless=new --no-sandbox",
            ],
            env={**os.environ, "CHROME_PATH": str(toolchain.chromium()), "TMPDIR": folder},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"Lighthouse could not look at {url}:\n{done.stderr[-2000:]}")
        told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return told
