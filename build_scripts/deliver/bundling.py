"""Bundles what pages load into few small files: our modules into two entry modules, all stylesheets into one.

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
"""Modules that pages and the browser request by name; the other modules are bundled into these."""

STYLESHEET = re.compile(r"""<link rel="?stylesheet"?\s+href="?([^">\s]*?)(assets/stylesheets/[^">\s]+)"?\s*/?>\s*""")
"""Link to a stylesheet of the site: the relative path to the site's root, and the path from there."""

MERGED = "assets/stylesheets/all.css"

NO_TRANSITION = re.compile(r"\[data-md-color-switching\] \*[^{}]*\{transition-duration:0m?s!important\}")
"""Rule by which the theme stops all transitions while the colours change. It is removed, because it makes the browser
compute the style of every element twice whenever a page starts. Without it, colours fade when they are changed."""


class NotASite(Refusal):
    """Folder that holds no built site, or one that cannot be made ready."""


def bundle_scripts(folder: Path, packages: Path) -> None:
    """Bundle all modules of a folder into the entry modules, with source maps.

    Raises NotASite.
    """
    made = folder.with_name(f"{folder.name}.bundled")  # beside it, as source maps have relative paths
    entries = [folder / entry for entry in ENTRIES]
    esbuild(packages, *entries, "--bundle", "--format=esm", "--sourcemap", f"--outdir={made}")
    shutil.rmtree(folder)
    made.rename(folder)


def bundle_styles(site: Path, pages: Mapping[Path, str], packages: Path) -> dict[Path, str]:
    """Bundle the stylesheets, which all pages have in the same order, into one; return the pages that link to it.

    Raises NotASite.
    """
    lists = {tuple(path for _, path in STYLESHEET.findall(text)) for text in pages.values()} - {()}
    if len(lists) != 1:
        raise NotASite(f"the pages have {len(lists)} different lists of stylesheets: {sorted(lists)}")
    (sheets,) = lists
    with TemporaryDirectory() as made:
        # each file alone, so that a bracket left open in one does not swallow the next
        esbuild(packages, *(site / sheet for sheet in sheets), f"--outdir={made}", f"--outbase={site}")
        texts = [Path(made, sheet).read_text(encoding="utf-8") for sheet in sheets]
    (site / MERGED).write_text(NO_TRANSITION.sub("", "".join(texts)), encoding="utf-8")
    for sheet in sheets:
        for file in (site / sheet, site / f"{sheet}.map"):
            file.unlink(missing_ok=True)
    return {path: with_one_stylesheet(text) for path, text in pages.items()}


def with_one_stylesheet(text: str) -> str:
    """HTML of a page that links to the merged stylesheet in the place of its first one, and to no other."""
    first = STYLESHEET.search(text)
    if first is None:
        return text
    link = f'<link rel="stylesheet" href="{first[1]}{MERGED}">'
    return text[: first.start()] + link + STYLESHEET.sub("", text[first.end() :])


def esbuild(packages: Path, *arguments: str | Path) -> None:
    """Run esbuild from the folder of npm packages. Raises NotASite with the first error, and its place."""
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
    """First error that esbuild prints, with its place: it writes the error, an empty line, and the place."""
    said = [line.strip() for line in lines if line.strip()]
    fault, place, *_ = (*said, "it does not say why", "")
    fault = re.sub(r"^.*\[ERROR\] ", "", fault)
    where = PurePosixPath(place.rstrip(":")).name
    return f"{fault} ({where})" if where else fault
