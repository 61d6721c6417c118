"""Words of pages, pictures and files for programs that depend on the site's subject: `pages:` of words.yml.

Each has a default that fits every site, so that a site without one of them builds, and nothing of another is on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from build_scripts.read.forms import Form, Key, optional
from build_scripts.read.see import WAYS_ON
from build_scripts.read.values import TEXT
from decision_tree.model import See


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineWords:
    """Words of the timeline's page beside its events."""

    description: str = "What happened when, each step with its source."
    note: str = ""
    """Sentence that ends its introduction."""
    major: str = "what matters most"
    """Ending of the sentence that begins with `the events that say`."""
    see: tuple[See, ...] = ()
    """Pages that have the short answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GlossaryWords:
    """Words of the glossary's page beside its terms."""

    description: str = "The words of this site, with their sources."
    intro: str = "The words of the subject, in ours."


@dataclass(frozen=True, kw_only=True, slots=True)
class PageWords:
    """Words of pages, pictures and files for programs that depend on the site's subject."""

    asks: str = ""
    """Title of the picture for pages without one of their own; empty: the site's name."""
    about: str = ""
    """Sentences for programs about what the site answers."""
    behind: str = ""
    """Sentences for programs about who stands behind the site and its texts."""
    asked_by: str = "readers"
    """Plural noun for the people who ask: `partners`."""
    asked_for: str = "your case"
    """Words for the case they ask about, as they are addressed: `your customer`."""
    private: str = "persons"
    """Plural noun for those whose names a report should leave out: `persons`."""
    pasted_into: str = ""
    """Name of the forum into which replies are pasted; empty: none by name."""
    filed_in: str = ""
    """Name of the system in which claims are filed: `Partner Center`."""
    listed_by: str = ""
    """Name of whoever lists what counts for a metric."""
    on_plans: str = ""
    """File below `docs/` of the page about how claims add up."""
    no_sum: str = ""
    """Sentence below an estimated score that says who did not calculate it."""
    no_mark: str = ""
    """Sentence below a high-water mark that says who did not calculate it."""
    timeline: TimelineWords = field(default_factory=TimelineWords)
    glossary: GlossaryWords = field(default_factory=GlossaryWords)


def words(name: str, means: str, default: str) -> Key:
    """Key of a text that has a default."""
    return optional(name, TEXT, f"{means}; left out: `{default}`." if default else f"{means}.", default=default)


TIMELINE = Form(
    TimelineWords,
    "Words of the timeline",
    "What the page of the timeline says beside its events.",
    words("description", "What search engines are told of it", TimelineWords().description),
    words("note", "The sentence that ends its introduction", ""),
    words("major", "What the major events say, behind “the events that say”", TimelineWords().major),
    WAYS_ON,
)

GLOSSARY = Form(
    GlossaryWords,
    "Words of the glossary",
    "What the page of the glossary says beside its terms.",
    words("description", "What search engines are told of it", GlossaryWords().description),
    words("intro", "The sentence that begins it", GlossaryWords().intro),
)

PAGES = Form(
    PageWords,
    "Words of pages",
    "What pages, pictures and files for programs say of the subject. What is left out is said as fits any site.",
    words("asks", "The question on the picture for pages without one of their own; left out: the site's name", ""),
    words("about", "What the site answers, in a sentence or two for `llms.txt`", ""),
    words("behind", "Who stands behind the site and its texts, and who does not, for `llms.txt`", ""),
    words("asked-by", "Who asks, in the plural: `partners`", PageWords().asked_by),
    words("asked-for", "For what they ask, as they would be told: `your customer`", PageWords().asked_for),
    words("private", "Whose names reports should leave out", PageWords().private),
    words("pasted-into", "The forum into which replies are pasted", ""),
    words("filed-in", "Where claims are filed", ""),
    words("listed-by", "Who lists what counts for a metric", ""),
    words("on-plans", "The page below `docs/` that says more on how claims add up", ""),
    words("no-sum", "The sentence below an estimated score that says whose it is not", ""),
    words("no-mark", "The sentence below a high-water mark that says whose it is not", ""),
    optional("timeline", TIMELINE, "The words of the timeline.", default=TimelineWords()),
    optional("glossary", GLOSSARY, "The words of the glossary.", default=GlossaryWords()),
)
