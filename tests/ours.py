"""The repository of this project, as tests hand it to code that works on one."""

import os
from datetime import date
from pathlib import Path

from build_scripts.check.compiler import Compiled
from build_scripts.pages.markdown import Fragments
from build_scripts.pages.site import Rules, Site
from build_scripts.places import Repository
from build_scripts.read.knowledge import Knowledge, read_knowledge

ROOT = Path(__file__).parent.parent

OURS = Repository.at(ROOT, {"STAGED_DIR": os.environ.get("STAGED_DIR", "")}, date.today())  # noqa: DTZ011


def our_knowledge() -> Knowledge:
    """Knowledge of the site."""
    return read_knowledge(OURS.knowledge)


def site_of(*compiled: Compiled, repository: Repository = OURS) -> Site:
    """Site of some flows, without hand-written pages."""
    flows = {one.flow.id: one for one in compiled}
    return Site(repository=repository, rules=Rules(fragments=Fragments(our_knowledge()), compiled=flows), written={})
