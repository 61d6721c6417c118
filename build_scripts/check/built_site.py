"""Checks of words and of the built site: spelling, our own way of writing terms, links, and the validity of HTML.

The tools are npm packages; this module runs them and turns what they report into diagnostics.
"""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from build_scripts.check.compiler import Compiled
from build_scripts.places import PROGRAM, Repository
from build_scripts.python.files import NoRuntime
from build_scripts.read.faults import BadFile, Diagnostic, Span, relative
from build_scripts.read.reference import Term
from decision_tree import links
from decision_tree.engine import settle

SPELLED = (
    "docs/**/*.md",
    "decision_tree/**/*.yml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "overrides/**/*.html",
)
"""Patterns of the files whose spelling is checked."""

WRONG_AT_HOME = "glossary.yml"
"""Name of the file that lists the wrong spellings, and so must contain them."""

MISSPELT = re.compile(r"^(.+?):(\d+):(\d+) - (?:Unknown|Forbidden|Misspelled) word \((.+?)\)(.*)$", re.MULTILINE)

SUGGESTED = re.compile(r"Suggestions: \[(.*?)\]")

MATERIALS_OWN = (
    ("valid-autocomplete", "#__drawer"),
    ("valid-autocomplete", "#__search"),
)
"""Rule and part of the selector of faults in the theme's own templates that do no harm and cannot be overridden: an
autocomplete="off" at the check boxes that open the drawer and the search."""

HELP = "mend the page in docs/ or the template that this page is made from"

LINK = re.compile(r"""(?<![\w-])(?:href|src|poster)=(["'])(.*?)\1|\burl\((["']?)(?!["']?data:)(.*?)\3\)""")
"""Attribute of HTML that holds an address, or address in a stylesheet."""

ID = re.compile(r"""(?<![\w-])id=["'](.*?)["']""")

AWAY = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
"""Beginning of a link that leaves the site: a scheme, or `//`."""

AT_ANY_ADDRESS = "404.html"
"""Page that hosts show at every unknown address, so that only links from the root of the host work in it."""


def check_site(site: Path, repository: Repository, compiled: Mapping[str, Compiled], terms: Mapping[str, Term]) -> int:
    """Number of pages of a built site, after a check of the site and of the words of the repository.

    Raises BadFile with every diagnostic, and NoRuntime where a tool is not installed.
    """
    site = site.resolve()  # the tools run in another folder
    pages = sorted(path for path in site.rglob("*.html") if "assets" not in path.relative_to(site).parts)
    found = [
        *misspelt(repository, terms),
        *invalid_html(repository, pages),
        *broken_links(site, pages),
        *broken_answers(site, pages, compiled, repository.today),
    ]
    if found:
        raise BadFile(found)
    return len(pages)


# ---------- words


def misspelt(repository: Repository, terms: Mapping[str, Term]) -> Iterator[Diagnostic]:
    """Diagnostics of words that the dictionary does not have, or the glossary writes otherwise."""
    yield from spelling(repository)
    yield from wrong_terms(repository.root, terms)


def spelling(repository: Repository) -> Iterator[Diagnostic]:
    """Diagnostics of words that are neither in the dictionary nor in words.txt."""
    config = PROGRAM / "check" / "cspell.json"
    options: list[str | Path] = ["--root", repository.root, "--no-progress", "--no-summary", "--show-suggestions"]
    said = run(repository, "cspell", ["lint", "--config", config, *options, *SPELLED])
    for match in MISSPELT.finditer(said):
        file, line, column, word, rest = match.groups()
        near = SUGGESTED.search(rest)
        # an asterisk marks a suggestion that the dictionary itself makes
        better = f"did you mean '{near[1].split(', ')[0].removesuffix('*')}'? " if near and near[1] else ""
        help = f"{better}if it is right, add it to build_scripts/check/words.txt"
        message = f"'{word}' is not in the dictionary"
        yield told(repository.root / file, int(line), int(column), word, "spelling", message, help)


def wrong_terms(root: Path, terms: Mapping[str, Term]) -> Iterator[Diagnostic]:
    """Diagnostics of spellings that the glossary lists as wrong."""
    wrong = {spelling: term for term in terms.values() for spelling in term.wrong}
    if not wrong:
        return
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(wrong, key=len, reverse=True)))})(?![\w-])")
    for file in [*root.glob("docs/**/*.md"), *root.glob("decision_tree/**/*.yml")]:
        if file.name == WRONG_AT_HOME or "decisions" in file.relative_to(root).parts:
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            for match in pattern.finditer(line):
                message = f"the glossary does not write '{match[0]}'"
                help = f"write '{wrong[match[0]].label}', or as the glossary has it"
                yield told(file, number, match.start() + 1, match[0], "wrong-spelling", message, help)


# ---------- the built site


def invalid_html(repository: Repository, pages: Sequence[Path]) -> Iterator[Diagnostic]:
    """Diagnostics of html-validate for the pages, without those that the theme causes."""
    config = PROGRAM / "check" / "html-validate.json"
    said = run(repository, "html-validate", ["--config", config, "--formatter", "json", *pages])
    for report in json.loads(said or "[]"):
        for message in report["messages"]:
            if not is_materials_own(message):
                name, what = f"html-{message['ruleId']}", one_sentence(message["message"])
                words, file = " " * message.get("size", 1), Path(report["filePath"])
                yield told(file, message["line"], message["column"], words, name, what, HELP)


