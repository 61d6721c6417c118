"""Grades, sources and dates: the parts that all facts in YAML have in common."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from yaml.nodes import Node

from build_scripts.read.faults import Fault, Place
from build_scripts.read.forms import Form, Nodes, Value, Values, optional, required
from build_scripts.read.texts import without_code
from build_scripts.read.values import DAY, ID, IDS, MARKDOWN, TEXT, list_of, word
from build_scripts.read.yaml_file import YamlFile, named
from decision_tree.dates import MONTHS, iso_day
from decision_tree.model import UNKNOWN, Edition, Revision, StatedValue, Statement
from decision_tree.wording import CITATION, count_words

GRADE = re.compile(r"\{grade:([\w-]*)\}")
"""Mark that shows the grade of the statement before it: `{grade:conflicting}`."""

ANSWER = re.compile(r"\[([^\[\]]+)\]\(answer:([^)\s]*)\)")
"""Link to an answer, in Markdown: `[text](answer:which-claim?area=azure&channel=csp-own)`."""

WITHIN_THE_SITE = re.compile(r"\]\( *<?(answer:[^)\s]*|(?!\w[\w+.-]*:|//)[^)\s>]+)")
"""Target of a link in Markdown to an answer, a page or an anchor of the site."""


DATE = re.compile(rf"(?:(\d{{1,2}}) )?(?:({'|'.join(MONTHS)}) )?(mid-)?(20\d\d)")
"""Date in words: a day, a month, the middle of a year, or a year."""

OWN_WORD, SECOND_HAND, REPORTED, FORUM = "own-word", "second-hand", "reported", "forum"

WEIGHTS = (OWN_WORD, SECOND_HAND, REPORTED, FORUM)
"""Weights of sources as evidence, the heaviest first."""

LOOKS = ("several", "one", "reported", "conflicting", "inferred", "unknown")
"""Looks of badges of grades, the surest first."""

PAYS = ("if-eligible", "none", "not-applicable", UNKNOWN)
"""Values for whether something pays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceKind:
    """A kind of sources: by whom they are, and what that weighs as evidence."""

    id: str
    label: str = ""
    """Its name, as the register of sources shows it."""
    weight: str = REPORTED
    """`own-word`: of those whose rules the site describes; `second-hand`: somebody else quotes their words; `reported`:
    somebody else says so; `forum`: the same where replies are pasted, so that they name it last."""
    in_english: str = ""
    """Beginning of the addresses of its pages in English, where each page has one."""

    def is_foreign(self, address: str) -> bool:
        """Whether an address leads to an edition of such a page for another language or country."""
        before, _, english = self.in_english.rstrip("/").rpartition("/")
        found = re.match(rf"{re.escape(before)}/([a-z]{{2}}-[a-z]{{2}})/", address) if before else None
        return found is not None and found[1] != english


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A text that facts rest on, with its publisher and its date."""

    id: str
    title: str
    publisher: str
    kind: SourceKind
    date: str
    read: str
    """Kind of copy that was read, and how much of it."""
    url: str = ""
    """Address of the text that was read; empty where readers should not be sent there."""
    see: str = ""
    """Address of the current official page, for readers who should go there instead."""
    language: str = ""
    """Language of the text at `url`; empty where it is English alone."""
    quotes: str = ""
    """Texts that a second-hand source quotes, with their dates; empty for all other sources."""
    edition: Edition | None = None
    """Edition of a series of texts; None where the source has only a part of one, or is of no series."""
    number: int = 0
    """Position in the register, from 1. Readers see this number wherever the source is cited, on every page."""

    @property
    def is_whole(self) -> bool:
        """Whether it has the weight `own-word` and was read in full."""
        return self.kind.weight == OWN_WORD and self.read.startswith("full text")

    @property
    def spoken(self) -> str:
        """Spoken name of a link to the source, because its number alone says nothing to people who hear the page.

        The name contains the number, because people who control the browser by voice say what they see.
        """
        title = f"as quoted in: {self.title}" if self.quotes else self.title
        return f"Source {self.number}: {title} ({self.date})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """Grade of a fact, which says how sure it is."""

    id: str
    label: str
    means: str
    own_words: int = 0
    """Fewest sources with the weight `own-word` that a fact of this grade needs."""
    look: str = ""
    """How its badge looks, one of `LOOKS`; empty: as the stylesheet draws its id."""
    label_in_replies: str = ""
    """What replies say instead of the label; empty: the same."""

    @property
    def in_replies(self) -> str:
        """Its name in replies and on preview pictures, which stand elsewhere than the site."""
        return self.label_in_replies or self.label

    @property
    def drawn_as(self) -> str:
        """Name of the look of its badge in stylesheet and preview pictures."""
        return self.look or self.id


# ---------- reading


def supported(yaml: YamlFile, place: Place, _nodes: Nodes, values: Values) -> None:
    """Report a fact without a grade or sources. Only an unknown fact needs no sources."""
    if place in yaml.spots and not yaml.has(place, "grade"):
        yaml.fault(
            "unsupported-fact",
            f"{named(place)} does not say how sure it is",
            place,
            at_key=True,
            help="add 'grade: …', one of the ids in knowledge/grades.yml",
        )
    if (
        place in yaml.spots
        and not values["sources"]
        and values["grade"] != UNKNOWN
        and not yaml.meant(place, "sources")
    ):
        yaml.fault(
            "unsupported-fact",
            f"{named(place)} has no sources",
            place,
            at_key=True,
            help="add 'sources: [S04]', with ids of knowledge/sources.yml",
        )


FACT = (
    optional("grade", ID, "How sure it is: an id of `knowledge/grades.yml`.", required_when="always"),
    optional(
        "sources",
        IDS,
        "Where it was read: ids of `knowledge/sources.yml`.",
        required_when="unless the grade is `unknown`",
        rule=supported,
    ),
)
"""Keys that every fact has, with the rule that reports a fact without them."""

PAYS_FACT = Form(
    StatedValue,
    "Pays",
    "The fact whether claims pay.",
    required("is", word(PAYS, UNKNOWN), "Whether they pay; `not-applicable` is for no claim.", goes_to="value"),
    required("because", MARKDOWN, "The reason, shown beside it."),
    *FACT,
)

REVISION = Form(
    Revision,
    "Revision",
    "A change that readers are told of, under *What changed* and in the feed.",
    required("on", DAY, "The day of the change."),
    required("what", TEXT, "What changed, in a sentence."),
)

REVISIONS = list_of(REVISION)


def day_of(words: str) -> date:
    """Latest day that a date in words names. Sources are sorted by it.

    A month stands for its first day, a year for 1 January, its middle for 1 July; "undated" gives `date.min`.

    >>> day_of("14 March 2019, and an edition of 4 October 2019").isoformat(), day_of("undated, later than 2023").year
    ('2019-10-04', 1)
    >>> day_of("mid-2026").isoformat()
    '2026-07-01'
    """
    if words.startswith("undated"):
        return date.min
    return max((first_day(*found) for found in DATE.findall(words)), default=date.min)


def first_day(day: str, month: str, mid: str, year: str) -> date:
    """First day that a date in words can mean, from the groups that `DATE` matches; `date.min` for 31 February."""
    number = MONTHS.index(month) + 1 if month else 7 if mid else 1
    return iso_day(f"{year}-{number:02}-{int(day) if day and month else 1:02}") or date.min


def impossible_days(words: str, place: Place) -> Iterator[Fault]:
    """Faults of a date in words that no calendar has, such as 31 February 2023."""
    for found in DATE.finditer(words):
        if first_day(*(group or "" for group in found.groups())) == date.min:
            yield Fault(
                name="impossible-day",
                message=f"no calendar has the day '{found[0]}'",
                place=place,
                words=found[0],
                help="mend the day or the month",
            )


def read_date_in_words(yaml: YamlFile, node: Node | None, place: Place) -> str:
    """Date in words. A day that no calendar has is a fault."""
    words = yaml.text_of(node, place)
    yaml.faults.extend(impossible_days(words, place))
    return words


DATE_IN_WORDS = Value(TEXT.words, read_date_in_words)


# ---------- checking


def unknown_support(
    grade: str,
    sources: Iterable[str],
    place: Place,
    grades: Mapping[str, Grade],
    known: Mapping[str, Source],
) -> Iterator[Fault]:
    """Faults of a fact that names an unknown grade or source, or rests on too few own words for its grade."""
    if grade and grade not in grades:
        yield Fault(
            name="unknown-grade",
            message=f"no grade is called '{grade}'",
            place=(*place, "grade"),
            help=known_grades(grades),
        )
    ids = list(sources)
    for index, id in enumerate(ids):
        if id not in known:
            yield Fault(
                name="unknown-source",
                message=f"source '{id}' is not in the register",
                place=(*place, "sources", index),
                help=source_help(id),
            )
    if too_strong := grade_too_strong(grades.get(grade), ids, known):
        message, help = too_strong
        yield Fault(name="grade-too-strong", message=message, place=(*place, "grade"), help=help)


def known_grades(grades: Iterable[str]) -> str:
    """Help for an unknown grade. It guesses none, because that would say how sure somebody is."""
    known = ", ".join(f"'{id}'" for id in grades)
    return f"known are {known}; a new one goes into knowledge/grades.yml"


def source_help(id: str) -> str:
    """Help for an unknown source. It guesses no other one, because that would be another fact's evidence."""
    return list_help(id) or "look it up in knowledge/sources.yml, or add it there"


