"""Hand-written pages whose words an edit changed, without a line under their `revisions:` that says what."""

from __future__ import annotations

import re

from build_scripts.check.revision import git
from build_scripts.check.where import MARKS
from build_scripts.pages.page import FRONT_MATTER
from build_scripts.places import Repository
from build_scripts.read.faults import read_text

REVISIONS = re.compile(r"^revisions:.*\n(?:[ \t]+.*\n|- .*\n)*", re.MULTILINE)
"""Regular expression for the revisions in the front matter of a page."""

NOT_SAID = re.compile(r"^(?:checked|search|hide|was):.*$", re.MULTILINE)
"""Regular expression for lines of front matter that readers do not see."""


def unrevised_pages(repository: Repository, revision: str) -> list[str]:
    """Files of pages whose words changed since a git revision while their `revisions:` did not.

    Other citations, grades and addresses of links are no other words. A page that is new needs no line.
    """
    docs = repository.docs.relative_to(repository.root)
    listed = git(repository.root, "diff", "--name-only", "--diff-filter=M", "--relative", revision, "--", f"{docs}")
    pages = {path.relative_to(repository.root).as_posix() for path in repository.pages} if listed else set()
    return [
        name
        for name in listed.splitlines()
        if name in pages
        and is_unrevised(git(repository.root, "show", f"{revision}:./{name}"), read_text(repository.root / name))
    ]


def is_unrevised(before: str, now: str) -> bool:
    """Whether a page has other words than before, and the same revisions."""
    revisions, others = revisions_of(now), revisions_of(before)
    return bool(revisions) and revisions == others and words_of(before) != words_of(now)


def revisions_of(page: str) -> str:
    """Revisions of a page as they are written; empty where it has none."""
    front = FRONT_MATTER.match(page)
    found = REVISIONS.search(front[1]) if front else None
    return found[0] if found else ""


def words_of(page: str) -> list[str]:
    """Words that a page says, without citations, grades and addresses."""
    return MARKS.sub(" ", NOT_SAID.sub("", page)).split()
