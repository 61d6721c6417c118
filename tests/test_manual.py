"""The manual, decision_tree/FORMAT.md, says what the readers of files read, with examples that compile."""

import re
from datetime import date
from pathlib import Path
from textwrap import dedent

from ours import ROOT, our_knowledge

from build_scripts.check import scenarios
from build_scripts.check.compiler import compile_flow, compile_flows
from build_scripts.manual import COMMAND, EXAMPLES, MANUAL, all_examples, chosen, explained, link, manual, sections
from build_scripts.read.knowledge import read_knowledge

FOLDER = ROOT / EXAMPLES
FORMS = [form for _, form in sections()]


def test_the_manual_is_what_the_readers_declare() -> None:
    written = (ROOT / MANUAL).read_text(encoding="utf-8")
    assert written == manual(ROOT), f"{MANUAL} is out of date: run '{COMMAND}', and read what it changed"


def test_the_examples_compile_and_give_the_answers_that_they_must() -> None:
    compiled = compile_flows(FOLDER / "flows", read_knowledge(FOLDER / "knowledge"))
    flows = {id: one.flow for id, one in compiled.items()}
    cases = [case for path in (FOLDER / "scenarios").glob("*.yml") for case in scenarios.read_cases(path)]
    assert {case.flow for case in cases} == set(flows)
    assert [str(one) for one in scenarios.run(cases, flows, date(2026, 11, 28)) if one.differences] == []


def test_the_examples_of_each_section_have_every_key() -> None:
    examples = all_examples(ROOT)
    for form in FORMS:
        shown = {key for one in chosen(form, examples.get(form, [])) for key in one.keys}
        assert shown == {key.name for key in explained(form)}, f"{form.title}: add what lacks to a file in {EXAMPLES}"


def test_a_section_shows_the_lines_of_its_keys() -> None:
    for form, examples in all_examples(ROOT).items():
        for one in examples:
            text = "\n".join(one.lines)
            assert all(re.search(rf"(?<![\w-]){re.escape(key)}:", text) for key in one.keys), f"{form.title}: {text}"


def test_the_flow_and_the_situations_in_the_instructions_are_right(tmp_path: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Add a flow")[2]
    written = [dedent(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    for name, block in zip(("flow.yml", "cases.yml"), written, strict=True):
        (tmp_path / name).write_text(block, encoding="utf-8")
    flow = compile_flow(tmp_path / "flow.yml", our_knowledge()).flow
    cases = scenarios.read_cases(tmp_path / "cases.yml")
    verdicts = list(scenarios.run(cases, {flow.id: flow}, date(2026, 11, 30)))
    assert [str(one) for one in verdicts if one.differences] == []
    assert {option for case in cases for option in case.answers["sold-by"]} == set(flow.questions["sold-by"].answers)


def test_every_form_and_key_is_explained_in_a_sentence() -> None:
    for form in FORMS:
        for said in (form.means, *(key.means for key in explained(form))):
            assert re.match(r"[A-Z“`].*\.$", said) and "|" not in said, f"{form.title}: {said}"


def test_each_link_leads_to_one_section() -> None:
    anchors = [re.findall(r"\(#(.*)\)", link(form))[0] for form in FORMS]
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\(#([^)]*)\)", manual(ROOT))) <= set(anchors)
