"""Writes what the site generator reads into staged/: hand-written pages, generated ones, files for the browser.

Only what changed is written and what is no longer made is removed, so that a watching server rebuilds once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from build_scripts import lock
from build_scripts.compiler import Compiled, compile_flows
from build_scripts.diagnostics import BadSource, Diagnostic, Span, did_you_mean, read_text, relative
from build_scripts.knowledge import ANSWER, CITATION, GRADE, Knowledge, read_knowledge
from build_scripts.markdown import forget
from build_scripts.pages import Pages, root_of
from build_scripts.runtime import runtime_files
from decision_tree import links
from decision_tree.dates import iso_day
from decision_tree.engine import settle

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
STAGED = ROOT / "staged"

FRONT_MATTER = re.compile(r"\A---\n(?:.*\n)*?---\n")
"""What a page says of itself before its text begins."""

NOT_STAGED = ("decisions",)
"""Folders of docs/ for people who work on the site, not for its readers."""

HOME = "index.md"
"""The hand-written page that is a template: it shows the first question."""


def stage(target: Path = STAGED) -> int:
    """Stage the site and return how many files it has. Raises BadSource and runtime.NoRuntime before it writes."""
    forget()
    knowledge = read_knowledge()
    compiled = compile_flows(knowledge=knowledge)
    files = each_once(staged_files(compiled, knowledge))
    for path, content in files.items():
        write(target / path, content)
    remove_others(target, set(files))
    return len(files)


def rehearse() -> None:
    """Make every page without writing any. Raises BadSource and runtime.NoRuntime."""
    forget()
    knowledge = read_knowledge()
    each_once(staged_files(compile_flows(knowledge=knowledge), knowledge))


def staged_files(compiled: Mapping[str, Compiled], knowledge: Knowledge) -> Iterator[tuple[str, bytes | Path]]:
    """Every file of the staged folder: its path there, and what it holds or where it is."""
    pages = Pages(compiled, knowledge)
    yield from hand_written(compiled, knowledge, pages)
    for path, text in pages.generated():
        yield path, text.encode()
    for one in compiled.values():
        yield f"assets/flows/{one.flow.id}.json", one.artefact.encode()
    for name, content in runtime_files():
        yield f"assets/runtime/{name}", content


def each_once(files: Iterable[tuple[str, bytes | Path]]) -> dict[str, bytes | Path]:
    """The files by path. Raises BadSource where a flow would take the place of a hand-written page."""
    found: dict[str, bytes | Path] = {}
    for path, content in files:
        if path in found:
            where = Diagnostic(
                file=relative(DOCS / path),
                span=Span(line=1, column=1),
                name="page-twice",
                message=f"the page '{path}' is written by hand and made from a flow",
                help="rename the page, or the flow",
            )
            raise BadSource([where])
        found[path] = content
    return found


def hand_written(
    compiled: Mapping[str, Compiled], knowledge: Knowledge, pages: Pages
) -> Iterator[tuple[str, bytes | Path]]:
    """The files of docs/, Markdown with its answer links resolved."""
    diagnostics: list[Diagnostic] = []
    for path in sorted(path for path in DOCS.rglob("*") if path.is_file()):
        name = path.relative_to(DOCS).as_posix()
        if name.split("/")[0] in NOT_STAGED:
            continue
        if path.suffix != ".md":
            yield name, path
            continue
        try:
            text = read_text(path)
        except BadSource as bad:
            diagnostics += bad.diagnostics
            continue
        page = HandWritten(path, text, compiled, knowledge)
        if path.parent.name == "questions" and path.name != HOME:
            page.check_says(("grade", "checked"))
        staged = with_grade(page.with_links(root_of(name)))
        diagnostics += page.diagnostics  # with_links adds to them
        yield name, (pages.render_text(staged, name, flows=compiled) if name == HOME else staged).encode()
    if diagnostics:
        raise BadSource(diagnostics)


class HandWritten:
    """One Markdown page: what it cites exists, and what it links to is an answer."""

    def __init__(self, path: Path, text: str, compiled: Mapping[str, Compiled], knowledge: Knowledge) -> None:
        self.file, self.text, self.compiled = relative(path), text, compiled
        self.diagnostics: list[Diagnostic] = []
        self.check_names(CITATION, "unknown-source", "source '{}' is not in the register", list(knowledge.sources))
        self.check_names(GRADE, "unknown-grade", "no grade is called '{}'", list(knowledge.grades))
        self.check_front_matter(list(knowledge.grades))

    def check_names(self, pattern: re.Pattern[str], name: str, message: str, known: list[str]) -> None:
        """Everything of this form names something that exists."""
        for match in pattern.finditer(self.text):
            if match[1] not in known:
                self.fault(match, name, message.format(match[1]), did_you_mean(match[1], known))

    def check_front_matter(self, grades: list[str]) -> None:
        """A page says how sure it is, and when it was checked, in words that mean something."""
        grade, checked = front_matter(self.text, "grade"), front_matter(self.text, "checked")
        if grade and grade[1] not in grades:
            self.fault(grade, "unknown-grade", f"no grade is called '{grade[1]}'", did_you_mean(grade[1], grades))
        if checked and iso_day(checked[1]) is None:
            self.fault(checked, "wrong-type", f"'checked' must be a date, not '{checked[1]}'", "write year-month-day")

    def check_says(self, keys: Iterable[str]) -> None:
        """The page's front matter has these keys."""
        start = re.compile("").match(self.text)
        assert start is not None
        for key in keys:
            if not front_matter(self.text, key):
                help = f"add '{key}: …' between the lines ---"
                self.fault(start, "missing-key", f"the page has no '{key}'", help)

    def with_links(self, root: str) -> str:
        """The page with its links to answers resolved by the engine."""
        return ANSWER.sub(lambda match: self.answer_link(match, root), self.text)

    def answer_link(self, match: re.Match[str], root: str) -> str:
        """One link: `answer:which-claim` opens the questionnaire, with answers it opens where they lead."""
        address = self.address(match)
        return f'<a class="cpor-answer-link" href="{root}{address}">{match[1]}</a>'

    def address(self, match: re.Match[str]) -> str:
        """Where the link leads, below the root. Notes a diagnostic where it leads nowhere."""
        name, _, answers = match[2].partition("?")
        if name not in self.compiled:
            self.fault(match, "unknown-flow", f"there is no flow '{name}'", did_you_mean(name, self.compiled))
            return ""
        if not answers:
            return f"{name}/"
        flow = self.compiled[name].flow
        link = links.parse(answers.replace("&amp;", "&"), flow)
        step, assumed = settle(flow, link.answers, date.today())  # noqa: DTZ011
        for problem in link.problems:
            self.fault(match, "broken-answer-link", lower(problem), "mend the answers of the link")
        if step.result is None and not link.problems:
            assert step.opened is not None
            why = step.opened.problem or f"question '{step.opened.question}' is still open"
            self.fault(
                match,
                "broken-answer-link",
                f"the link reaches no answer: {lower(why)}",
                f"add '&{step.opened.question}=…' or link to the questionnaire: answer:{name}",
            )
        elif assumed:
            added = "&".join(f"{id}=" for id in assumed)
            self.fault(
                match,
                "broken-answer-link",
                f"the link does not answer {', '.join(assumed)}",
                f"add '&{added}'",
            )
        elif step.ignored:
            self.fault(
                match,
                "broken-answer-link",
                f"the link answers {', '.join(step.ignored)}, which is not asked there",
                "leave it out",
            )
        outcome = step.result.outcome if step.result else ""
        return f"answers/{name}/{outcome}/#{links.link_of(step).replace('&', '&amp;')}"

    def fault(self, match: re.Match[str], name: str, message: str, help: str) -> None:
        """Note something wrong at a place of the page."""
        before = self.text[: match.start()]
        line = before.count("\n") + 1
        self.diagnostics.append(
            Diagnostic(
                file=self.file,
                span=Span(line=line, column=len(before) - before.rfind("\n"), length=len(match[0])),
                name=name,
                message=message,
                help=help,
                line=self.text.splitlines()[line - 1],
            )
        )


