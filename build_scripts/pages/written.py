"""Hand-written pages: their front matter, what they cite and link to, and the checks of each kind of page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path

from markdown.extensions.toc import slugify, unique
from yaml.nodes import MappingNode, Node

from build_scripts.check.compiler import Compiled
from build_scripts.pages.counts import COUNT, counts, with_counts
from build_scripts.pages.former import FORMER_SECTIONS, FormerSection
from build_scripts.pages.page import FRONT_MATTER, text_begins
from build_scripts.pages.page_faults import PageFault, left_of_template, markdown_faults, merge_markers, prose
from build_scripts.places import address_of
from build_scripts.read.evidence import ANSWER, GRADE, REVISIONS, grade_too_strong, source_help
from build_scripts.read.faults import Diagnostic, Fault, Place, Severity, did_you_mean, locate, relative, span_at
from build_scripts.read.knowledge import MEND_THE_LIST, Knowledge, listed_otherwise, otherwise_on_page
from build_scripts.read.passages import passages
from build_scripts.read.texts import html_faults, mark_faults
from build_scripts.read.yaml_file import Keys, YamlFile
from decision_tree import links
from decision_tree.dates import day_words
from decision_tree.engine import settle
from decision_tree.kinds import kind_of
from decision_tree.model import UNKNOWN, Flow, Revision
from decision_tree.wording import CITATION

HEADING = re.compile(r"^(#+) +(.+?)(?: *\{.*\})?$", re.MULTILINE)

ANCHOR = re.compile(r"\{[^{}]*#([\w-]+)[^{}]*\}$")
"""`{ #id }` behind a heading."""

ID = re.compile(r"""\{[^{}\n]*#([\w-]+)[^{}\n]*\}|(?<![\w-])id="([^"]+)\"""")
"""`{ #id }` anywhere, and the id of an element of HTML."""

PICTURE = re.compile(r"^\{\{ *picture: *([\w-]*) *\}\}[ \t]*$", re.MULTILINE)
"""`{{ picture:timeline }}` on a line of its own: a picture that the build draws."""

MISPLACED = re.compile(r"\{\{ *picture:[^}\n]*\}\}")
"""Mark of a picture anywhere, so that one in the middle of a line is found."""

QUESTION = re.compile(r"\{\{ *question: *([\w-]*) *\}\}")
"""`{{ question:what-old-names-mean }}` in a list: a link to the question, the beginning of its answer, its grade."""

LONGEST_SHORT_ANSWER = 60
"""Most words of a short answer, because more are not read in a forum."""

TEMPLATES_QUESTION = "The question as partners ask it?"
"""Heading in the template for new pages, to be replaced by a question."""

FEW_LETTERS = 60
"""Characters of a sentence that answers a question by itself; a shorter one needs the next sentence, too."""

SHORT_ANSWER, EVIDENCE = "Short answer", "Evidence"

SECTIONS = (SHORT_ANSWER, "The details", EVIDENCE, "What is not publicly known", "Related")
"""Sections of a question page, in this order."""

RULE = re.compile(r"\b(must|only|always|never)\b", re.IGNORECASE)
"""Words of a sentence that states a rule, which needs a source."""

NOT_PROSE = re.compile(r"`[^`]*`|\{\{[^}]*\}\}|\[[^\]]*\?\](?:\([^)]*\))?|\]\([^)]*\)|“[^”]*”|\"[^\"]*\"")
"""Code, links to questions, addresses and quotations, in which the words of `RULE` state no rule."""

MARK = re.compile(
    r"\{\{[^}\n]*\}?\}?|\{ *(?:grade|\w+:)[^}\n]*\}?|\[\^[^\]\n]*\]|\[[Ss]\d+\w?\](?!\()|\] ?\( *[Aa]nswer:[^)\n]*\)"
)
"""Text that looks like a mark of ours. A misspelled mark would appear on the page as it is written."""

FORMER_ADDRESS = re.compile(r"/(?:[a-z0-9]+(?:-[a-z0-9]+)*/)+")
"""Former address of a page, without the site's address before it."""

UNCITED = ("Related",)
"""Sections without footnotes, because they only link to other pages."""


class FrontMatter:
    """Front matter of a page, with the faults found in it."""

    def __init__(self, text: str, needs: Iterable[str], grades: Iterable[str]) -> None:
        block = FRONT_MATTER.match(text)
        self.yaml = YamlFile(block[0].removesuffix("---\n") if block else "")
        self.written = block is not None
        takes = ("title", "description", "checked", "grade", "search", "hide", "revisions", "was", "former")
        record = self.yaml.record(self.yaml.root() if block else None, (), Keys(needs=tuple(needs), takes=takes))
        self.grade = ""
        """Grade of the least sure part of the short answer."""
        self.title, self.description = (self.yaml.text_of(record.get(key), (key,)) for key in ("title", "description"))
        self.grades = self.read_grades(record.get("grade"), tuple(grades))
        """Grades of the short answer by part; a grade that holds for all of it has the part “”."""
        self.checked = self.yaml.day(record.get("checked"), ("checked",))
        self.revisions: tuple[Revision, ...] = REVISIONS.read(self.yaml, record.get("revisions"), ("revisions",))
        self.was: tuple[str, ...] = self.yaml.texts(record.get("was"), ("was",))
        """Addresses that the page had before."""
        self.former: Mapping[str, FormerSection] = FORMER_SECTIONS.read(self.yaml, record.get("former"), ("former",))

    def read_grades(self, node: Node | None, known: tuple[str, ...]) -> dict[str, str]:
        """Grades of the short answer by part: `unknown`, or `{When: microsoft-several, Why: unknown}`."""
        parts = self.yaml.entries(node, ("grade",)) if isinstance(node, MappingNode) else [("", node)]
        found = {part: self.yaml.word_of(of, ("grade", part) if part else ("grade",), known, "") for part, of in parts}
        self.grade = max(found.values(), key=known.index) if found and all(found.values()) else ""
        return found

    def plain_texts(self) -> Iterator[tuple[str, Place]]:
        """Texts that readers see as they are written, with their places."""
        yield self.title, ("title",)
        yield self.description, ("description",)
        yield from ((one.what, ("revisions", index, "what")) for index, one in enumerate(self.revisions))
        yield from ((part, ("grade", part)) for part in self.grades)
        yield from ((one.why, ("former", id, "why")) for id, one in self.former.items())

    def days(self) -> Iterator[tuple[date, Place]]:
        """Days on which something was done, with their places."""
        if self.checked:
            yield self.checked, ("checked",)
        yield from ((one.on, ("revisions", index, "on")) for index, one in enumerate(self.revisions))
        yield from ((one.on, ("former", id, "on")) for id, one in self.former.items())


class HandWritten:
    """Hand-written Markdown page, with diagnostics such as a citation of no source or a link to no answer."""

    def __init__(
        self, path: Path, text: str, compiled: Mapping[str, Compiled], knowledge: Knowledge, today: date
    ) -> None:
        known = counts(knowledge)
        self.path, self.file, self.compiled, self.today = path, relative(path), compiled, today
        self.as_written, self.text = text, with_counts(text, known)
        self.sources, self.knowledge = knowledge.sources, knowledge
        self.diagnostics: list[Diagnostic] = []
        self.check_names(COUNT, "unknown-count", "nothing that is counted is called '{}'", list(known))
        self.check_names(CITATION, "unknown-source", "source '{}' is not in the register", list(knowledge.sources))
        self.check_names(GRADE, "unknown-grade", "no grade is called '{}'", list(knowledge.grades))
        self.front = FrontMatter(self.text, self.needs, knowledge.grades)

    @property
    def is_question(self) -> bool:
        """Whether the page answers one question."""
        return self.path.parent.name == "questions" and self.path.name != "index.md"

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys that the front matter must have; none for the home page, a template that takes its words from a flow."""
        if self.path.name == "index.md" and self.path.parent.name == "docs":
            return ()
        return ("title", "description", "checked", *(("grade",) if self.is_question else ()))

    @cached_property
    def headings(self) -> list[re.Match[str]]:
        """Headings of the page."""
        return headings_of(self.text)

    @property
    def anchors(self) -> list[str]:
        """The ids of the headings, given by hand or as Markdown makes them."""
        return sorted(ids_of(self.headings))

    # ---------- checks

    def check(self) -> None:
        """Note diagnostics for everything that a page of its kind must have and this page lacks."""
        self.check_front_matter()
        if self.is_question:
            self.check_question()
        self.check_markdown()
        self.check_listings()
        if self.needs:
            self.check_marks()
            self.check_grades()
            self.check_rules()

    def check_markdown(self) -> None:
        """Note diagnostics for Markdown that would be published otherwise than its author meant it.

        The home page is a template with HTML and its own tags, so that only merges are looked for there.
        """
        self.note((markdown_faults if self.needs else merge_markers)(self.text))

    def check_listings(self) -> None:
        """Note a diagnostic for each sentence that says what counts for a designation, and is contradicted by it."""
        topics = (self.front.title,)
        front = [(self.front.title, ("title",)), (self.front.description, ("description",))]
        found = [it for text, place in front for it in listed_otherwise(text, place, self.knowledge, topics=topics)]
        for part in filter(None, self.front.grades):
            of_part = listed_otherwise(part, ("grade", part), self.knowledge, topics=topics)
            found += (replace(fault, at="key", words="") for fault in of_part)
        self.diagnostics += (locate(fault, self.file, self.text, self.front.yaml.spots) for fault in found)
        begins = text_begins(self.text)
        for passage in passages(self.text[begins:], self.front.title):
            for index, words, message in otherwise_on_page(passage, self.knowledge):
                at = begins + passage.at + index
                self.fault((at, at + len(words)), "says-otherwise", message, MEND_THE_LIST)

    def check_template(self, template: str) -> None:
        """Note a diagnostic for each line that the page has from the template for new pages of its kind."""
        self.note(left_of_template(self.text, template))

    def note(self, faults: Iterable[PageFault]) -> None:
        """Note diagnostics for faults in the text."""
        for found in faults:
            self.fault(found.at, found.name, found.message, found.help)

    def check_names(self, pattern: re.Pattern[str], name: str, message: str, known: list[str]) -> None:
        """Note a diagnostic for each match of a pattern whose first group is not a known name."""
        for match in pattern.finditer(self.text):
            if match[1] not in known:
                help = source_help(match[1]) if name == "unknown-source" else did_you_mean(match[1], known)
                self.fault(match.span(), name, message.format(match[1]), help)

    def check_front_matter(self) -> None:
        """Note diagnostics for missing front matter, and for wrong values in it."""
        if not self.front.written and self.needs:
            keys = ", ".join(f"'{key}: …'" for key in self.needs)
            help = f"begin the file with a line '---', then {keys}, each on a line, then '---'"
            self.fault((0, 1), "missing-key", "the page does not say what it is and when it was checked", help)
        yaml = self.front.yaml
        for day, place in self.front.days():
            if day > self.today:
                message = f"'{place[-1]}' says {day}, which is still to come"
                yaml.fault("future-date", message, place, help="mend the day: it is the one on which it was done")
        for text, at in self.front.plain_texts():
            yaml.faults += [*html_faults(text, at, markdown=False), *mark_faults(text, at)]
        for index, address in enumerate(self.front.was):
            if not FORMER_ADDRESS.fullmatch(address):
                help = "write it as it stands behind the site's address, such as /questions/old-name/"
                yaml.fault("wrong-type", f"'was' names '{address}', which is no address", ("was", index), help=help)
        there = anchors_of(self.text[text_begins(self.text) :]) if self.front.former else ()
        for id in self.front.former:
            if id in there:
                help = "remove it from one of the two places"
                message = f"section '{id}' is called gone, and the page has it"
                yaml.fault("still-there", message, ("former", id), at_key=True, help=help)
        self.diagnostics += [locate(fault, self.file, self.text, yaml.spots) for fault in yaml.faults]

    def check_marks(self) -> None:
        """Note a diagnostic for text that looks like a citation, grade, picture or link to an answer, and is none."""
        text = prose(self.text)
        known = {
            (match.end() - 1 if pattern is ANSWER else match.end())
            for pattern in (CITATION, GRADE, COUNT, MISPLACED, QUESTION, ANSWER)
            for match in pattern.finditer(text)
        }
        for match in MARK.finditer(text):
            link = "nswer:" in match[0]
            if match.end() - link not in known:
                said = match[0].partition("(")[2].rstrip(")").strip() if link else match[0]
                help = (
                    "write '[^S04]', '{grade:inferred}', '{count:claims}', '{{ picture:name }}' or '[words](answer:…)'"
                )
                self.fault(match.span(), "unknown-mark", f"'{said}' is no mark that anybody reads", help)

    def check_grades(self) -> None:
        """Note a diagnostic for each badge that is stronger than the sources cited beside it allow.

        The grade of the whole page may rest on any source that the page cites.
        """
        on_page = list(self.cited())
        for part, grade in self.front.grades.items() if on_page else ():
            if too_strong := grade_too_strong(self.knowledge.grades.get(grade), on_page, self.sources):
                message, help = too_strong
                at: Place = ("grade", part) if part else ("grade",)
                fault = Fault(name="grade-too-strong", message=message, place=at, help=help)
                self.diagnostics.append(locate(fault, self.file, self.text, self.front.yaml.spots))
        place = text_begins(self.text)
        for block in graded_blocks(self.text[place:]):
            place = self.text.index(block, place)
            badge, cited = GRADE.search(block), tuple(dict.fromkeys(CITATION.findall(block)))
            found = (
                grade_too_strong(self.knowledge.grades.get(badge[1]), cited, self.sources) if badge and cited else None
            )
            if badge and found:
                self.fault((place + badge.start(), place + badge.end()), "grade-too-strong", *found)
            place += len(block)

    def check_question(self) -> None:
        """Note diagnostics for a question page without the question, a section, its text, or a source as evidence."""
        headings = self.headings
        title = next((match for match in headings if match[1] == "#"), None)
        if title is None:
            self.fault((0, 3), "not-a-question", "the page has no heading", "add '# The question?'")
        elif not title[2].endswith("?") or title[2] == TEMPLATES_QUESTION:
            self.fault(title.span(2), "not-a-question", f"the page's heading '{title[2]}' is not a question", "ask it")
        said = [match[2] for match in headings if match[1] == "##"]
        for missing in (section for section in SECTIONS if section not in said):
            self.fault((0, 3), "missing-section", f"the page has no section '{missing}'", f"add '## {missing}'")
        in_order = [section for section in SECTIONS if section in said]
        if in_order != [section for section in said if section in SECTIONS]:
            order = ", ".join(f"'{section}'" for section in SECTIONS)
            self.fault((0, 3), "missing-section", "the sections stand in another order", f"the order is {order}")
        for empty in (section for section in SECTIONS if section in said and not self.words_of(section)):
            place = next(match.span(2) for match in headings if match[2] == empty)
            self.fault(
                place, "missing-section", f"the section '{empty}' is empty", "write it, or say that there is nothing"
            )
        self.check_short_answer()
        evidence = self.section(EVIDENCE)
        if evidence and not CITATION.search(self.text, *evidence):
            self.fault(
                (evidence[0], evidence[0] + 1), "no-evidence", "the evidence names no source", "cite one: '[^S04]'"
            )

    def check_short_answer(self) -> None:
        """Note diagnostics for a short answer that is too long to paste, or says what no source is cited for."""
        place = self.section(SHORT_ANSWER)
        if not place:
            return
        said = self.text[slice(*place)]
        words = len(CITATION.sub("", said).split())
        if words > LONGEST_SHORT_ANSWER:
            message = f"the short answer has {words} words; at most {LONGEST_SHORT_ANSWER} are read in a forum"
            self.fault((place[0], place[0] + 1), "too-long", message, "move the rest to the details")
        if said.strip() and self.front.grade != UNKNOWN and not CITATION.search(said):
            help = "end each sentence that states a fact with its source: '[^S04]'; replies link to it"
            self.fault((place[0], place[0] + 1), "uncited-short-answer", "the short answer names no source", help)

    def check_rules(self) -> None:
        """Note a warning for each line that states a rule and cites no source."""
        section, place, fenced = "", text_begins(self.text), False
        for line in self.text[place:].splitlines(keepends=True):
            heading = HEADING.match(line.rstrip())
            fenced ^= line.startswith("```")
            section = heading[2] if heading else section
            found = RULE.search(line) and RULE.search(NOT_PROSE.sub(lambda match: " " * len(match[0]), line))
            if found and not heading and not fenced and section not in UNCITED and not CITATION.search(line):
                at = (place + found.start(), place + found.end())
                message = f"the sentence says '{found[0].lower()}' and has no footnote"
                self.fault(at, "rule-without-source", message, "cite who says so, or say it in other words", "warning")
            place += len(line)

    def words_of(self, title: str) -> str:
        """The text of a section, without white space around it."""
        place = self.section(title)
        return self.text[slice(*place)].strip() if place else ""

    def section(self, title: str) -> tuple[int, int] | None:
        """Start and end index of a section's text, with its subsections; None where there is no such section."""
        headings = self.headings
        for number, here in enumerate(headings):
            if here[2] == title:
                after = (other.start() for other in headings[number + 1 :] if len(other[1]) <= len(here[1]))
                return here.end() + 1, next(after, len(self.text))
        return None

    def addresses(self, name: str) -> tuple[str, ...]:
        """Addresses that the page has or had; `name` is its path below the staged folder."""
        return (f"/{address_of(Path(name))}", *self.front.was)

    def place_of(self, place: Place) -> Diagnostic:
        """Diagnostic without a message at a key of the front matter."""
        return locate(Fault(name="", message="", place=place, at="key"), self.file, self.text, self.front.yaml.spots)

    def title_of(self, anchor: str) -> str:
        """Heading of the section with an anchor, in words; the title of the page where it has no such section."""
        named = {next(iter(ids_of([heading]))): heading[2] for heading in self.headings}
        return named.get(anchor) or self.question()

    # ---------- text for staging

    def short_answer(self) -> list[str]:
        """Lines of the short answer, each a sentence."""
        place = self.section(SHORT_ANSWER)
        return self.text[slice(*place)].strip().splitlines() if place else []

    def question(self) -> str:
        """Question as partners ask it: the heading of the page, else its title."""
        heading = next((match[2] for match in self.headings if match[1] == "#"), "")
        return heading or self.front.title

    def cited(self) -> Iterator[str]:
        """Ids of the sources that the page cites, each once."""
        yield from dict.fromkeys(CITATION.findall(self.text))

    def with_button(self, text: str, button: str) -> str:
        """Text with a button behind the short answer."""
        after = text.find("\n## ", text.find(f"\n## {SHORT_ANSWER}") + 1)
        return f"{text[:after]}\n{button}\n{text[after:]}"

    def with_questions(self, text: str, questions: Mapping[str, HandWritten]) -> str:
        """Text with each question that it lists written out. Notes a diagnostic for a question that has no page."""
        self.check_names(QUESTION, "unknown-question", "no question has the page '{}.md'", list(questions))
        return QUESTION.sub(lambda match: questions[match[1]].listed() if match[1] in questions else "", text)

    def begins(self) -> str:
        """Beginning of the short answer, without footnotes: as many sentences as it takes to answer the question."""
        begins = ""
        for sentence in self.short_answer():
            if len(begins) < FEW_LETTERS:
                begins = f"{begins} {CITATION.sub('', sentence)}".strip()
        return begins

    def listed(self) -> str:
        """Question page as an item of a list, in Markdown for a page in the same folder."""
        return f"[{self.question()}]({self.path.name})\n  {self.begins()} {badges(self.front).strip()}"

    def check_lists(self, questions: Mapping[str, HandWritten]) -> None:
        """Note a diagnostic for each question that the list of questions leaves out."""
        listed = {match[1] for match in QUESTION.finditer(self.text)}
        for name in sorted(set(questions) - listed):
            message = f"the question '{name}' is not in the list"
            self.fault((0, 3), "unlisted-question", message, f"add '- {{{{ question:{name} }}}}' where it belongs")

    def check_pictures(self, known: Iterable[str]) -> None:
        """Note a diagnostic for each picture that is unknown, or not on a line of its own."""
        self.check_names(PICTURE, "unknown-picture", "no picture is called '{}'", list(known))
        alone = {match.start() for match in PICTURE.finditer(self.text)}
        for match in MISPLACED.finditer(self.text):
            if match.start() not in alone:
                self.fault(
                    match.span(), "misplaced-picture", "a picture stands within a line", "give it a line of its own"
                )

    def pictures(self) -> list[str]:
        """Names of the pictures on the page; that of a matrix is the id of its flow."""
        return PICTURE.findall(self.text)

    def with_links(self, root: str) -> str:
        """Text of the page with its links to answers resolved by the engine."""
        return ANSWER.sub(lambda match: self.answer_link(match, root), self.text)

    def answer_link(self, match: re.Match[str], root: str) -> str:
        """Link in HTML: `answer:which-claim` leads to the questionnaire, with answers to their answer page."""
        address = self.address(match)
        return f'<a class="cpor-answer-link" href="{root}{address}">{match[1]}</a>'

    def address(self, match: re.Match[str]) -> str:
        """Address of the link below the root. Notes a diagnostic for a link that leads nowhere."""
        name, _, answers = match[2].partition("?")
        if name not in self.compiled:
            self.fault(match.span(), "unknown-flow", f"there is no flow '{name}'", did_you_mean(name, self.compiled))
            return ""
        if not answers:
            return f"{name}/"
        flow = self.compiled[name].flow
        link = links.parse(answers.replace("&amp;", "&"), flow)
        step, assumed = settle(flow, link.answers, self.today)
        for problem in link.problems:
            self.fault(match.span(), "broken-answer-link", lower(problem), mended(answers, flow, self.today))
        if link.problems:
            return ""  # what the rest of the link leads to is a consequence
        if step.result is None:
            assert step.opened is not None
            asked = flow.questions[step.opened.question]
            why = step.opened.problem or f"question '{asked.id}' is still open"
            help = f"add '&{asked.id}=…', or link to the questionnaire: answer:{name}"
            if step.opened.problem and asked.id in link.answers:
                help = mended(answers, flow, self.today, asked.id)
            self.fault(match.span(), "broken-answer-link", f"the link reaches no answer: {lower(why)}", help)
        elif assumed:
            added = links.write(assumed)
            self.fault(
                match.span(),
                "broken-answer-link",
                f"the link does not answer {', '.join(assumed)}",
                f"add '&{added}'",
            )
        elif step.ignored:
            self.fault(
                match.span(),
                "broken-answer-link",
                f"the link answers {', '.join(step.ignored)}, which is not asked there",
                "leave it out",
            )
        outcome = step.result.outcome if step.result else ""
        return f"answers/{name}/{outcome}/#{links.link_of(step).replace('&', '&amp;')}"

    def fault(self, at: tuple[int, int], name: str, message: str, help: str, severity: Severity = "error") -> None:
        """Note a diagnostic; `at` is the start and end index of the text that is wrong."""
        self.diagnostics.append(self.diagnostic(at, name, message, help, severity))

    def diagnostic(self, at: tuple[int, int], name: str, message: str, help: str, severity: Severity) -> Diagnostic:
        """Diagnostic of the text between two indexes. In the file, a number in the same line may stand as its mark."""
        span, words = span_at(self.text, *at), self.text[slice(*at)]
        line, lines = span.line, self.as_written.splitlines()
        if line <= len(lines) and not lines[line - 1].startswith(words, span.column - 1):
            span = replace(span, column=lines[line - 1].find(words) + 1 or 1)
        return Diagnostic(
            file=self.file,
            span=span,
            name=name,
            message=message,
            help=help,
            severity=severity,
            line=lines[line - 1] if line <= len(lines) else "",
        )


def headings_of(text: str) -> list[re.Match[str]]:
    """Headings of a page. The front matter is left out, because `#` begins a comment there."""
    return list(HEADING.finditer(text, text_begins(text)))


def ids_of(headings: Iterable[re.Match[str]]) -> set[str]:
    """Ids of headings, given by hand or as Markdown makes them."""
    used: set[str] = set()
    for heading in headings:
        by_hand = ANCHOR.search(heading[0])
        used.add(by_hand[1]) if by_hand else unique(slugify(heading[2], "-"), used)
    return used


def anchors_of(text: str) -> set[str]:
    """Anchors of a staged page: of its headings, and those in its HTML, such as a picture's."""
    return ids_of(headings_of(text)) | {one or other for one, other in ID.findall(text)}


def with_pictures(text: str, draw: Mapping[str, Callable[[], str]]) -> str:
    """Text of a page with its pictures drawn."""
    return PICTURE.sub(lambda match: draw[match[1]]() if match[1] in draw else "", text)


def graded_blocks(text: str) -> Iterator[str]:
    """Blocks of a text that one badge applies to: paragraphs, lists and tables; rows of a table that has badges."""
    for block in text.split("\n\n"):
        rows = block.strip().splitlines()
        by_row = all(row.startswith("|") for row in rows) and GRADE.search(block)
        yield from rows if by_row else [block]


def with_checked(text: str, front: FrontMatter, reaches: str = "") -> str:
    """Text with grade, day of the check and reach below its heading; unchanged for a page without such a day."""
    if not front.checked:
        return text
    said = f"Checked {day_words(front.checked)}" + (f". {reaches}" if reaches else "")
    end = "  \n" if len(front.grades) > 1 else " "
    line = f"{badges(front, end)}{said}"
    line += "\n{ .cpor-checked data-search-exclude }"
    start = text_begins(text)
    shown = re.sub(r"^(# .+)$", lambda head: f"{head[1]}\n\n{line}", text[start:], count=1, flags=re.MULTILINE)
    return text[:start] + shown


def mended(answers: str, flow: Flow, today: date, question: str = "") -> str:
    """Help for answers in a link that are unknown: for each the answer that is meant, or an example of a value.

    :param question: the only question that counts; empty: all.
    """
    found = []
    for id, _, value in (one.partition("=") for one in answers.replace("&amp;", "&").split("&")):
        asked = flow.questions.get(id)
        if asked is None:
            found.append(f"'{id}' is no question: {did_you_mean(id, flow.questions)}".rstrip(": "))
        elif question in ("", id) and kind_of(asked).named:
            known = asked.answers
            found += [f"'{one}': {did_you_mean(one, known)}" for one in value.split(",") if one and one not in known]
        elif question in ("", id) and not kind_of(asked).is_value(value):
            such = kind_of(asked).value_in(asked, asked.answers[0], today)
            found.append(f"write {kind_of(asked).words}, such as '{id}={such}'")
    return "; ".join(found) or "mend the answers of the link"


def badges(front: FrontMatter, end: str = " ") -> str:
    """Marks of the badges that a page has for its short answer, each behind the part that it is for, with an `end`."""
    parts = ((f"{part}: " if part else "", of) for part, of in front.grades.items() if of)
    return "".join(f"{part}{{grade:{of}}}{end}" for part, of in parts)


def lower(sentence: str) -> str:
    """Sentence for readers as the message of a diagnostic: lower case, without a full stop."""
    return (sentence[:1].lower() + sentence[1:]).rstrip(".")
