"""What programs read: answers.json and the flows fit their schemas and the pages, and llms.txt leads to all of it."""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import SITE
from jsonschema import Draft202012Validator, FormatChecker
from ours import OURS, our_flows, site_of
from walks import every_path

from build_scripts.check.compiler import Compiled
from build_scripts.pages.answer import answer_page
from build_scripts.places import PUBLIC_FILES, address_of, flow_file
from build_scripts.programs.answers import all_answers, answer, as_text, told, whole_flow
from build_scripts.programs.schema import schema
from build_scripts.read.knowledge import Knowledge
from build_scripts.staging import Staging, as_navigated, published
from decision_tree.engine import resolve
from decision_tree.links import parse
from decision_tree.model import Effect, Flow, Outcome, Revision

Data = dict[str, Any]

TODAY = date(2026, 11, 23)


@cache
def read(folder: Path, name: str) -> Any:
    """A file of the built site."""
    return json.loads((folder / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def answers(built_site: Path) -> Data:
    """answers.json. Not to be changed."""
    return dict(read(built_site, "answers.json"))


@pytest.fixture(scope="session")
def rules(built_site: Path) -> Data:
    """The flow that the site is for. Not to be changed."""
    return dict(read(built_site, "flows/which-claim.json"))


def outcomes(answers: Data) -> Iterator[Data]:
    """Every answer of every flow."""
    for flow in answers["flows"]:
        yield from flow["outcomes"]


# ---------- the schemas


def faults(data: Data, form: Data) -> list[tuple[str, str]]:
    """What is wrong with data: the place, and the rule that it breaks."""
    found = Draft202012Validator(form, format_checker=FormatChecker()).iter_errors(data)
    return [("/".join(map(str, one.absolute_path)), str(one.validator)) for one in found]


@pytest.mark.parametrize(("name", "form"), [
    ("answers.json", "answers.schema.json"), ("flows/which-claim.json", "flows.schema.json"),
])  # fmt: skip
def test_data_is_what_its_schema_says_and_names_it(name: str, form: str, built_site: Path) -> None:
    rules, data = read(built_site, form), read(built_site, name)
    Draft202012Validator.check_schema(rules)
    assert faults(data, rules) == []
    assert data["$schema"] == rules["$id"] == SITE + form


def test_a_flow_that_uses_everything_fits_the_schema_too(everything: Compiled, knowledge: Knowledge) -> None:
    rules = schema("flows.schema.json", knowledge, OURS.site_address)
    words = rules["$defs"]
    words["grade"].pop("enum")  # its facts are made up
    assert faults(whole_flow(everything, OURS.site_address), rules) == []


def put(*place: Any) -> Callable[[Data], None]:
    """A change: the last of these in the place that the others name."""
    *way, key, value = place

    def change(data: Any) -> None:
        for step in way:
            data = data[step]
        data[key] = value

    return change


def drop(*place: Any) -> Callable[[Data], None]:
    """A change: what is in this place is gone."""
    *way, key = place

    def change(data: Any) -> None:
        for step in way:
            data = data[step]
        del data[key]

    return change


OUTCOME = ("flows", 2, "outcomes", 0)
"""Place of an answer about claims."""


@pytest.mark.parametrize(("change", "expected"), [
    (put("more", 1), ("", "additionalProperties")),
    (put(*OUTCOME, "sure", "yes"), ("flows/2/outcomes/0", "additionalProperties")),
    (drop("licence"), ("", "required")),
    (drop("questions", 0, "grade"), ("questions/0", "required")),
    (drop(*OUTCOME, "claims", "sources"), ("flows/2/outcomes/0/claims", "anyOf")),
    (put("questions", 0, "grade", "certain"), ("questions/0/grade", "enum")),
    (put(*OUTCOME, "pays", "grade", "certain"), ("flows/2/outcomes/0/pays", "anyOf")),
    (put(*OUTCOME, "pays", "is", "perhaps"), ("flows/2/outcomes/0/pays", "anyOf")),
    (put(*OUTCOME, "counts", "is", "half"), ("flows/2/outcomes/0/counts", "anyOf")),
    (put("sources", 0, "kind", "rumour"), ("sources/0/kind", "enum")),
    (put("sources", 0, "id", "4"), ("sources/0/id", "pattern")),
    (put("questions", 0, "checked", "2026-13-01"), ("questions/0/checked", "anyOf")),
    (put("questions", 0, "revisions", 0, "on", "2026-02-30"), ("questions/0/revisions/0/on", "format")),
    (put("questions", 0, "address", "javascript:x"), ("questions/0/address", "pattern")),
    (put(*OUTCOME, "claims", "are", "perhaps"), ("flows/2/outcomes/0/claims", "anyOf")),
    (put(*OUTCOME, "title", ""), ("flows/2/outcomes/0/title", "minLength")),
    (put("format", 2), ("format", "const")),
])  # fmt: skip
def test_what_is_no_answer_of_ours_is_refused_where_it_stands(
    change: Callable[[Data], None], expected: tuple[str, str], answers: Data, built_site: Path
) -> None:
    wrong = deepcopy(answers)
    change(wrong)
    assert faults(wrong, read(built_site, "answers.schema.json")) == [expected]


@pytest.mark.parametrize(("change", "expected"), [
    (put("states", []), ("", "additionalProperties")),
    (drop("start"), ("", "required")),
    (drop("questions", 0, "options", 0, "goto"), ("questions/0/options/0", "required")),
    (put("notes", 0, "grade", "certain"), ("notes/0/grade", "enum")),
    (put("notes", 0, "effect", "pays", {"any": "perhaps"}), ("notes/0/effect/pays/any", "enum")),
    (put("questions", 0, "kind", "two"), ("questions/0/kind", "enum")),
    (put("tables", 0, "rows", 0, "when", {}), ("tables/0/rows/0/when", "required")),
    (put("former", "notes", {"Old": {}}), None),
])  # fmt: skip
def test_what_is_no_flow_is_refused_where_it_stands(
    change: Callable[[Data], None], expected: tuple[str, str] | None, rules: Data, built_site: Path
) -> None:
    wrong = deepcopy(rules)
    change(wrong)
    found = faults(wrong, read(built_site, "flows.schema.json"))
    assert found == [expected] if expected else ("former/notes", "pattern") in found


def objects(part: Any) -> Iterator[Data]:
    """Every part of a schema that describes an object of ours."""
    if isinstance(part, dict):
        if part.get("type") == "object" and "properties" in part:
            yield part
        for item in part.values():
            yield from objects(item)


@pytest.mark.parametrize("name", ["answers.schema.json", "flows.schema.json"])
def test_every_property_is_explained_and_wanted_and_no_other_is_taken(name: str, built_site: Path) -> None:
    found = list(objects(read(built_site, name)))
    assert len(found) > 10
    for one in found:
        assert one["additionalProperties"] is False and one["required"] == list(one["properties"])
        assert all(len(it.get("description", "")) > 5 for it in one["properties"].values()), one["properties"].keys()
    assert "one-of-the" not in json.dumps(found)


# ---------- answers.json


def test_every_question_and_every_answer_is_there_with_addresses_that_exist(
    answers: Data, built_site: Path, which_claim: Compiled
) -> None:
    here = {flow["id"]: [it["id"] for it in flow["outcomes"]] for flow in answers["flows"]}
    assert here == {id: list(one.flow.outcomes) for id, one in our_flows().items()}
    assert here["which-claim"] == list(which_claim.flow.outcomes)
    pages = {path.parent.name for path in built_site.glob("questions/*/index.html")}
    assert {it["id"] for it in answers["questions"]} == pages
    for it in (*answers["questions"], *answers["flows"], *outcomes(answers)):
        assert (built_site / it["address"].removeprefix(SITE) / "index.html").is_file()
        assert (built_site / it["markdown"].removeprefix(SITE)).is_file()
        assert it["markdown"].startswith(it["address"])
    for flow in answers["flows"]:
        assert (built_site / flow["rules"].removeprefix(SITE)).is_file()


def test_every_id_that_is_named_is_explained(answers: Data) -> None:
    text = json.dumps([answers["questions"], answers["flows"], answers["claims"], answers["routes"]])
    known = {it["id"] for it in answers["sources"]}
    cited = {*re.findall(r"\[\^(S\w+)\]", text), *re.findall(r'"(S\d+\w?)"', text)}
    assert len(cited) > 50 and cited <= known
    claims, routes = ({it["id"] for it in answers[name]} for name in ("claims", "routes"))
    for it in outcomes(answers):
        are = it["claims"]["are"] if it["claims"] else []  # a flow can be about no claims
        assert {*it["keeps"], *(are if are != "unknown" else [])} <= claims
        assert {*it["routes"], *it["alternatives"]} <= routes


def test_a_source_has_an_address_of_its_own_only_where_readers_may_be_sent_there(
    answers: Data, knowledge: Knowledge
) -> None:
    for it in answers["sources"]:
        source = knowledge.sources[it["id"]]
        assert (it["url"] or "", it["see"] or "") == (source.url, source.see)
        assert "upload" not in source.read or it["url"] is None, it["id"]
    assert any("upload" in it["read"] for it in answers["sources"])


def shown(page: BeautifulSoup, fact: str) -> list[str]:
    """The forms of a fact that its page shows to somebody who has given no answers."""
    boxes = page.find_all(attrs={"data-fact": fact})
    return [
        str(it["data-is"])
        for box in boxes
        for it in box.find_all(attrs={"data-is": True}, recursive=False)
        if not is_hidden(it)
    ]


def is_hidden(element: Any) -> bool:
    return any(one.has_attr("hidden") for one in (element, *element.parents))


def test_every_answer_is_what_its_page_shows_without_answers(answers: Data, built_site: Path) -> None:
    for it in outcomes(answers):
        html = (built_site / it["address"].removeprefix(SITE) / "index.html").read_text(encoding="utf-8")
        page = BeautifulSoup(html[html.index("<article ") : html.rindex("</article>")], "html.parser")
        if it["claims"] is None:
            assert (it["pays"], it["counts"]) == (None, None)
            assert page.select_one(".cpor-do") is None and page.select_one(".cpor-fact, .cpor-entries") is not None
            continue
        are = it["claims"]["are"]
        [answer] = page.find_all(attrs={"data-outcome": True})
        assert answer["data-claims"] == (are if are == "unknown" else " ".join(are)), it["id"]
        for claim in answers["claims"]:
            forms = {"file"} if claim["id"] in are else {"keep"} if claim["id"] in it["keeps"] else set()
            assert set(shown(page, f"claim:{claim['id']}")) == forms, it["id"]
        for route in answers["routes"]:
            forms = {"use"} if route["id"] in it["routes"] else set()
            assert set(shown(page, f"route:{route['id']}")) - {"no"} == forms, it["id"]
        [pays] = shown(page, "pays")
        assert pays.partition(":")[0] == it["pays"]["is"], it["id"]
        assert shown(page, "counts") == [it["counts"]["is"]]
        for metric in it["counts"]["metrics"]:
            assert shown(page, f"metric:{metric['id']}") == [metric["is"]]
        words = " ".join(page.get_text(" ").split())
        assert it["pays"]["words"] in words and it["counts"]["words"] in words
        notes = page.select(".cpor-note")
        assert [note["title"] for note in it["notes"]] == [note.h3.get_text() for note in notes]
        for note, box in zip(it["notes"], notes, strict=True):
            when = box.find(class_="cpor-note__when")
            assert (note["when"] or "").casefold() == (when.get_text() if when else "").casefold()
            assert note["grade"] == box.select_one(".cpor-proof .cpor-grade")["data-grade"]
            assert note["sources"] == [link["href"].partition("#")[2] for link in box.select(".cpor-proof a")]


def test_it_says_the_days_of_the_data_and_not_that_of_the_build(answers: Data) -> None:
    days = [it["on"] for one in (*answers["questions"], *outcomes(answers)) for it in one["revisions"]]
    assert answers["updated"] == max(days)
    assert answers["checked"] == min(it["checked"] for it in (*answers["questions"], *outcomes(answers)))
    assert date.today().isoformat() not in as_text(answers).replace(answers["updated"], "")  # noqa: DTZ011


def test_it_says_the_oldest_day_of_comparing_and_the_newest_of_changing(
    everything: Compiled,
) -> None:
    outcomes, (first, second, *_) = everything.flow.outcomes, everything.flow.outcomes
    late = (*outcomes[second].revisions, Revision(on=date(2031, 5, 6), what="Later."))
    outcomes = {
        **outcomes,
        first: replace(outcomes[first], checked=date(2020, 1, 2)),
        second: replace(outcomes[second], checked=date(2024, 1, 2), revisions=late),
    }
    changed = replace(everything, flow=replace(everything.flow, outcomes=outcomes))
    data = all_answers(site_of(changed))
    assert (data["checked"], data["updated"]) == ("2020-01-02", "2031-05-06")


def test_what_a_note_does_is_part_of_the_answer_where_it_is_applied_without_answers(
    everything: Compiled, knowledge: Knowledge
) -> None:
    flow = everything.flow
    outcome, held = flow.outcomes["everything-counts"], next(note for note in flow.notes.values() if note.effect.keep)
    unknown = replace(held, id="gone", grade="unknown", effect=Effect(claims_unknown=True))
    changed = replace(everything, flow=replace(flow, notes={**flow.notes, "gone": unknown}))
    page, site = answer_page(everything, outcome, knowledge, TODAY), site_of(changed)
    plain, kept, lost = (
        answer(changed, outcome, replace(page, usual=usual), site) for usual in ((), (held.id,), ("gone",))
    )
    assert plain["keeps"] == [] and plain["claims"]["grade"] == outcome.claims.grade != "unknown"
    assert kept["keeps"] == list(held.effect.keep) and not set(kept["keeps"]) & set(kept["claims"]["are"])
    assert (lost["claims"]["are"], lost["claims"]["grade"]) == ("unknown", "unknown")


# ---------- flows


def test_a_flow_is_followed_by_what_its_schema_says_alone(rules: Data) -> None:
    """Another program than ours, written after the descriptions in flows.schema.json, comes to the same answers."""
    paths = every_path("which-claim")
    assert len(paths) > 1000
    for given, step in paths:
        assert step.result is not None
        assert follow(rules, given) == (step.result.outcome, list(step.result.notes)), given


def follow(rules: Data, given: dict[str, tuple[str, ...]]) -> tuple[str, list[str]]:
    """Where answers lead, and the notes that hold there."""
    nodes = {it["id"]: it for name in ("questions", "tables", "outcomes") for it in rules[name]}
    chosen = {it["id"]: set() for it in rules["questions"] if it["empty"]}
    here = nodes[rules["start"]]
    while "answer" not in here:
        if "rows" in here:
            here = nodes[next(row["goto"] for row in here["rows"] if holds(row["when"], chosen))]
        else:
            chosen[here["id"]] = set(given[here["id"]])
            options = [it for it in here["options"] if it["id"] in chosen[here["id"]] and it["goto"]]
            here = nodes[options[0]["goto"] if options else here["goto"]]
    return here["id"], [note["id"] for note in rules["notes"] if holds(note["when"], chosen)]


def holds(condition: Data, chosen: dict[str, set[str]]) -> bool:
    """Whether one of the clauses does."""
    return any(all(passes(test, chosen) for test in clause) for clause in condition["clauses"])


def passes(test: Data, chosen: dict[str, set[str]]) -> bool:
    """Whether the question was asked, and its answer is as said."""
    if test["question"] not in chosen:
        return False
    here = chosen[test["question"]]
    some, every, none = (set(test[name]) for name in ("any_of", "all_of", "none_of"))
    return (not some or bool(some & here)) and every <= here and not none & here


def test_a_flow_has_everything_that_the_model_has(everything: Compiled) -> None:
    flow, data = everything.flow, whole_flow(everything, OURS.site_address)
    assert {name: [it["id"] for it in data[name]] for name in ("questions", "tables", "outcomes", "notes")} == {
        "questions": list(flow.questions),
        "tables": list(flow.tables),
        "outcomes": list(flow.outcomes),
        "notes": list(flow.notes),
    }
    assert set(Flow.__dataclass_fields__) - {"site"} <= data.keys()
    assert data["independent"] == flow.site.independent  # of the words of the site, what a program has to pass on
    assert set(Outcome.__dataclass_fields__) == data["outcomes"][0].keys()
    assert "states" not in data


def test_nothing_is_left_out_for_being_usual() -> None:
    assert told(frozenset({"b", "a"})) == ["a", "b"]
    assert told({"x": (date(2026, 1, 2), None, False, "")}) == {"x": ["2026-01-02", None, False, ""]}


def test_the_engine_and_the_flow_know_the_same_questions(rules: Data, which_claim: Compiled) -> None:
    step = resolve(which_claim.flow, {}, TODAY)
    assert step.opened is not None and step.opened.question == rules["start"]


# ---------- llms.txt


def test_llms_txt_has_the_form_that_llmstxt_org_proposes(built_site: Path) -> None:
    text = (built_site / "llms.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == "# CPOR Answers"
    assert lines[2].startswith("> ") and "Claiming Partner of Record" in lines[2]
    assert not re.search(r"^#{3,}|\n{3,}|&(amp|#39|quot);", text, re.MULTILINE)
    sections = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)
    assert sections[1::2] == ["Start here", "Questions", "Reference", "Answers", "Data", "Optional"]
    for section in sections[2::2]:
        assert all(re.fullmatch(r"- \[[^\]]+\]\(\S+\): .+", line) for line in section.strip().splitlines()), section


def test_llms_txt_says_who_stands_behind_it_and_that_grades_go_with_facts(
    built_site: Path, knowledge: Knowledge
) -> None:
    text = (built_site / "llms.txt").read_text(encoding="utf-8")
    assert "Nobody at Microsoft stands behind this site" in text
    assert "Pass a fact on with its grade" in text
    for grade in knowledge.grades.values():
        assert f"- {grade.label[:1].upper()}{grade.label[1:]}: {grade.means}\n" in text


def test_llms_txt_lists_every_page_once_as_markdown_and_every_file_for_programs(built_site: Path) -> None:
    text = (built_site / "llms.txt").read_text(encoding="utf-8")
    links = re.findall(r"^- \[[^\]]+\]\((\S+)\): ", text, re.MULTILINE)
    assert len(links) == len(set(links))
    pages = re.findall(r"<loc>(.*?)</loc>", (built_site / "sitemap.xml").read_text())
    files = {*PUBLIC_FILES, *map(flow_file, our_flows()), "feed.xml", "sitemap.xml"} - {"llms.txt"}
    assert set(links) == {*(f"{page}index.html.md" for page in pages), *(f"{SITE}{name}" for name in files)}
    assert all((built_site / link.removeprefix(SITE)).is_file() for link in links)


def test_the_link_that_shows_how_answers_are_sent_leads_to_its_page(built_site: Path, which_claim: Compiled) -> None:
    text = (built_site / "llms.txt").read_text(encoding="utf-8")
    [(id, fragment)] = re.findall(r"^- <\S+/answers/which-claim/([\w-]+)/#(\S+)>$", text, re.MULTILINE)
    given = parse(fragment, which_claim.flow).answers
    step = resolve(which_claim.flow, given, TODAY)
    assert len(given) > 3 and step.result is not None and step.result.outcome == id


# ---------- for good


def test_what_programs_ask_for_is_published_for_good() -> None:
    lines = set(published(Staging(OURS)))
    assert {f"file /{name}" for name in PUBLIC_FILES} <= lines
    assert "file /feed.xml" in lines


def test_pages_are_listed_in_the_order_of_the_navigation_and_others_behind() -> None:
    names = ["answers/which-claim/x.md", "reference/index.md", "about.md", "index.md", "questions/index.md"]
    assert list(as_navigated(OURS.config, dict.fromkeys(names, ""))) == [
        "index.md", "questions/index.md", "reference/index.md", "about.md", "answers/which-claim/x.md",
    ]  # fmt: skip
    assert address_of(Path("index.md")) == ""