def front_matter(text: str, key: str) -> re.Match[str] | None:
    """A line of the front matter; its first group is the value."""
    block = FRONT_MATTER.match(text)
    return re.compile(rf"^{key}: *(.*?) *$", re.MULTILINE).search(text, 0, block.end() if block else 0)


def with_grade(text: str) -> str:
    """A page that says in its front matter how sure it is and when it was checked shows that under its heading."""
    grade, checked = front_matter(text, "grade"), front_matter(text, "checked")
    day = iso_day(checked[1]) if checked else None
    if not grade or not day:
        return text
    line = f"{{grade:{grade[1]}}} Checked {day.day} {day:%B %Y}\n{{ .cpor-checked }}"
    return re.sub(r"^(# .+)$", lambda heading: f"{heading[1]}\n\n{line}", text, count=1, flags=re.MULTILINE)


def lower(sentence: str) -> str:
    """A sentence for readers as the message of a diagnostic."""
    return (sentence[:1].lower() + sentence[1:]).rstrip(".")


def published(compiled: Mapping[str, Compiled]) -> Iterator[str]:
    """Every id and address of the site, as lines of the lock."""
    for one in compiled.values():
        yield from lock.published_by(one.flow)
    yield "page /sources/"
    for path in DOCS.rglob("*.md"):
        name = path.relative_to(DOCS)
        if name.parts[0] not in NOT_STAGED:
            yield f"page /{address_of(name)}"


def address_of(page: Path) -> str:
    """Where a page is served."""
    folder = page.parent if page.name == "index.md" else page.with_suffix("")
    return "" if folder == Path() else f"{folder.as_posix()}/"


# ---------- files


def write(path: Path, content: bytes | Path) -> None:
    """Write a file if it is not so already. Whole or not at all: a reader never sees half a file."""
    data = content.read_bytes() if isinstance(content, Path) else content
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)  # noqa: PTH105 - the name says what matters: it replaces


def remove_others(folder: Path, keep: set[str]) -> None:
    """Remove what an earlier run staged and this one did not."""
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in keep and name != ".gitignore":
            path.unlink()
