"""Puts what pages load into few small files: the modules of our script into one, all stylesheets into another.

Each file costs a reader a round trip, and a page shows nothing before it has its styles. esbuild does the work.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from build_scripts import toolchain
from build_scripts.places import Refusal

ENTRIES = ("index.js", "worker.js")
"""The modules that pages and the browser ask for by name; the others are put into these."""

STYLESHEET = re.compile(r"""<link rel="?stylesheet"?\s+href="?([^">\s]*?)(assets/stylesheets/[^">\s]+)"?\s*/?>\s*""")
"""A stylesheet of the site in a page: the way to the site's root, and the path from there."""

MERGED = "assets/stylesheets/all.css"

NO_TRANSITION = re.compile(r"\[data-md-color-switching\] \*[^{}]*\{transition-duration:0m?s!important\}")
"""With this rule the theme stops all transitions while colours change, and so gives every element its style anew: each
time a page starts, twice. Without it colours fade where they are changed."""


class NotASite(Refusal):
    """The folder holds no built site, or one that cannot be made ready."""


def bundle_scripts(folder: Path, packages: Path) -> None:
    """Put all modules of a folder into the ones that are asked for by name, with maps of where it all came from.

    Raises NotASite.
    """
    made = folder.with_name(f"{folder.name}.bundled")  # beside it, as the maps name one from the other
    entries = [folder / entry for entry in ENTRIES]
    esbuild(packages, *entries, "--bundle", "--format=esm", "--sourcemap", f"--outdir={made}")
    shutil.rmtree(folder)
    made.rename(folder)


def bundle_styles(site: Path, pages: Mapping[Path, str], packages: Path) -> dict[Path, str]:
    """Put the stylesheets of pages, which all pages have in the same order, into one; returns the changed pages.

    Raises NotASite.
    """
    lists = {tuple(path for _, path in STYLESHEET.findall(text)) for text in pages.values()} - {()}
    if len(lists) != 1:
        raise NotASite(f"the pages have {len(lists)} different lists of stylesheets: {sorted(lists)}")
    (sheets,) = lists
    with TemporaryDirectory() as made:
        # each by itself, so that a bracket one of them leaves open does not swallow the next
        esbuild(packages, *(site / sheet for sheet in sheets), f"--outdir={made}", f"--outbase={site}")
        texts = [Path(made, sheet).read_text(encoding="utf-8") for sheet in sheets]
    (site / MERGED).write_text(NO_TRANSITION.sub("", "".join(texts)), encoding="utf-8")
    for sheet in sheets:
        for file in (site / sheet, site / f"{sheet}.map"):
            file.unlink(missing_ok=True)
    return {path: with_one_stylesheet(text) for path, text in pages.items()}


def with_one_stylesheet(text: str) -> str:
    """A page that asks for the one stylesheet where it asked for the first of many."""
    first = STYLESHEET.search(text)
    if first is None:
        return text
    link = f'<link rel="stylesheet" href="{first[1]}{MERGED}">'
    return text[: first.start()] + link + STYLESHEET.sub("", text[first.end() :])


def esbuild(packages: Path, *arguments: str | Path) -> None:
    """Run esbuild, of the folder of npm packages. Raises NotASite with the fault that it names first, and the place."""
    program = packages / "esbuild" / "bin" / "esbuild"
    if not program.is_file():
        raise NotASite(f"{program.relative_to(packages.parent)} is not there: run 'make build', or 'npm ci'")
    try:
        done = toolchain.run_node(program, *arguments, "--minify", "--log-level=error", "--color=false")
    except toolchain.UnavailableError as error:
        raise NotASite(str(error)) from None
    if done.returncode:
        raise NotASite(f"what pages load could not be put together: {first_fault(done.stderr.splitlines())}")


def first_fault(lines: Iterable[str]) -> str:
    """What esbuild says first, and where: it writes the fault, an empty line, and the place."""
    said = [line.strip() for line in lines if line.strip()]
    fault, place, *_ = (*said, "it does not say why", "")
    fault = re.sub(r"^.*\[ERROR\] ", "", fault)
    where = PurePosixPath(place.rstrip(":")).name
    return f"{fault} ({where})" if where else fault
