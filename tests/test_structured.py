"""What search engines are told: each page's trail and each question's answer, as schema.org's own types want it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ours import OURS, ROOT

from build_scripts import toolchain
from build_scripts.pages.page import Page
from build_scripts.pages.structured import breadcrumbs, faq, scripts, structured, trail
from build_scripts.staging import Staging

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>')

TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"


@cache
def staged() -> dict[str, str]:
    """Every page as the generator reads it."""
    files = Staging(OURS).files
    return {name: text.decode() for name, text in files.items() if name.endswith(".md") and isinstance(text, bytes)}


def told(text: str) -> list[dict[str, Any]]:
    """The data of a staged page."""
    found = re.search(r"^structured: (.*)$", text, re.MULTILINE)
    return [json.loads(block) for block in BLOCK.findall(json.loads(found[1]))] if found else []


def faults(folder: Path, *lines: str) -> str:
    """What the TypeScript compiler finds, with the types of schema.org, in a file of these lines."""
    file = folder / "told.ts"
    first = 'import type { WithContext, BreadcrumbList, FAQPage } from "schema-dts";'
    file.write_text("\n".join([first, *lines]), encoding="utf-8")
    types = folder / "node_modules"
    if not types.exists():
        types.symlink_to(ROOT / "node_modules", target_is_directory=True)
    flags = (
        "--ignoreConfig",
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
    )
    done = toolchain.run_node(TSC, *flags, file)
    return done.stdout


def constant(number: int, one: dict[str, Any]) -> str:
    """Data as a constant of its own type, in which nothing may be missing, wrong or too much."""
    return f"export const told{number}: WithContext<{one['@type']}> = {json.dumps(one)};"


def test_all_that_is_told_is_what_schema_org_takes(tmp_path: Path) -> None:
    data = [one for text in staged().values() for one in told(text)]
    assert {one["@type"] for one in data} == {"BreadcrumbList", "FAQPage"}
    assert faults(tmp_path, *(constant(number, one) for number, one in enumerate(data))) == ""


@pytest.mark.parametrize(("old", "new"), [('"text"', '"txt"'), ('"Answer"', '"Reply"'), ('"mainEntity"', '"entity"')])
def test_what_schema_org_does_not_take_is_found(old: str, new: str, tmp_path: Path) -> None:
    wrong = constant(0, faq("So?", "Yes.", "questions/so/", OURS.site_address)).replace(old, new)
    assert re.search(r"told\.ts\(2,\d+\): error TS2", faults(tmp_path, wrong)), "on the line of the data"


def test_every_page_but_the_home_page_says_where_it_stands() -> None:
    silent = {name for name, text in staged().items() if not told(text)}
    assert silent == {"index.md"}


def test_the_trail_leads_over_pages_that_there_are() -> None:
    addresses = {"", *(f"{name.removesuffix('.md').removesuffix('index')}".rstrip("/") + "/" for name in staged())}
    for name, text in staged().items():
        for one in told(text):
            steps = one.get("itemListElement", [])
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            for step in steps:
                assert step["item"].removeprefix("http://127.0.0.1:8000/") in addresses, name


def test_each_question_is_told_with_its_short_answer_as_plain_text() -> None:
    questions = {name: text for name, text in staged().items() if re.fullmatch(r"questions/(?!index)[\w-]+\.md", name)}
    assert questions
    for name, text in questions.items():
        (page,) = [one for one in told(text) if one["@type"] == "FAQPage"]
        (question,) = page["mainEntity"]
        assert question["name"].endswith("?"), name
        answer = question["acceptedAnswer"]["text"]
        assert len(answer.split()) > 10 and not re.search(r"[*_`<\[]|\{grade", answer), name
    assert sum("FAQPage" in json.dumps(told(text)) for text in staged().values()) == len(questions)


@pytest.mark.parametrize(("name", "steps"), [
    ("about.md", ["", "about/"]),
    ("questions/index.md", ["", "questions/"]),
    ("questions/so.md", ["", "questions/", "questions/so/"]),
    ("reference/timeline.md", ["", "reference/", "reference/timeline/"]),
    ("answers/small/index.md", ["", "reference/", "answers/small/"]),
    ("answers/small/claim.md", ["", "reference/", "answers/small/", "answers/small/claim/"]),
    ("small/index.md", ["", "small/"]),
])  # fmt: skip
def test_the_trail_goes_from_home_to_the_page(name: str, steps: list[str]) -> None:
    assert [address for _, address in trail(name, "Here")] == steps


def test_no_word_ends_the_block_that_it_stands_in() -> None:
    hostile = 'A </script><script>alert("1")</script> & <!-- title'
    (block,) = scripts([breadcrumbs(trail("about.md", hostile), OURS.site_address)])
    assert block.count("<") == 2 and block.endswith("</script>")
    assert json.loads(BLOCK.findall(block)[0])["itemListElement"][1]["name"] == hostile
    page = Page(name="about.md", meta={"title": hostile}, body="\n# So\n")
    assert told(page.with_meta(structured(page, OURS.site_address)).dump())[0]["itemListElement"][1]["name"] == hostile


@pytest.mark.parametrize("meta", [{}, {"description": "no title"}, {"title": "A", "moved": "/b/"}])
def test_a_page_that_stands_nowhere_says_nothing(meta: dict[str, str]) -> None:
    assert structured(Page(name="index.md", meta=meta, body=""), OURS.site_address) == {}
