"""Writes the input of the site generator into staged/: hand-written pages, generated pages, files for the browser.

Only changed files are written and files no longer made are removed, so that a watching server rebuilds once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from build_scripts.check.compiler import Compiled
from build_scripts.check.published import Gone
from build_scripts.pages import ways_on
from build_scripts.pages.examples import shown
from build_scripts.pages.former import lines_of, with_former
from build_scripts.pages.lengths import long_texts
from build_scripts.pages.markdown import DIGEST, ROOT, knowledge_digest
from build_scripts.pages.page import Page
from build_scripts.pages.page_faults import broken_links
from build_scripts.pages.render import WRONG_IN_TEMPLATE, Make, Pages, template_fault
from build_scripts.pages.replies import short_answer
from build_scripts.pages.site import Rules, Site
from build_scripts.pages.structured import faq, structured
from build_scripts.pages.written import HandWritten, anchors_of, with_checked, with_pictures
from build_scripts.places import LLMS, PUBLIC_FILES, Repository, address_of, flow_file, root_of
from build_scripts.previews.cards import Card, cards, picture_of, preview
from build_scripts.previews.missing import missing_characters
from build_scripts.programs.answers import machine_files
from build_scripts.programs.llms import listed
from build_scripts.read.faults import BadFile, Diagnostic, Severity, Span, at_words, did_you_mean, read_text, relative
from build_scripts.read.knowledge import Knowledge

Content = TypeVar("Content")

NOT_STAGED = ("decisions",)
"""Folders of docs/ for people who work on the site, not for its readers."""

NOT_SHIPPED = ".d.ts"
"""Suffix of files for type checkers, which browsers do not read."""

HOME = "index.md"
"""The hand-written page that is a template: it shows the first question."""

OPENS_REPLIES = 'data-do="reply"'
"""Attribute of a button that opens the dialog for replies."""

FLOW_OF_HOME = re.compile(r"""\bflows\[["']([\w-]+)["']\]""")
"""Flow that the home page names in its template."""

FLOW_OF_THE_SITE = re.compile(r"  flow: ([\w-]+)")
"""The line of mkdocs.yml that names the flow for readers of a page that is missing."""

SAID_IN_CONFIG = re.compile(r"(site_name|  asks|  plans): *([\"']?)(.*?)\2 *(?: #.*)?")
"""Regular expression for a line of mkdocs.yml that repeats words declared elsewhere: key, quote, words."""

QUESTIONS = "questions/index.md"
"""The page that lists all questions."""

TEMPLATE = "questions/_new-question.md"
"""The template for new question pages, below docs/."""


def stage(repository: Repository, before: Staging | None = None) -> Staging:
    """Staging of the site, written into its folder. Raises BadFile and NoRuntime before it writes.

    A server passes its last staging as `before`, so that results of unchanged files are not computed again.
    """
    staging = Staging(repository, before)
    for path, content in staging.files.items():
        write(repository.staged / path, content)
    remove_others(repository.staged, set(staging.files))
    return staging


def rehearse(repository: Repository) -> Staging:
    """Staging that is checked and not written. Raises BadFile where something that somebody wrote is wrong.

    Hand-written pages are rendered. Generated ones are only named, because they rest on checked values, and rendering
    all of them would take longer than everything else.
    """
    staging = Staging(repository)
    staging.rehearse()
    return staging


class Staging:
    """Staging of a site: its inputs, read once, and the files made from them. Raises BadFile for unreadable inputs."""

    def __init__(self, repository: Repository, before: Staging | None = None) -> None:
        rules = Rules.read(repository, before.site.rules if before else None)
        compiled, knowledge = rules.compiled, rules.knowledge
        written = {
            name: HandWritten(path, read_text(path).replace("\r\n", "\n"), compiled, knowledge, repository.today)
            for name, path in pages_of(repository.docs).items()
        }
        self.repository = repository
        self.site: Site = Site(repository=repository, rules=rules, written=written)
        self.questions = {page.path.stem: page for page in written.values() if page.is_question}
        self.pages: Pages = Pages(self.site, before.pages if before else None)

    @cached_property
    def template(self) -> str:
        """Text of the template for new question pages; empty where there is none."""
        path = self.repository.docs / TEMPLATE
        return read_text(path) if path.is_file() else ""

    @cached_property
    def files(self) -> dict[str, bytes | Path]:
        """Path below the staged folder → content of the file, or path of the file to copy. Raises BadFile."""
        files = list(self.each_file())
        refuse_twice(self.repository.docs, (name for name, _ in files))
        return dict(files)

    def rehearse(self) -> None:
        """Raise BadFile where a hand-written page is wrong, or two pages have the same address."""
        refuse_twice(self.repository.docs, [*(name for name, _ in self.each_page()), *self.copied])

    @property
    def copied(self) -> dict[str, Path]:
        """Files that readers get as they are, by path below the staged folder."""
        files = files_of(self.repository.docs).items()
        return {name: path for name, path in files if name not in self.site.written}

    def refuse_faults(self, there: Collection[str]) -> None:
        """Raise BadFile where a hand-written page has faults, because generated pages rely on what it says.

        :param there: paths of all pages below the staged folder.
        """
        faults = self.diagnostics("error")
        compiled, cases = self.site.compiled, self.site.cases
        pages = [*self.site.written, *(f"{flow}/index.md" for flow in compiled)]
        pages += [f"answers/{id}/index.md" for id in compiled]
        pages += [f"examples/{id}.md" for id, one in compiled.items() if shown(cases, one.flow)]
        faults += not_in_navigation(self.repository.config, pages)
        faults += gone_from_navigation(self.repository.config, there)
        faults += unknown_flow(self.repository.config, compiled)
        faults += said_otherwise(self.repository.config, compiled, self.site.knowledge)
        faults += ways_on.leading_nowhere(self.site, there)
        faults += terms_that_lead_nowhere(self.repository.knowledge / "glossary.yml", self.site.knowledge, there)
        if faults:
            raise BadFile(faults)

    def each_file(self) -> Iterator[tuple[str, bytes | Path]]:
        """Files, in the order in which they are made: the pages first, because they may have faults."""
        pages = [self.with_head(make()) for _, make in self.each_page()]
        yield from ((page.name, page.dump().encode()) for page in pages)
        yield from self.copied.items()
        from build_scripts.python.files import runtime_files  # noqa: PLC0415 - a check needs no Python for browsers

        for name, content in runtime_files(self.repository):
            yield f"assets/{name}", content
        for name, text in self.each_text({page.name: page for page in pages}):
            yield name, text.encode()
        from build_scripts.previews.draw import Pictures  # noqa: PLC0415 - a check needs neither Typst nor Pillow

        pictures = Pictures(self.repository)
        yield from self.each_paper(pictures.font.folder)
        for name, card in self.cards.items():
            yield picture_of(name), pictures.of(card)

    def each_paper(self, fonts: Path) -> Iterator[tuple[str, bytes]]:
        """Papers to fill in: path below the staged folder, and content. `fonts` is the folder of the site's font."""
        from build_scripts.papers.pdf import as_pdf  # noqa: PLC0415 - only a build needs their libraries
        from build_scripts.papers.word import as_word  # noqa: PLC0415

        words = self.site.knowledge.words.site
        for paper in self.site.papers:
            yield paper.word, as_word(paper, words)
            yield paper.pdf, as_pdf(paper, words, fonts)

    def each_page(self) -> Iterator[tuple[str, Make]]:
        """Pages before `with_head`: path below the staged folder, and the function that renders the page.

        Raises BadFile where a hand-written page has faults. No pictures are drawn for that, because the tables of all
        answers took a tenth of the time of a check.
        """
        checked = {name: self.checked(name, page) for name, page in self.site.written.items()}
        staged = {name: cache(partial(self.staged, name, text)) for name, text in checked.items()}
        made = list(self.made_pages())
        self.check_links(staged, dict(made))
        self.refuse_faults({*staged, *dict(made)})
        yield from ((name, partial(page_of, name, text)) for name, text in staged.items())
        yield from made

    def made_pages(self) -> Iterator[tuple[str, Make]]:
        """Pages that nobody wrote by hand: former addresses of hand-written ones, and generated ones."""
        for name, page in self.site.written.items():
            for address in page.front.was:
                moved = f"{address.strip('/')}.md"
                yield moved, partial(self.pages.moved_page, moved, page.question(), address_of(Path(name)))
        yield from self.pages.generated()

    def check_links(self, staged: Mapping[str, Callable[[], str]], made: Mapping[str, Make]) -> None:
        """Note a diagnostic for each link of a hand-written page to a page, file or anchor that the site does not have.

        :param staged: functions that give the texts of the hand-written pages, by name.
        :param made: the other pages. One is rendered only if a link leads to an anchor of it.
        """
        flows = (flow_file(id) for id in self.site.compiled)
        papers = (name for paper in self.site.papers for name in (paper.word, paper.pdf))
        pages, files = {*staged, *made}, {*self.copied, *FOR_PROGRAMS, *flows, *papers}

        @cache
        def anchors(name: str) -> set[str]:
            if name in staged:
                return anchors_of(staged[name]()) - self.site.written[name].front.former.keys()
            return anchors_of(made[name]().body)

        for name, page in self.site.written.items():
            page.note(broken_links(page.text, name, pages, files, anchors))
            for section in page.front.former.values():
                start = page.text.find(section.now)
                for found in broken_links(f"[]({section.now})", name, pages, files, anchors):
                    page.note([replace(found, at=(start, start + len(section.now)))])

    def each_text(self, pages: Mapping[str, Page]) -> Iterator[tuple[str, str]]:
        """Files that pages fetch or programs read: path below the root, and text."""
        for one in self.site.compiled.values():
            yield f"assets/flows/{one.flow.id}.json", one.artefact
        yield from self.pages.fetched()
        yield from machine_files(self.site)
        in_order = as_navigated(self.repository.config, pages)
        yield LLMS, f"{self.pages.render('llms.txt.j2', LLMS, **listed(self.site, in_order))}\n"

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Cards of the preview pictures, by the paths of their pages below the staged folder."""
        return cards(self.site)

    def with_head(self, page: Page) -> Page:
        """Page with front matter for search engines, forums and chats; a page without front matter stays as it is."""
        if not page.meta:
            return page
        address = self.site.address
        told = {**preview(page, self.cards, address), **structured(page, address, self.faq(page.name))}
        return page.with_meta(told)

    def faq(self, name: str) -> list[dict[str, Any]]:
        """Structured data of a question page for search engines, as a list of one; empty for other pages."""
        page = self.site.written.get(name)
        if page is None or not page.is_question:
            return []
        return [
            faq(page.question(), short_answer(page, self.site.fragments), address_of(Path(name)), self.site.address)
        ]

    def checked(self, name: str, page: HandWritten) -> str:
        """Text of a hand-written page with its links to answers replayed. Notes a diagnostic for each of its faults."""
        page.check()
        text = page.with_links(root_of(name))
        page.check_pictures(self.pages.pictures(name))
        if name == QUESTIONS:
            page.check_lists(self.questions)
        text = page.with_questions(text, self.questions)
        if page.is_question:
            page.check_template(self.template)
            text = page.with_button(text, self.pages.reply_button(name))
        text = with_former(text, name, page.front.former, self.title_of)
        return self.home(self.drawn(name, text), page) if name == HOME else text

    def drawn(self, name: str, text: str) -> str:
        """Text of a hand-written page with its pictures, and with a dialog for replies if something opens it."""
        text = with_pictures(text, self.pages.pictures(name))
        opens = OPENS_REPLIES in text
        return f"{text}\n\n{self.pages.reply_dialog(name, self.site.written[name])}\n" if opens else text

    def staged(self, name: str, text: str) -> str:
        """Text of a hand-written page for the generator, from its checked text: pictures drawn, its date shown."""
        page, root = self.site.written[name], root_of(name)
        if name == HOME:
            return text
        text = self.drawn(name, text)
        cited = list(page.cited())
        reaches = self.site.knowledge.reach_sentence(cited) if cited else ""
        body = with_checked(text, page.front, reaches)
        return f"{body}\n\n[{ROOT}]: {root}\n[{DIGEST}]: {knowledge_digest(body, self.site.knowledge)}\n"

    def title_of(self, name: str, anchor: str) -> str:
        """Title of a page, or of its section with an anchor; its address where nobody wrote the page by hand."""
        page = self.site.written.get(name)
        return page.title_of(anchor) if page else f"/{address_of(Path(name))}"

    def home(self, text: str, page: HandWritten) -> str:
        """Text of the home page, which is a template. Notes a diagnostic where it cannot be filled in."""
        before = len(page.diagnostics)
        page.check_names(FLOW_OF_HOME, "unknown-flow", "there is no flow '{}'", list(self.site.compiled))
        if len(page.diagnostics) == before:
            try:
                return self.pages.render_text(text, HOME, flows=self.site.compiled)
            except WRONG_IN_TEMPLATE as error:
                message, help, at = template_fault(error, page.text)
                page.fault(at, "broken-template", f"the page cannot be filled in: {message}", help)
        return text

    def diagnostics(self, severity: Severity) -> list[Diagnostic]:
        """Diagnostics of this severity of all hand-written pages."""
        pages = self.site.written.values()
        return [found for page in pages for found in page.diagnostics if found.severity == severity]

    def warnings(self) -> list[Diagnostic]:
        """Diagnostics that stop no command, sorted by place."""
        found = [*self.diagnostics("warning"), *self.unused_sources(), *missing_characters(self.site)]
        found += self.unread_sources()
        found += long_texts(self.site.compiled.values(), self.site.written.values())
        return sorted(found, key=lambda one: (one.file, one.span))

    def unused_sources(self) -> Iterator[Diagnostic]:
        """Warnings about sources of the register on which nothing rests."""
        for id, uses in self.site.uses.items():
            if not uses:
                help = "cite it where it belongs; what was read and not used may stay"
                yield self.about_source(id, "unused-source", f"nothing rests on source '{id}'", help)

    def unread_sources(self) -> Iterator[Diagnostic]:
        """Warnings about pages that say that no text they rest on was read in full, although one was."""
        sources = self.site.knowledge.sources
        for name, page in self.site.written.items():
            cited = [sources[id] for id in page.cited() if id in sources]
            whole = [source.id for source in cited if source.is_whole]
            if whole and not any(source.edition for source in cited):
                said = f"'{name}' says that it rests on no text that was read in full, and cites '{whole[0]}'"
                help = "give the source an 'edition:', so that the page says of when it is"
                yield self.about_source(whole[0], "no-edition", said, help)

    def about_source(self, id: str, name: str, message: str, help: str) -> Diagnostic:
        """Warning about a source, at its entry in the register."""
        register = self.repository.knowledge / "sources.yml"
        return at_words(register, f"  {id}:", name=name, message=message, help=help, severity="warning")


def page_of(name: str, text: Callable[[], str]) -> Page:
    """Page from a function that gives its text."""
    return Page.of(name, text())


def files_of(folder: Path) -> dict[str, Path]:
    """Files that readers get, by path below the folder. Names that begin with an underscore are left out: templates."""
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name: path
        for name, path in files.items()
        if name.split("/")[0] not in NOT_STAGED and not name.endswith(NOT_SHIPPED) and not path.name.startswith("_")
    }


def pages_of(folder: Path) -> dict[str, Path]:
    """Hand-written pages, by path below the folder."""
    return {name: path for name, path in files_of(folder).items() if path.suffix == ".md"}


def refuse_twice(docs: Path, names: Iterable[str]) -> None:
    """Raise BadFile where two of these files, given by path below the staged folder, would have the same address."""
    addresses: dict[str, str] = {}
    for path in names:
        address = address_of(Path(path)) if path.endswith(".md") else path
        if address in addresses:
            here, there = f"'{path}'", f"'{addresses[address]}'"
            what = (
                f"the page {here} is written by hand and made by the build"
                if here == there
                else f"the pages {there} and {here} have the same address"
            )
            where = Diagnostic(
                file=relative(docs / path),
                span=Span(line=1, column=1),
                name="page-twice",
                message=what,
                help="rename one of them",
            )
            raise BadFile([where])
        addresses[address] = path


def not_in_navigation(config: Path, pages: Iterable[str]) -> Iterator[Diagnostic]:
    """Faults for pages of authors and of flows that are not in mkdocs.yml's navigation; none without mkdocs.yml."""
    if not config.is_file():
        return
    lines = read_text(config).splitlines()
    number = next((number for number, line in enumerate(lines, start=1) if line.startswith("nav:")), 1)
    for page in sorted(set(pages) - set(named_in(lines))):
        yield Diagnostic(
            file=relative(config),
            span=Span(line=number, column=1, length=3),
            name="unlisted-page",
            message=f"the page '{page}' is not in the navigation",
            help=f"add '- {page}' where readers would look for it",
            line=lines[number - 1],
        )


def gone_from_navigation(config: Path, pages: Collection[str]) -> Iterator[Diagnostic]:
    """Faults for entries of mkdocs.yml's navigation that lead to no page."""
    lines = read_text(config).splitlines() if config.is_file() else []
    for line, page in zip(lines, named_in(lines), strict=True):
        if page.endswith(".md") and page not in pages:
            message = f"the navigation leads to '{page}', which does not exist"
            help = did_you_mean(page, pages) or "remove the line"
            yield at_words(config, line, name="broken-link", message=message, help=help)


def terms_that_lead_nowhere(file: Path, knowledge: Knowledge, pages: Collection[str]) -> Iterator[Diagnostic]:
    """Faults for terms of the glossary that name a page to read on, which does not exist."""
    for term in knowledge.terms.values():
        if term.see and term.see.partition("#")[0] not in pages:
            yield at_words(
                file,
                f"see: {term.see}",
                name="broken-link",
                message=f"the term '{term.id}' leads to '{term.see}', which does not exist",
                help=did_you_mean(term.see, pages),
            )


def unknown_flow(config: Path, flows: Collection[str]) -> Iterator[Diagnostic]:
    """The flow to which mkdocs.yml sends readers of a page that is missing, where there is no such flow."""
    for number, line in enumerate(read_text(config).splitlines() if config.is_file() else [], start=1):
        named = FLOW_OF_THE_SITE.match(line)
        if named and named[1] not in flows:
            yield Diagnostic(
                file=relative(config),
                span=Span(line=number, column=named.start(1) + 1, length=len(named[1])),
                name="unknown-flow",
                message=f"there is no flow '{named[1]}'",
                help=did_you_mean(named[1], flows),
                line=line,
            )


def said_otherwise(config: Path, flows: Mapping[str, Compiled], knowledge: Knowledge) -> Iterator[Diagnostic]:
    """Diagnostics of words in mkdocs.yml that differ from the flow or from words.yml, where they are declared."""
    lines = read_text(config).splitlines() if config.is_file() else []
    flow = next(
        (flows[found[1]].flow for found in map(FLOW_OF_THE_SITE.match, lines) if found and found[1] in flows), None
    )
    right = {"site_name": (knowledge.words.site.name, "'name' of words.yml")}
    if flow:
        right["asks"] = flow.title, f"the title of the flow '{flow.id}'"
        right["plans"] = "true" if flow.plans else "false", f"whether the flow '{flow.id}' has plans"
    for line, found in ((line, SAID_IN_CONFIG.fullmatch(line)) for line in lines):
        key = found[1].strip() if found else ""
        if found and key in right and found[3] != right[key][0]:
            words, of = right[key]
            message = f"'{key}' is '{found[3]}', and {of} is '{words}'"
            yield at_words(config, line.strip(), name="says-otherwise", message=message, help=f"write '{key}: {words}'")


def named_in(lines: Iterable[str]) -> list[str]:
    """Last word of each line of mkdocs.yml: paths of pages, in the order of the navigation, and other words."""
    return [line.rpartition(" ")[2].strip("\"'") for line in lines]


def as_navigated(config: Path, pages: Mapping[str, Content]) -> dict[str, Content]:
    """Pages by path in the order of the navigation; pages that are not in it follow in their former order."""
    named = named_in(read_text(config).splitlines()) if config.is_file() else []
    first = {name: pages[name] for name in named if name in pages}
    return {**first, **pages}


def gone(staging: Staging) -> list[Gone]:
    """Sections that pages no longer have and say so, for the lock."""
    return [
        Gone(lines=tuple(lines_of([id], page.addresses(name))), at=page.place_of(("former", id)))
        for name, page in staging.site.written.items()
        for id in page.front.former
    ]


def published(staging: Staging) -> dict[str, Path]:
    """Line of the lock for every id and address of the site that belongs to no flow → file that has it."""
    known, repository = staging.site.knowledge, staging.repository
    lines: dict[str, Path] = {}
    for kind, file, ids in (
        ("event", "timeline", [id for it in known.events.values() for id in (it.id, *it.was)]),
        ("term", "glossary", [id for it in known.terms.values() for id in (it.id, *it.was)]),
        ("source", "sources", known.sources),
        ("era", "timeline", known.eras),
    ):
        lines |= {f"{kind} {id}": repository.knowledge / f"{file}.yml" for id in ids}
    lines |= {f"file /{name}": repository.config for name in FOR_PROGRAMS}
    lines |= {f"page /{address_of(Path(name))}": repository.config for name in GENERATED}
    for paper in staging.site.papers:
        lines |= {f"file /{name}": repository.papers / f"{paper.id}.yml" for name in (paper.word, paper.pdf)}
    for id, one in staging.site.compiled.items():
        if shown(staging.site.cases, one.flow):
            lines[f"page /examples/{id}/"] = repository.scenarios / f"{id}.yml"
    for name, page in staging.site.written.items():
        addresses = page.addresses(name)
        anchors = lines_of(page.anchors, addresses)
        lines |= dict.fromkeys([*(f"page {address}" for address in addresses), *anchors], page.path)
    return lines


GENERATED: Sequence[str] = ("sources.md", "changes.md", "reference/timeline.md", "reference/glossary.md")
"""Generated pages that belong to no flow."""

FOR_PROGRAMS = ("feed.xml", *PUBLIC_FILES)
"""Files of the site's root whose addresses are published."""


# ---------- files


def write(path: Path, content: bytes | Path) -> None:
    """Write a file unless it has this content already. It is replaced as a whole, so that nobody reads half a file."""
    data = content.read_bytes() if isinstance(content, Path) else content
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)  # noqa: PTH105 - the name says what matters: it replaces


def remove_others(folder: Path, keep: set[str]) -> None:
    """Remove files that an earlier run staged and this run did not."""
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in keep and name != ".gitignore":
            path.unlink()
