"""Changes of pages, pictures and replies: the site is made of both editions of the rules and hand-written pages.

Where templates or code differ as well, the earlier pages are made by their own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from build_scripts.check.differences import Difference
from build_scripts.check.revision import NoRevision, git, unpacked
from build_scripts.pages.replies import places_of
from build_scripts.places import REPORT_ADDRESS, SITE_URL, Repository, address_of
from build_scripts.read.faults import BadFile
from build_scripts.staging import Staging
from decision_tree import links, reply
from decision_tree.engine import settle
from decision_tree.markup import plain

MADE_OF = ("decision_tree", "docs", "mkdocs.yml")
"""Paths of a repository that the text of its pages is made of."""

CODE = ("build_scripts", ":(glob)decision_tree/*.py")
"""Code and templates that make pages, as git names paths."""

OWN_PROGRAM = """
import json, sys
from datetime import date
from pathlib import Path
from build_scripts.places import Repository
from build_scripts.staging import Staging
staging = Staging(Repository.at(Path.cwd(), json.loads(sys.argv[2]), date.fromisoformat(sys.argv[1])))
print(json.dumps({page.name: page.body for page in (make() for _, make in staging.each_page())}))
"""
"""Program by which the code of an edition prints the texts of its pages."""

BY_OWN_CODE = "templates or code changed: earlier pages are as their own made them, pictures and replies as today's do"

BY_TODAYS_CODE = "templates or code changed, and the earlier ones do not run here: all is compared as today's make it"

BLOCKS = [
    "p",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "summary",
    "details",
    "div",
    "dt",
    "dd",
    "figcaption",
    "option",
    "label",
]
"""Elements that begin on a line of their own."""

NOT_READ = ["script", "style", "svg"]
"""Elements without text for readers; the words of a picture are beside it as well."""

OUR_DATA = re.compile(r"^\[[\w-]+\]: .*$|\{ ?[.#][^}]*\}", re.MULTILINE)
"""Lines and marks of a staged page that only programs read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hunk:
    """Lines of a page that are others now."""

    before: str
    now: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PageChange:
    """A page, picture or reply that says something else."""

    name: str
    """Address below the root of the site; of a reply, the link that it answers."""
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteChanges:
    """Texts of the site that differ from those of an earlier edition."""

    pages: tuple[PageChange, ...]
    pictures: tuple[PageChange, ...]
    replies: tuple[PageChange, ...]
    """Replies: to everybody with an answer, and to one reader for each effect."""
    made_by: str = ""
    """Whose templates and code made the earlier edition, in words; empty where they are the same as today's."""


def site_changes(repository: Repository, revision: str, found: Sequence[Difference]) -> SiteChanges:
    """Changes of the site since a git revision. Raises BadFile, and NoRevision where the revision makes no site."""
    now = Staging(repository)
    other_code = code_differs(revision, repository.root)
    paths = [path for path in (*MADE_OF, *CODE[:other_code]) if (repository.root / path).exists()]
    with unpacked(revision, repository.root, paths) as folder:
        earlier = replace(repository, root=folder)
        own = bodies_by_own_code(earlier) if other_code else None
        try:
            before = Staging(earlier)
            pages = changes(own or bodies(before), bodies(now))
        except BadFile as bad:
            first = bad.diagnostics[0]
            said = f"{first.message} ({Path(first.file).name}:{first.span.line})"
            raise NoRevision(f"today's code does not make the pages of '{revision}': {said}") from None
        return SiteChanges(
            pages=tuple(filter(None, map(as_read, pages))),
            pictures=tuple(changes(pictures(before), pictures(now))),
            replies=tuple(changes(replies(before, found), replies(now, found))),
            made_by=(BY_OWN_CODE if own else BY_TODAYS_CODE) if other_code else "",
        )


def code_differs(revision: str, root: Path) -> bool:
    """Whether templates or code that a git revision has are others now. New files alone change no page."""
    return bool(git(root, "diff", "--name-only", "--no-renames", "--diff-filter=MDT", revision, "--", *CODE))


