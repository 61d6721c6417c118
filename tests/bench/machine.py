"""On what was measured: the machine, and the versions of everything that was."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from served import ROOT

from build_scripts import toolchain

HERE = Path(__file__).parent


def about() -> dict[str, Any]:
    """The machine, the moment and the versions."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processor": processor(),
            "cores": os.cpu_count(),
            "memory in GiB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            "system": platform.platform(),
            "load before": list(os.getloadavg()),
        },
        "versions": {
            "commit": said(["git", "describe", "--always", "--dirty"]),
            "python": sys.version.split()[0],
            "node": said([str(toolchain.node() / "node"), "--version"]),
            "chromium": toolchain.version(str(toolchain.chromium())),
            "playwright": version("playwright"),
            "mkdocs-material": version("mkdocs-material"),
            **packages(ROOT / "package.json"),
            **packages(HERE / "package.json"),
        },
    }


def processor() -> str:
    """The processor's name, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return said(["sysctl", "-n", "machdep.cpu.brand_string"]) or platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def packages(file: Path) -> dict[str, str]:
    """The npm packages that take part, as pinned."""
    told = json.loads(file.read_text(encoding="utf-8"))
    pinned = {**told.get("dependencies", {}), **(told["devDependencies"] if file.parent == HERE else {})}
    return dict(sorted(pinned.items()))


def said(command: list[str]) -> str:
    """What a program prints; empty where it does not run."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def in_a_line(told: dict[str, Any]) -> str:
    """The machine and the moment for people."""
    machine, versions = told["machine"], told["versions"]
    return (
        f"{told['date'][:10]}, {machine['processor']}, {machine['cores']} cores, {machine['memory in GiB']:.0f} GiB, "
        f"{versions['chromium'].split(' built')[0]}, Pyodide {versions['pyodide']}, "
        f"PyScript {versions['@pyscript/core']}, SurveyJS {versions['survey-core']}, "
        f"Lighthouse {versions['lighthouse']}"
    )
