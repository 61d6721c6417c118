"""Parts of a page: each element that a script looks up exists in a template, because a missing one fails silently."""

import re

from ours import ROOT

SCRIPTS = sorted((ROOT / "docs" / "assets" / "questionnaire").rglob("*.js"))

TEMPLATES = [
    *(ROOT / "build_scripts" / "pages" / "templates").rglob("*.j2"),
    *(ROOT / "overrides").rglob("*.html"),
    *(ROOT / "docs").rglob("*.md"),
]

CALL = re.compile(r"\b(?:part|say|lead)\((?!root, name\b)[^;]*?\)|template\([^;]*?\)", re.DOTALL)
"""A call by which a part is found, filled, led on from or cloned."""

NAME = re.compile(r'"([a-z]+(?:-[a-z]+)*)"')

SELECTED = re.compile(r"\[data-part=\\?\"?([\w-]+)")


def asked_for(script: str) -> set[str]:
    """Names of the parts that a script asks for. Where one is chosen by a condition, both are."""
    names: set[str] = set()
    for call in CALL.findall(script):
        if "data-question" not in call:
            names |= set(NAME.findall(call)) - {"data-part"}
    return names | set(SELECTED.findall(script))


def test_each_part_that_a_script_asks_for_stands_in_a_template() -> None:
    given = {name for path in TEMPLATES for name in re.findall(r'data-part="([\w-]+)"', path.read_text())}
    counted = 0
    for path in SCRIPTS:
        asked = asked_for(path.read_text(encoding="utf-8"))
        counted += len(asked)
        assert asked <= given, f"{path.name} asks for {sorted(asked - given)}, which no template has"
    assert counted > 100, "the calls are found"
