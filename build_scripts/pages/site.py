"""The site as values: knowledge, compiled flows, hand-written pages and answer pages, and their repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from build_scripts.check.compiler import Compiled, compile_flows
from build_scripts.check.scenarios import Case, read_folder
from build_scripts.pages.answer import AnswerPage, answer_page
from build_scripts.pages.markdown import Fragments
from build_scripts.pages.replies import wording_of
from build_scripts.pages.sources import Use, source_uses
from build_scripts.pages.written import HandWritten
from build_scripts.places import Repository
from build_scripts.read.knowledge import Knowledge, read_knowledge
from build_scripts.read.paper import Paper, read_papers
from decision_tree.model import Flow
from decision_tree.wording import Wording

Files: TypeAlias = Mapping[Path, bytes]
"""Path of a file → its content."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Knowledge and compiled flows, with what follows from them alone.

    They are separate from the site, because a server builds it again at each edit and most edits change no rule.
    """

    fragments: Fragments
    """HTML of the Markdown in flows and knowledge."""
    compiled: Mapping[str, Compiled]
    """Compiled flows by id."""
    today: date
    """Day of the build."""
    papers: tuple[Paper, ...] = ()
    """Papers to fill in."""
    files: Sequence[Files] = ()
    """Contents of the files of the knowledge, the flows and the papers, from which they were read."""

    @classmethod
    def read(cls, repository: Repository, before: Rules | None = None) -> Rules:
        """Rules of a repository; `before` itself where the files are the same. Raises BadFile."""
        files = contents(repository.knowledge), contents(repository.flows), contents(repository.papers)
        if before and before.files == files and before.today == repository.today:
            return before
        same = before.fragments if before and before.files[0] == files[0] else None
        fragments = same or Fragments(read_knowledge(repository.knowledge))
        compiled = compile_flows(repository.flows, fragments.knowledge)
        known = fragments.knowledge
        papers = read_papers(repository.papers, known.grades, known.sources)
        return cls(fragments=fragments, compiled=compiled, today=repository.today, papers=papers, files=files)

    @property
    def knowledge(self) -> Knowledge:
        """Sources, grades, claims, terms and events."""
        return self.fragments.knowledge

    @cached_property
    def answers(self) -> dict[str, dict[str, AnswerPage]]:
        """Answer pages by the ids of flow and outcome."""
        return {
            id: {
                outcome.id: answer_page(one, outcome, self.knowledge, self.today)
                for outcome in one.flow.outcomes.values()
            }
            for id, one in self.compiled.items()
        }


@dataclass(frozen=True, kw_only=True)
class Site:
    """Site as values. Pages, preview pictures and files for programs are made from it."""

    repository: Repository
    rules: Rules
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

    @property
    def knowledge(self) -> Knowledge:
        """Sources, grades, claims, terms and events."""
        return self.rules.knowledge

    @property
    def compiled(self) -> Mapping[str, Compiled]:
        """Compiled flows by id."""
        return self.rules.compiled

    @property
    def fragments(self) -> Fragments:
        """HTML of the Markdown in flows and knowledge."""
        return self.rules.fragments

    @property
    def answers(self) -> dict[str, dict[str, AnswerPage]]:
        """Answer pages by the ids of flow and outcome."""
        return self.rules.answers

    @cached_property
    def uses(self) -> dict[str, list[Use]]:
        """Source id → its uses."""
        return source_uses(self.compiled, self.knowledge, self.written, self.papers)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Papers to fill in."""
        return self.rules.papers

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Cases of the scenario files. Raises BadFile."""
        return read_folder(self.repository.scenarios)

    def wording(self, flow: Flow) -> Wording:
        """Words of a flow's answers, for replies."""
        usual = {id: page.usual for id, page in self.answers[flow.id].items()}
        return wording_of(flow, self.knowledge, usual)


def contents(folder: Path) -> Files:
    """Contents of the YAML files in a folder."""
    return {path: path.read_bytes() for path in sorted(folder.glob("*.yml"))}