def bodies_by_own_code(repository: Repository) -> dict[str, list[str]] | None:
    """Pages as `bodies` gives them, made by the code in the repository's folder; None where it does not run here."""
    settings = {SITE_URL: repository.site_address, REPORT_ADDRESS: repository.reports}
    done = subprocess.run(
        [sys.executable, "-c", OWN_PROGRAM, repository.today.isoformat(), json.dumps(settings)],
        cwd=repository.root,  # where Python looks for modules first
        capture_output=True,
        check=False,
    )
    return by_address(json.loads(done.stdout)) if done.returncode == 0 else None


def changes(before: dict[str, list[str]], now: dict[str, list[str]]) -> Iterator[PageChange]:
    """Changes between two sets of texts, each a list of lines by name, in the order of the names."""
    for name in sorted({*before, *now}):
        one, other = before.get(name, []), now.get(name, [])
        if one != other:
            yield PageChange(name=name, hunks=tuple(hunks(one, other)))


def hunks(before: Sequence[str], now: Sequence[str]) -> Iterator[Hunk]:
    """Lines that differ between two texts."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Hunk(before="\n".join(before[i1:i2]), now="\n".join(now[j1:j2]))


# ---------- texts


def bodies(staging: Staging) -> dict[str, list[str]]:
    """Address of each page → the lines of its text for the site generator. Raises BadFile."""
    return by_address({page.name: page.body for page in (make() for _, make in staging.each_page())})


def by_address(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Address of each page → its lines without what only programs read, from texts by path."""
    return {f"/{address_of(Path(name))}": OUR_DATA.sub("", text).splitlines() for name, text in texts.items()}


def as_read(change: PageChange) -> PageChange | None:
    """Change of a page in the words that readers read, with the forms of every fact that a script may show.

    None where only marks and attributes differ. Only lines that differ are read, because whole pages take seconds.
    """
    both = (Hunk(before=text_of(hunk.before), now=text_of(hunk.now)) for hunk in change.hunks)
    told = tuple(hunk for hunk in both if hunk.before != hunk.now)
    return replace(change, hunks=told) if told else None


def text_of(lines: str) -> str:
    """Lines of a page as readers read them."""
    soup = BeautifulSoup(lines, "html.parser")
    for element in soup.find_all(NOT_READ):
        element.decompose()
    for element in soup.find_all(BLOCKS):
        element.insert_before("\n")
        element.append("\n")
    return "\n".join(words(soup.get_text(" ")))


def words(text: str) -> list[str]:
    """Lines of a text that have words, without spaces around them."""
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def pictures(staging: Staging) -> dict[str, list[str]]:
    """Address of each page with a picture of its own → the words of the picture."""
    return {f"/{address_of(Path(name))}": list(texts_of(card)) for name, card in staging.cards.items()}


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a value, in the order of its fields."""
    if isinstance(value, str):
        if value:
            yield value
    elif is_dataclass(value):
        yield from (text for one in fields(value) for text in texts_of(getattr(value, one.name)))
    elif isinstance(value, tuple | list):
        yield from (text for one in value for text in texts_of(one))


def replies(staging: Staging, found: Sequence[Difference]) -> dict[str, list[str]]:
    """Link → lines of the reply to paste, for everybody with an answer, and for one reader of each effect."""
    made: dict[str, list[str]] = {}
    readers = {one.flow: {effect.links[0] for effect in one.effects} for one in found}
    for id, one in staging.site.compiled.items():
        flow, today = one.flow, staging.site.today
        wording, places = staging.site.wording(flow), places_of(flow, staging.site.address)
        for outcome in flow.outcomes.values():
            written = reply.of_outcome(flow, wording, outcome, "")
            made[f"/answers/{id}/{outcome.id}/"] = words(plain(written.text))
        for fragment in readers.get(id, ()):
            step, _ = settle(flow, links.parse(fragment, flow).answers, today)
            written = (
                reply.of_question(flow, step, step.opened.question, places, carry=True)
                if step.opened
                else reply.of_answer(flow, wording, step, today, places, carry=True)
            )
            made[f"/{id}/#{fragment}"] = words(plain(written.text))
    return made
