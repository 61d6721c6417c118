"""Loads the site on a real nginx with wrk: `make load`. Prints requests a second, latency and errors, page by page."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from browser.test_hosts import free_port, running
from served import build_for

from build_scripts import toolchain

SECONDS = 8
CONNECTIONS = 64

PAGES = {
    "home": "index.html",
    "a question page": "questions/three-claims-per-customer/index.html",
    "the flow": "which-claim/index.html",
    "an answer": "answers/which-claim/azure-csp/index.html",
    "the state graph": "assets/flows/*.json",
    "Pyodide's WebAssembly": "assets/runtime/*.wasm",
}


def load(wrk: str, url: str) -> str:
    """One line of figures."""
    command = [wrk, "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-H", "Accept-Encoding: gzip", url]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    figures = {name: match[1] for name, pattern in FIGURES.items() if (match := re.search(pattern, said))}
    errors = re.findall(r"(?:Socket errors|Non-2xx).*", said)
    told = "".join(f"{figures.get(name, '?'):>12}" for name in FIGURES)
    return f"{told}{'; '.join(errors) or 'none':>10}"


FIGURES = {
    "requests/s": r"Requests/sec:\s+([\d.]+)",
    "p50": r"(?m)^\s+50%\s+(\S+)",
    "p99": r"(?m)^\s+99%\s+(\S+)",
    "bytes/s": r"Transfer/sec:\s+(\S+)",
}


def main() -> int:
    """Serve, load, print."""
    wrk = shutil.which("wrk")
    if wrk is None:
        print("wrk is not installed: on Debian run `sudo apt-get install wrk`.", file=sys.stderr)
        return 1
    try:
        nginx = toolchain.server("nginx")
    except toolchain.UnavailableError as sentence:
        print(sentence, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        site = folder / "site"
        build_for(site, f"http://127.0.0.1:{port}/", folder / "hosting", small=True)
        with running("nginx", nginx, folder, port):
            print(f"nginx, {CONNECTIONS} connections for {SECONDS} s, on loopback, gzip as the build has made it")
            print(f"{'':<26}{''.join(f'{name:>12}' for name in FIGURES)}{'errors':>10}")
            for what, pattern in PAGES.items():
                [file] = [path for path in site.glob(pattern) if path.suffix not in (".br", ".gz")]
                path = file.relative_to(site).as_posix().removesuffix("index.html")
                print(f"{what:<26}{load(wrk, f'http://127.0.0.1:{port}/{path}')}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
