"""Explanations of YAML syntax errors: where the mistake is, in which words, and what to do about it.

A parser stops where it can go on no longer, which may be thirty lines below the mistake. So the text before that is
searched first for mistakes that are made often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from build_scripts.read.faults import Span
from build_scripts.read.texts import IN_MARKDOWN, no_citation

UNCLOSED = "found unexpected end of stream"
"""Message of the YAML parser about quotes that are never closed. It gives the end of the file as their position."""

Explanation = tuple[Span, str, str]
"""Place of a mistake, message and advice."""

MERGE_MARKER = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)

NO_BREAK_SPACE = re.compile(r"^[ -]*(?:[\w-]+:)?(\u00a0|\u2007|\u202f)", re.MULTILINE)
"""No-break space in the place of a plain one that YAML needs: before a key, or behind its colon."""

CURLY_QUOTE = re.compile(r"^[ -]*(?:[\w-]+: +)?([“”„‘’])", re.MULTILINE)
"""Curly quote at the beginning of a value."""

KEY = re.compile(r"^\s*(?:- )?[\w-]+: ", re.MULTILINE)
"""Key of a mapping, at the beginning of a line."""

BLOCK_TEXT = re.compile(r": [|>][-+]?$")
"""End of a line below which a text stands."""

KEY_LINE = re.compile(r"( *)(?:- )?([\w-]+):(?: |$)")
"""Line that begins with a key: its indentation, and the key."""

QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*$""")
"""Quoted text at the end of what stands before an index."""

LONGEST_ADVICE = 60
"""Most characters of a text that advice writes out, corrected."""


def explained(error: yaml.MarkedYAMLError, text: str) -> Explanation:
    """Explanation of a syntax error: of the likely mistake before it, or else of the place where the parser stopped."""
    begins = error.problem == UNCLOSED or error.context == "while scanning an alias"
    mark = (begins and error.context_mark) or error.problem_mark or error.context_mark
    span = Span(line=mark.line + 1, column=mark.column + 1) if mark else Span(line=1, column=1)
    causes = list(likely_causes(error, text, span.line))
    return causes[0] if causes else (span, *message_and_advice(error, text, span))


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
    if context == "while scanning a simple key" and error.context_mark:
        yield keyless(text, error.context_mark)
    if number := left_of_text(text.splitlines(), stopped):
        message = "this line is indented less than the text that it belongs to"
        yield whole_line(text.splitlines(), number), message, "let it begin in the same column as the lines above it"
    if "found '<block mapping start>'" in (error.problem or ""):
        yield from indented_wrongly(text.splitlines(), stopped)


def indented_wrongly(lines: list[str], stopped: int) -> Iterator[Explanation]:
    """Explanations of a line above that where the parser stopped, and whose indentation is the mistake."""
    if number := outdented(lines, stopped):
        message = "this line is indented less than those around it"
        yield whole_line(lines, number), message, "let it begin in the same column as they do"
    if number := bare(lines, stopped):
        key = lines[number - 1].strip()
        message = f"nothing is indented below '{key}'"
        yield whole_line(lines, number), message, "indent this line less, or the next one further"


def whole_line(lines: list[str], number: int) -> Span:
    """Span of a line, without its indentation."""
    line = lines[number - 1]
    return Span(line=number, column=len(line) - len(line.lstrip()) + 1, length=len(line.strip()))


def left_of_text(lines: list[str], stopped: int) -> int:
    """Line number at which the last text behind `>` or `|` ends early, because the line is indented less; 0: none."""
    begins = next((at for at in reversed(range(stopped - 1)) if BLOCK_TEXT.search(lines[at])), None)
    if begins is None:
        return 0
    written = [(at + 1, line) for at, line in enumerate(lines[:stopped]) if at > begins and line.strip()]
    column = len(written[0][1]) - len(written[0][1].lstrip()) if written else 0
    less = next(((number, line) for number, line in written if not line.startswith(" " * column)), None)
    return less[0] if less and less[0] < stopped and not re.match(r" *(- |[\w-]+:( |$))", less[1]) else 0


