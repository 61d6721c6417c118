"""Explanations of YAML syntax errors: where the mistake is, in which words, and what to do about it.

A parser stops where it can go on no longer, which may be thirty lines below the mistake. So the text before that is
searched first for mistakes that are made often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from build_scripts.read.faults import Span

UNCLOSED = "found unexpected end of stream"
"""Message of the YAML parser about quotes that are never closed. It gives the end of the file as their position."""

Explanation = tuple[Span, str, str]
"""Place of a mistake, message and advice."""

MERGE_MARKER = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)

NO_BREAK_SPACE = re.compile(r"^[ -]*(\u00a0|\u2007|\u202f)", re.MULTILINE)

CURLY_QUOTE = re.compile(r"^[ -]*(?:[\w-]+: +)?([“”„‘’])", re.MULTILINE)
"""Curly quote at the beginning of a value."""

KEY = re.compile(r"^\s*(?:- )?[\w-]+: ", re.MULTILINE)
"""Key of a mapping, at the beginning of a line."""


def explained(error: yaml.MarkedYAMLError, text: str) -> Explanation:
    """Explanation of a syntax error: of the likely mistake before it, or else of the place where the parser stopped."""
    mark = (error.problem == UNCLOSED and error.context_mark) or error.problem_mark or error.context_mark
    span = Span(line=mark.line + 1, column=mark.column + 1) if mark else Span(line=1, column=1)
    causes = list(likely_causes(error, text, span.line))
    return causes[0] if causes else (span, message(error), advice(error, text, span))


def likely_causes(error: yaml.MarkedYAMLError, text: str, stopped: int) -> Iterator[Explanation]:
    """Explanations of mistakes that are found before the line where the parser stopped, the surest first."""
    for found in MERGE_MARKER.finditer(text):
        yield (
            span_at(text, found.start(), len(found[1])),
            "a merge conflict is not resolved here",
            ("keep one of the two versions, and remove the lines with '<<<<<<<', '=======' and '>>>>>>>'"),
        )
    for found in NO_BREAK_SPACE.finditer(text):
        yield span_at(text, found.start(1)), "a no-break space stands before the text", "replace it by a plain space"
    if quoted := swallowing(text, stopped):
        start, end = quoted
        yield (
            span_at(text, start.index),
            f"a quoted text begins here and goes on to line {end.line + 1}",
            ("close the quotes in this line; inside of single quotes, write a quote twice"),
        )
    context = error.context or ""
    if error.context_mark and context.startswith("while parsing a flow ") and error.context_mark.line + 1 < stopped:
        kind, bracket = ("list", "]") if context.endswith("sequence") else ("mapping", "}")
        yield span_at(text, error.context_mark.index), f"a {kind} begins here and is not closed", f"add '{bracket}'"
    for found in CURLY_QUOTE.finditer(text):
        span = span_at(text, found.start(1))
        if span.line == stopped:
            yield span, "a curly quote does not quote in YAML", "write straight quotes: \" or '"


def swallowing(text: str, stopped: int) -> tuple[yaml.Mark, yaml.Mark] | None:
    """Begin and end of the first quoted text that contains keys of later lines, because its end is missing."""
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if token.start_mark.line >= stopped:
                return None
            quotes = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            if quotes and KEY.search(text[token.start_mark.index : token.end_mark.index].partition("\n")[2]):
                return token.start_mark, token.end_mark
    except yaml.YAMLError:
        pass  # the scanner stops where the parser did
    return None


def span_at(text: str, index: int, length: int = 1) -> Span:
    """Span of characters from an index on."""
    before = text[:index]
    return Span(line=before.count("\n") + 1, column=index - before.rfind("\n"), length=length)


def message(error: yaml.MarkedYAMLError) -> str:
    """Message of the YAML parser, on one line."""
    if error.problem == UNCLOSED:
        return "a quoted text begins here and never ends"
    said = error.problem or error.context or "this is not YAML"
    if said.startswith("but found") and error.context:
        said = f"{error.context}, {said}"
    return " ".join(said.split())


def advice(error: yaml.MarkedYAMLError, text: str, span: Span) -> str:
    """Advice about a syntax error, by the parser's message."""
    problem, context = error.problem or "", error.context or ""
    if problem == UNCLOSED:
        return "close the quotes; inside of single quotes, write a quote twice"
    lines = text.splitlines()
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    if "'\\t'" in problem or line[: span.column].strip(" ").startswith("\t"):
        return "YAML is indented with spaces: replace the tab"
    if "mapping values are not allowed" in problem or "but got ':'" in problem:
        return "put the text in quotes if it contains ': ', or check the indentation"
    if "another document" in problem:
        return "a file holds one document: remove the '---'"
    if "undefined alias" in problem:
        return "an alias '*name' needs an anchor '&name' before it"
    if error.context_mark and context.startswith("while "):
        return f"it began {context.removeprefix('while ')} in line {error.context_mark.line + 1}"
    return "check quotes, brackets and indentation here and in the line before"