def list_help(words: str) -> str:
    """Help for several ids that stand in one text; empty where these words are no such thing."""
    ids = re.split(r", *| and |; *", words)
    several = len(ids) > 1 and all(re.fullmatch(r"[\w-]+", id) for id in ids)
    return f"write a list: [{', '.join(ids)}]" if several else ""


def grade_too_strong(
    grade: Grade | None, sources: Collection[str], known: Mapping[str, Source]
) -> tuple[str, str] | None:
    """Message and help for a grade that needs more sources of the weight `own-word`; None where there are enough.

    A source that is named twice is one text.
    """
    if grade is None or not sources:  # which is a fault of its own
        return None
    own = sum(known[id].kind.weight == OWN_WORD for id in set(sources) if id in known)
    if own >= grade.own_words or not all(id in known for id in sources):
        return None
    needed = count_words(grade.own_words, "source")
    return (
        f"the grade '{grade.id}' needs {needed} of the weight '{OWN_WORD}', and stands on {own}",
        "name sources of such a kind, or grade it lower: what others report or quote weighs less",
    )


def support_faults(
    statement: Statement, place: Place, key: str, grades: Mapping[str, Grade], known: Mapping[str, Source]
) -> Iterator[Fault]:
    """Faults of the grade and the sources of a statement; if they have none, of citations that `sources` lacks.

    :param key: key of its text, below its place.
    """
    unsupported = list(unknown_support(statement.grade, statement.sources, place, grades, known))
    yield from unsupported
    if unsupported or not statement.sources:
        return
    for id in sorted(set(CITATION.findall(statement.text)) & known.keys() - set(statement.sources)):
        yield Fault(
            name="unlisted-source",
            message=f"the text cites '{id}', which is not among its 'sources'",
            place=(*place, key),
            words=f"[^{id}]",
            help="add it there, because the grade rests on them; or leave the citation out",
        )


def unknown_in_text(
    text: str, place: Place, grades: Mapping[str, Grade], known: Mapping[str, Source]
) -> Iterator[Fault]:
    """Faults of a text in YAML: unknown sources and grades, and links to answers or pages, which only pages can have.

    Such a text stands on pages in several folders, so that no way from one page to another fits all of them.
    """
    for id in sorted(set(CITATION.findall(text)) - set(known)):
        yield Fault(
            name="unknown-source",
            message=f"the text cites '{id}', which is not in the register",
            place=place,
            words=f"[^{id}]",
            help=source_help(id),
        )
    for id in sorted(set(GRADE.findall(text)) - set(grades)):
        yield Fault(
            name="unknown-grade",
            message=f"the text shows the grade '{id}', which does not exist",
            place=place,
            words=f"{{grade:{id}}}",
            help=known_grades(grades),
        )
    for target in WITHIN_THE_SITE.findall(without_code(text)):
        what = "answer" if target.startswith("answer:") else "page"
        yield Fault(
            name=f"{what}-link",
            message=f"the text links to '{target}', which only pages in docs/ can",
            place=place,
            words=target,
            help=f"name the {what} in words, or link to it from a page",
        )