def bare(lines: list[str], stopped: int) -> int:
    """Number of the last line that is a key alone although the next one is not indented further; 0: none.

    Only lines are searched that the line where the parser stopped could belong to: those that are indented as far.
    """
    column = len(lines[stopped - 1]) - len(lines[stopped - 1].lstrip())
    below = ""
    for number in range(stopped, 0, -1):
        line = lines[number - 1]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        deeper = below.startswith((" " * (indent + 1), " " * indent + "- "))
        if number < stopped and line.endswith(":") and KEY_LINE.match(line) and not deeper:
            return number
        if indent < column:
            return 0
        below = line
    return 0


AS_FAR = "if it belongs to the text above, indent it as far"


def keyless(text: str, mark: yaml.Mark) -> Explanation:
    """Explanation of a line that must begin with a key and has no colon behind it."""
    line = text[mark.index :].partition("\n")[0].rstrip()
    span = span_at(text, mark.index, max(1, len(line)))
    if glued := re.match(r"[\w-]+:(?=\S)", line):
        return span, "no space stands behind the colon", f"write '{glued[0]} {line[glued.end() :]}'"
    word = line.split()[0] if line.split() else ""
    rest = line[len(word) :].strip()
    text_above = f"; {AS_FAR}" if left_of_text(text.splitlines(), span.line + 1) == span.line else ""
    help = f"write '{word}: {rest}'" if rest else f"write '{word}:'"
    return span, f"no ':' stands behind '{word}'", f"{help}{text_above}"


def outdented(lines: list[str], stopped: int) -> int:
    """Number of the line above that is indented less than lines before and after it that belong together; 0: none.

    The parser stops at the next line that is indented as they are.
    """
    keys = [
        (number, len(found[1]))
        for number, line in enumerate(lines[:stopped], start=1)
        if (found := KEY_LINE.match(line))
    ]
    if not keys or keys[-1][0] != stopped:
        return 0
    column = keys[-1][1]
    less = next((at for at in reversed(range(len(keys) - 1)) if keys[at][1] < column), 0)
    above = [indent for _, indent in keys[:less]]
    number, indent = keys[less]
    left = keys[less - 1][1] > indent or lines[keys[less - 1][0] - 1].endswith(":")
    return number if less and column in above and left else 0


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


def message_and_advice(error: yaml.MarkedYAMLError, text: str, span: Span) -> tuple[str, str]:
    """Message and advice about a syntax error, in words for people who know no parser."""
    problem = error.problem or ""
    lines = text.splitlines()
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    before, rest = line[: span.column - 1], line[span.column - 1 :]
    if problem == UNCLOSED:
        return (
            "a quoted text begins here and never ends",
            "close the quotes; inside of single quotes, write a quote twice",
        )
    if "'\\t'" in problem or line[: span.column].strip(" ").startswith("\t"):
        return "a tab stands here", "YAML is indented with spaces: replace the tab"
    if "cannot start any token" in problem:
        return f"a text cannot begin with '{rest[:1]}'", in_quotes(rest)
    return structural(error, lines, span, before, rest)


def structural(error: yaml.MarkedYAMLError, lines: list[str], span: Span, before: str, rest: str) -> tuple[str, str]:
    """Message and advice about an error that is in no single character; `before` and `rest` are parts of its line."""
    problem, context = error.problem or "", error.context or ""
    if context == "while scanning an alias":
        return "a text that begins with '*' is read as an alias", "put the text in quotes"
    if "undefined alias" in problem:
        name = rest.split(maxsplit=1)[0].rstrip(",]}") if rest else "*"
        return (
            f"'{name}' is read as an alias, and nothing is marked '&{name[1:]}'",
            "put it in quotes if it is a text; an alias '*name' needs an anchor '&name' before it",
        )
    if "another document" in problem:
        return "a second document begins here", "a file holds one document: remove the '---'"
    if "mapping values are not allowed" in problem:
        return unexpected_colon(lines, span)
    if problem.startswith("expected ',' or"):
        return unseparated(before, rest, "]" if "']'" in problem.partition("but")[0] else "}")
    if "expected <block end>" in problem:
        return misplaced(before, rest)
    said = problem or context or "this is not YAML"
    if said.startswith("but found") and context:
        said = f"{context}, {said}"
    return " ".join(said.split()), "check quotes, brackets and indentation here and in the line before"


