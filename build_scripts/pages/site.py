"""The site as values: knowledge, compiled flows, hand-written pages and answer pages, and the repository of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from build_scripts.check.compiler import Compiled
from build_scripts.pages.answer import AnswerPage, answer_page
from build_scripts.pages.replies import wording_of
from build_scripts.pages.sources import Use, source_uses
from build_scripts.pages.written import HandWritten
from build_scripts.places import Repository
from build_scripts.read.knowledge import Knowledge
from decision_tree.model import Flow
from decision_tree.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Site:
    """Site as values. Pages, preview pictures and files for programs are made of it."""

    repository: Repository
    knowledge: Knowledge
    compiled: Mapping[str, Compiled]
    """Compiled flows by id."""
    written: Mapping[str, HandWritten]
    """Hand-written pages by their path below the staged folder."""

    @property
    def address(self) -> str:
        """Address of the site, with a slash at its end."""
        return self.repository.site_address

    @property
    def today(self) -> date:
        """Day of the build."""
        return self.repository.today

    @cached_property
    def answers(self) -> dict[str, dict[str, AnswerPage]]:
        """Answer pages by the ids of flow and outcome."""
        return {
            id: {outcome.id: answer_page(one, outcome, self.knowledge) for outcome in one.flow.outcomes.values()}
            for id, one in self.compiled.items()
        }

    @cached_property
    def uses(self) -> dict[str, list[Use]]:
        """Source id → what rests on it."""
        return source_uses(self.compiled, self.knowledge, self.written)

    def wording(self, flow: Flow) -> Wording:
        """Words of a flow's answers, for replies."""
        usual = {id: page.usual for id, page in self.answers[flow.id].items()}
        return wording_of(flow, self.knowledge, usual)
