"""What a text may not hold, because readers would see it as it is written: HTML, and marks outside of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from build_scripts.read.faults import Fault, Place

CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)

SENTENCE_END = re.compile(r"[.;:?!](?:\[\^[\w-]+\])*\s|\||\n\s*(?:\n|[-*] |#)")
"""Regular expression for the end of a sentence, a cell, an item or a paragraph, in Markdown and in YAML."""

HTML = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])[^<>]*>|!--.*?-->|!\[?[A-Z]|\?)", re.DOTALL)
"""Tag, comment or declaration. `<https://…>` is an address in Markdown, and `a < b` is neither."""

INSTEAD = {
    **dict.fromkeys(("b", "strong"), "write '**words**'"),
    **dict.fromkeys(("i", "em", "cite"), "write '*words*'"),
    **dict.fromkeys(("code", "kbd", "tt"), "write '`words`'"),
    **dict.fromkeys(("ul", "ol", "li"), "begin each item with '- ', or with '1. '"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "begin the heading with '#', '##' or '###'"),
    **dict.fromkeys(
        ("table", "thead", "tbody", "tr", "td", "th"),
        "write its rows with '|' between the cells, and a line of dashes below the first",
    ),
    **dict.fromkeys(("p", "br", "div", "hr"), "leave a blank line where a paragraph ends"),
    **dict.fromkeys(("script", "style", "iframe", "object", "embed"), "leave it out: pages bring no program along"),
    "a": "write '[words](address)'",
}
"""Tag → advice for whoever wrote it."""


def instead_of(tag: str) -> str:
    """Advice for somebody who wrote a tag; for a comment or a declaration, `tag` is empty."""
    if not tag:
        return "leave it out, or write '&lt;' for the sign"
    return INSTEAD.get(tag.lower(), "say it in Markdown; where the sign itself is meant, write '&lt;'")


IN_MARKDOWN = frozenset({"because", "body", "help", "intro", "text"})
"""Keys of flows and knowledge whose texts are Markdown. All other texts are shown as they are written."""

PASTED = frozenset({"counting"})
"""Keys of files whose texts are never Markdown, because they are pasted into forums as well."""

MARK = re.compile(
    r"\[\^[^\]\n]*\]|\{\{?[^}\n]*\}\}?|\[[^\]\n]*\]\([^)\n]*\)|\*\*|`"
    r"|(?<![\w*])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])|(?<!\w)_[^\W_](?:[^_\n]*[^\W_])?_(?!\w)"
)
"""Markdown, or a mark of ours, in a text that is not read as Markdown."""


SIGN = re.compile(r"[<`*_\[{^]")
"""Sign with which HTML or a mark begins. Most texts have none."""


def html_faults(text: str, place: Place, *, markdown: bool) -> Iterator[Fault]:
    """Fault of a text with HTML, at its first tag. Everywhere but on pages it is shown as it is written."""
    if found := HTML.search(without_code(text) if markdown else text):
        yield Fault(
            name="html-in-text",
            message=f"readers would see '{found[0]}' as it is written",
            place=place,
            words=found[0],
            help=instead_of(found[2] or "")
            if markdown
            else "leave it out: this text can have no emphasis and no links",
        )


def mark_faults(text: str, place: Place) -> Iterator[Fault]:
    """Fault of a text that is no Markdown, at the first mark in it."""
    if found := MARK.search(text):
        yield Fault(
            name="mark-in-plain-text",
            message=f"readers would see '{found[0]}' as it is written",
            place=place,
            words=found[0],
            help=instead_of_mark(found[0], key_of(place)),
        )


CITED_IN = ", ".join(f"'{key}'" for key in sorted(IN_MARKDOWN))
"""Keys whose texts can cite, in a message."""


def no_citation(key: str) -> str:
    """Advice for somebody who wrote a citation, a grade or a link in a text that is no Markdown."""
    return (
        f"leave it out: '{key}' is no Markdown, quoted or not; citations, grades and links can stand in {CITED_IN}, "
        "or in the text of a page"
    )


def instead_of_mark(mark: str, key: str) -> str:
    """Advice for somebody who wrote a mark in a text that is no Markdown."""
    if mark.startswith("{") and not mark.startswith("{grade"):
        return "write the words themselves; headlines, notes and questions name values that 'values:' declares"
    if mark[0] in "*_" and mark.strip("*_"):
        return f"write '{mark.strip('*_')}': this text is no Markdown, and can have no emphasis"
    return "leave it out: this text is no Markdown" if mark.strip("*`") == "" else no_citation(key)


NO_MARK = re.compile(
    r"\{\{[^}\n]*\}\}|\{(?!grade:)[^}\n]*\}|\[\^[\w-]*(?![\w\]-])|(?<!\[)\^[Ss]\d+\w*\]?|\[[Ss]\d+\w?\](?!\()"
)
"""Something in braces that is no grade, and a citation that lacks a bracket or its `^`."""


NO_VALUE = (
    "write the words themselves: headlines, notes and outcomes without headlines name values, those of 'values:'; "
    "a grade is '{grade:inferred}'"
)


def unread_marks(text: str, place: Place) -> Iterator[Fault]:
    """Fault of a text in Markdown, at the first thing that looks like a mark and is none."""
    if found := NO_MARK.search(without_code(text)):
        more = re.match(r"\S?", text[found.end() :])  # by which it differs from the same mark elsewhere in the text
        yield Fault(
            name="unknown-mark",
            message=f"readers would see '{found[0]}' as it is written",
            place=place,
            words=found[0] + (more[0] if more else ""),
            help=NO_VALUE if found[0].startswith("{") else "write a citation as '[^S04]'",
        )


def without_code(text: str) -> str:
    """Text with blanks for the code in it, so that every index stays the same."""
    return CODE.sub(lambda match: blanks(match[0]), text) if "`" in text else text


def blanks(text: str) -> str:
    """As many blanks as a text has characters, in as many lines."""
    return "\n".join(" " * len(line) for line in text.split("\n"))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Pairs of a start index and the sentence that begins there, in the order of the text."""
    start = 0
    for end in (*(found.start() for found in SENTENCE_END.finditer(text)), len(text)):
        yield start, text[start:end]
        start = end


def faults_in_file(root: Node | None) -> Iterator[Fault]:
    """Faults of all texts below the root of a file of knowledge."""
    waiting: list[tuple[Place, Node]] = [((), root)] if root else []
    while waiting:
        place, node = waiting.pop()
        if isinstance(node, ScalarNode):
            if SIGN.search(node.value):
                yield from text_faults(node.value, place)
        elif isinstance(node, MappingNode):
            waiting += [((*place, str(key.value)), value) for key, value in node.value]
        elif isinstance(node, SequenceNode):
            waiting += [((*place, index), item) for index, item in enumerate(node.value)]


def key_of(place: Place) -> str:
    """Key under which the text at a place stands; a text in a list stands under that of the list."""
    return next((key for key in reversed(place) if isinstance(key, str)), "")


def text_faults(text: str, place: Place) -> Iterator[Fault]:
    """Faults of the text at a place in a file."""
    key = key_of(place)
    markdown = key in IN_MARKDOWN and place[0] not in PASTED
    yield from html_faults(text, place, markdown=markdown)
    yield from unread_marks(text, place) if markdown else mark_faults(text, place)