def unexpected_colon(lines: list[str], span: Span) -> tuple[str, str]:
    """Message and advice about a colon inside a text: of a text with a colon, or of a line that is indented too far."""
    line = lines[span.line - 1]
    key = KEY_LINE.match(line)
    if key and line.index(":") == span.column - 1:
        above = next((it for it in reversed(lines[: span.line - 1]) if it.strip()), "")
        aligned = KEY_LINE.match(above)
        return (
            f"'{key[2]}' is indented further than the line before, and is read as a part of its text",
            f"let it begin below '{aligned[2]}'" if aligned else "let it begin below the key of the line before",
        )
    before = line[: span.column - 1]
    advice = in_quotes(before, line[span.column - 1 :]) if ": " in before else "put the whole text in quotes"
    return "a ': ' stands inside a text without quotes", advice


def in_quotes(before: str, rest: str = "") -> str:
    """Advice to put the text around an index of a line in quotes, with the text where it is short."""
    value = before.partition(": ")[2] if rest else before
    whole = (value + rest).strip()
    if whole.endswith('"') and not whole.startswith('"'):
        return f"begin the text with a quote, too: '\"{whole}'" if len(whole) <= LONGEST_ADVICE else "open the quotes"
    if '"' in whole or "{" in before or len(whole) > LONGEST_ADVICE:
        return "put the text in quotes"
    return f'put the text in quotes: "{whole}"'


def unseparated(before: str, rest: str, bracket: str) -> tuple[str, str]:
    """Message and advice about something that stands within brackets, where a comma or the closing one must."""
    if rest.startswith(":"):
        word = before.rsplit(maxsplit=1)[-1] if before.split() else ""
        return (
            "a second ': ' stands here without a comma before it",
            f"write a comma before '{word}' if it is a key; if it belongs to the text, put the text in quotes",
        )
    if QUOTED.search(before):
        return (
            "something stands behind the closing quotes",
            "put the whole text in quotes; inside of them, write ' for \"",
        )
    if rest[:1] in ("]", "}"):
        return f"this '{rest[0]}' closes nothing", "remove it, or open it before"
    if rest[:1] in ("[", "{"):
        message = f"a text without quotes cannot have '{rest[0]}' here"
        return message, cited_in(before, rest) or "put the text in quotes, or write a comma before it"
    return (
        f"a ',' or '{bracket}' is missing before this",
        "put commas between entries, and quotes around texts with brackets",
    )


CITED = re.compile(r"\[\^|\[[^\]\n]*\]\(|\{grade:")
"""Beginning of a citation, a link or a grade."""


def cited_in(before: str, rest: str) -> str:
    """Advice about a citation, a link or a grade in a text that is no Markdown; empty where `rest` begins with none."""
    keys = re.findall(r"([\w-]+): ", before)
    return no_citation(keys[-1]) if CITED.match(rest) and keys and keys[-1] not in IN_MARKDOWN else ""


def misplaced(before: str, rest: str) -> tuple[str, str]:
    """Message and advice about something that stands where a new line of a mapping or list must begin."""
    if rest[:1] in ("}", "]"):
        return f"this '{rest[0]}' closes nothing", "remove it, or open it before"
    if before.strip() and QUOTED.search(before):
        quote = QUOTED.search(before)[1][0]  # type: ignore[index]
        inside = (
            "write '' for ' inside of it, or put it in double quotes" if quote == "'" else "write ' for \" inside of it"
        )
        return "a text goes on behind its closing quotes", f"put the whole text in quotes, and {inside}"
    if before.rstrip().endswith(("]", "}")):
        key, colon, value = before.partition(": ")
        return "a text goes on behind a closing bracket", cited_in(key + colon, value) or "put the whole text in quotes"
    if re.match(r"-\S", rest):
        return "no space stands behind the hyphen", "begin an item with '- '"
    if not before.strip():
        return (
            "this line is indented unlike those that it belongs to",
            "let it begin in the same column as the other keys beside it",
        )
    return "this stands where a new line must begin", "put the text before it in quotes, or begin a new line"