def is_materials_own(message: Mapping[str, Any]) -> bool:
    """Whether the theme's own templates cause a message of html-validate."""
    selector = message.get("selector") or ""
    return any(message["ruleId"] == rule and own in selector for rule, own in MATERIALS_OWN)


def broken_links(site: Path, pages: Sequence[Path]) -> Iterator[Diagnostic]:
    """Diagnostics of links within the site that lead to no page, file or anchor, or work only at the root of a host."""
    anchors = {page: set(ID.findall(page.read_text(encoding="utf-8"))) for page in pages}
    for link in each_link([*pages, *sorted(site.rglob("*.css"))]):
        if AWAY.match(link.href):
            continue
        address, _, anchor = aims_at(site, link.file, link.href).partition("#")
        target = address.partition("?")[0]
        ids = anchors.get(file_of(site, target))
        if link.file != site / AT_ANY_ADDRESS and not file_of(site, target).is_file():
            yield link.told("broken-link", f"the link '{link.href}' leads nowhere: there is no /{target}")
        elif anchor and ids is not None and anchor not in ids and "=" not in anchor:  # see broken_answers
            message = f"the link '{link.href}' leads nowhere: there is no '{anchor}' on /{target}"
            yield link.told("broken-link", message)
        elif is_rooted(site, link):
            message = f"the link '{link.href}' begins at the root of the address, where the site need not lie"
            yield link.told("rooted-link", message)


def broken_answers(
    site: Path, pages: Sequence[Path], compiled: Mapping[str, Compiled], today: date
) -> Iterator[Diagnostic]:
    """Diagnostics of links whose answers lead to another outcome than they name, or answer a question not asked."""
    for link in each_link(pages):
        page, _, fragment = aims_at(site, link.file, link.href).partition("#")
        place = re.fullmatch(r"answers/([\w-]+)/([\w-]+)/", page)
        if not place or "=" not in fragment or place[1] not in compiled:
            continue
        flow = compiled[place[1]].flow
        given = links.parse(fragment, flow)
        step, _ = settle(flow, given.answers, today)
        if given.problems or step.result is None or step.result.outcome != place[2]:
            yield link.told("broken-answer-link", f"the answers of '{link.href}' do not lead to '{place[2]}'")
        elif step.ignored:
            message = f"'{link.href}' answers {', '.join(step.ignored)}, which is not asked there"
            yield link.told("broken-answer-link", message)


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """An address in a page or a stylesheet, with its position: a link, a picture, or a file to load."""

    file: Path
    line: int
    column: int
    href: str

    def told(self, name: str, message: str) -> Diagnostic:
        """Diagnostic of the link."""
        return told(self.file, self.line, self.column, self.href, name, message, HELP)


def each_link(files: Sequence[Path]) -> Iterator[Link]:
    """Every link of these pages and stylesheets."""
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            for match in LINK.finditer(line):
                group = 2 if match[2] is not None else 4
                yield Link(file=file, line=number, column=match.start(group) + 1, href=unescape(match[group]))


def is_rooted(site: Path, link: Link) -> bool:
    """Whether a link leads elsewhere when the site lies in a folder, as it does at https://example.org/cpor/."""
    if AWAY.match(link.href) or link.file == site / AT_ANY_ADDRESS:
        return False
    path = posixpath.join(link.file.parent.relative_to(site).as_posix(), link.href.partition("#")[0])
    return posixpath.normpath(path).startswith(("/", ".."))


def aims_at(site: Path, file: Path, href: str) -> str:
    """Path and fragment that a link leads to, below the site's root, as browsers resolve it; empty outside the site."""
    if AWAY.match(href):
        return ""
    path, mark, fragment = map(unquote, href.partition("#"))
    here = "/" + place_of(site, file)
    aim = posixpath.join(posixpath.dirname(here), path) if path else here
    slash = "/" if aim.endswith(("/", "/.", "/..")) else ""
    below = posixpath.normpath(aim).lstrip("/")
    return f"{below}{slash if below else ''}{mark}{fragment}"


def file_of(site: Path, place: str) -> Path:
    """The file that is served at an address below the site's root."""
    file = site / place
    return file / "index.html" if file.is_dir() else file


def place_of(site: Path, file: Path) -> str:
    """The address of a page, below the site's root."""
    return file.relative_to(site).as_posix().removesuffix("index.html")


# ---------- tools


def run(repository: Repository, tool: str, arguments: Sequence[str | Path]) -> str:
    """Output of a tool. Raises NoRuntime where it is not installed, or fails without output."""
    program = repository.packages / ".bin" / tool
    if not program.exists():
        raise NoRuntime(f"{tool} is not installed: run 'make check', or 'npm ci'")
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:  # Node may cut off output to a pipe when it ends
        command = [program, *arguments]
        done = subprocess.run(command, cwd=repository.root, stdout=said, stderr=subprocess.PIPE, text=True, check=False)
        said.seek(0)
        text = said.read()
    if done.returncode and not text:
        raise NoRuntime(f"{tool} failed: {one_sentence(done.stderr) or 'it does not say why'}")
    return text


def told(file: Path, line: int, column: int, words: str, name: str, message: str, help: str) -> Diagnostic:
    """Diagnostic of one finding, with the text of its line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    found = text.find(words) + 1 if words.strip() and column == 1 else column
    span = Span(line=line, column=max(1, found), length=max(1, len(words)))
    return Diagnostic(file=relative(file), span=span, name=name, message=message, help=help, line=text)


def one_sentence(text: str) -> str:
    """First line of a tool's output in the form of a message: lower case, no full stop."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return (first[:1].lower() + first[1:]).rstrip(".")
