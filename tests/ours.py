"""The repository of this project, as tests hand it to code that works on one, and what is made up in its place."""

import os
from datetime import date
from functools import cache
from pathlib import Path

from build_scripts.check.compiler import Compiled, compile_flows
from build_scripts.pages.markdown import Fragments
from build_scripts.pages.site import Rules, Site
from build_scripts.places import Repository
from build_scripts.read.knowledge import Knowledge, read_knowledge

ROOT = Path(__file__).parent.parent

OURS = Repository.at(ROOT, {"STAGED_DIR": os.environ.get("STAGED_DIR", "")}, date.today())  # noqa: DTZ011


def our_knowledge() -> Knowledge:
    """Knowledge of the site."""
    return read_knowledge(OURS.knowledge)


@cache
def our_flows() -> dict[str, Compiled]:
    """Compiled flows of the site, by id."""
    return compile_flows(OURS.flows, our_knowledge())


@cache
def made_up_knowledge() -> Knowledge:
    """Knowledge that the flows in tests/flows/ are read with, so that no fact of the site changes a test of code."""
    return read_knowledge(ROOT / "tests" / "knowledge")


def site_of(*compiled: Compiled, repository: Repository = OURS, knowledge: Knowledge | None = None) -> Site:
    """Site of some flows, without hand-written pages. `knowledge`: that of the site if nothing is said."""
    flows = {one.flow.id: one for one in compiled}
    fragments = Fragments(knowledge or our_knowledge())
    return Site(
        repository=repository, rules=Rules(fragments=fragments, compiled=flows, today=repository.today), written={}
    )
