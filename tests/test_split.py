"""An option becomes several: rules treat each as they treated the one, and readers of older links choose again."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Here
from edits import rename_option
from walks import TODAY, Given, flow_of, paths

from build_scripts.check.flow_ids import FlowText, Id
from build_scripts.check.split import in_flow
from decision_tree.links import parse
from decision_tree.model import Flow

WHY = "Who bills makes a difference now."
SPLIT = ("split", "filing", "channel.csp-own", "csp-direct", "csp-indirect", "--why", WHY)


def labelled(file: Path) -> None:
    """Write the labels that are left to be written."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(": …", ": Words"), encoding="utf-8")


def test_only_what_names_the_option_names_the_new_ones(here: Here) -> None:
    before = here.flow("filing").read_text()
    done = here.run(*SPLIT)
    assert done.returncode == 0, done.stderr
    changed, left = done.stdout.splitlines()
    assert changed == "changed decision_tree/flows/filing.yml"
    assert left.startswith("write what is to stand for each … in decision_tree/flows/filing.yml; 'check' says")
    lines = [
        line.replace("channel: csp-own", "channel: [csp-direct, csp-indirect]")
        .replace("[csp-own, csp-other]", "[csp-direct, csp-indirect, csp-other]")
        .replace("[web-direct, csp-own,", "[web-direct, csp-direct, csp-indirect,")
        for line in before.splitlines()
    ]
    at = lines.index('      csp-own: {label: "CSP: we are the CSP partner", brief: own CSP sale}')
    lines[at : at + 1] = ["      csp-direct: {label: …, brief: …}", "      csp-indirect: {label: …, brief: …}"]
    moved = f"      csp-own: {{on: 2027-01-10, now: [csp-direct, csp-indirect], why: '{WHY}'}}"
    assert here.flow("filing").read_text().splitlines() == [*lines, "former:", "  options:", "    channel:", moved]
    assert "readers would be shown '…'" in here.run("check").stderr
    labelled(here.flow("filing"))
    assert here.run("publish").returncode == 0
    assert here.run("check").returncode == 0


def ends(flow: Flow, given: Given) -> set[tuple[str, ...]]:
    """What all readers get who answer so: the answer and its notes."""
    return {(step.result.outcome, *step.result.notes) for _, step in paths(flow, given, TODAY) if step.result}


@pytest.mark.parametrize(
    ("name", "asked", "old", "first"),
    [
        ("filing", "channel", "csp-own", {"area": ("azure",)}),
        ("filing", "goal", "recognition", {"area": ("security-microsoft-365",), "channel": ("mca-e",)}),
        ("everything", "circumstances", "held", {"paper": ("nothing",), "sure": ("no",)}),
        ("everything", "work", "presales", {"paper": ("nothing",), "sure": ("yes",)}),
        ("everything", "work", "none-of-these", {"paper": ("nothing",), "sure": ("yes",)}),
    ],
)
def test_whoever_chooses_one_of_the_new_gets_what_the_old_one_got(
    here: Here, name: str, asked: str, old: str, first: Given
) -> None:
    assert here.run("split", name, f"{asked}.{old}", "new-a", "new-b", "--why", WHY).returncode == 0
    labelled(here.flow(name))
    before, now = flow_of(name), here.compiled(name).flow
    others = {"work": ("adoption",)} if asked == "goal" else {}
    for new in ("new-a", "new-b"):
        assert (
            ends(now, {**first, **others, asked: (new,)}) == ends(before, {**first, **others, asked: (old,)}) != set()
        )
    by_hand = rename_option(before, asked, old, "new-a", "new-b")
    assert {node: table.rows for node, table in now.tables.items()} == {
        node: table.rows for node, table in by_hand.tables.items()
    }
    [said] = parse(f"{asked}={old}", now).problems
    assert WHY in said and "it is now “Words” or “Words”" in said


FORMS = """\
questions:
  size:
    options:
      # above it
      large: # beside it
        label: >-
          Of several
          lines
        goto: end # there

      small: {label: small}
    alone:
      - large
      - small
  other: {options: {large: {label: large}}}
tables:
  t: {rows: [{when: {size: large, other: large}, goto: large}]}
  u: {rows: [{when: {size: {any-of: [small, large], none-of: "large"}}, goto: x}]}
former: {options: {size: {huge: {on: 2026-01-01, now: large}}}}
"""

FORMS_SPLIT = """\
questions:
  size:
    options:
      # above it
      big: # beside it
        label: …
        goto: end # there
      wide: # beside it
        label: …
        goto: end # there

      small: {label: small}
    alone:
      - big
      - wide
      - small
  other: {options: {large: {label: large}}}
tables:
  t: {rows: [{when: {size: [big, wide], other: large}, goto: large}]}
  u: {rows: [{when: {size: {any-of: [small, big, wide], none-of: [big, wide]}}, goto: x}]}
former: {options: {size: {huge: {on: 2026-01-01, now: large}}}}
"""


def test_each_way_to_write_it_stays_and_only_its_words_are_left_to_be_written() -> None:
    text = FlowText(file=Path("f.yml"), text=FORMS, flow=flow_of("small"))
    id = Id(flow="f", kind="option", question="size", id="large")
    assert in_flow(text, id, ["big", "wide"]) == FORMS_SPLIT
    braces = replace(text, text="questions: {size: {options: {large: {hint: 'It''s', label: L}, small: {label: S}}}}\n")
    assert in_flow(braces, id, ["big", "wide"]) == (
        "questions: {size: {options: {big: {hint: …, label: …}, wide: {hint: …, label: …}, small: {label: S}}}}\n"
    )


def with_uses(here: Here) -> list[Path]:
    """Files with a situation, a link on a page and a pasted link that name the option."""
    answers = "area=azure&channel=csp-own&circumstances="
    assert here.run("scenario", "add", f"/filing/#{answers}").returncode == 0
    links = here.repository.pasted_links / "pasted.txt"
    links.parent.mkdir(parents=True)
    links.write_text(f"/answers/filing/azure-csp/#{answers}   azure-csp\n")
    page = here.root / "docs" / "index.md"
    page.write_text(f"{page.read_text()}\nSee [it](answer:filing?{answers}).\n")
    assert here.run("publish").returncode == 0
    return [here.repository.scenarios / "filing.yml", page, links]


def test_what_is_left_to_be_chosen_is_listed(here: Here) -> None:
    files = with_uses(here)
    before = [file.read_text() for file in files]
    told = here.run(*SPLIT).stdout
    assert [file.read_text() for file in files] == before
    for line in (
        "tests/links/pasted.txt:1: this link led to 'azure-csp', and now it leads to '?channel !'",
        "choose one of csp-direct, csp-indirect: docs/index.md:5\n    [it](answer:filing?area=azure&channel=csp-own&c",
        "choose one of csp-direct, csp-indirect: decision_tree/scenarios/filing.yml:5  answers.channel\n    answers: {",
    ):
        assert line in told


def test_one_that_is_taken_is_written_everywhere(here: Here) -> None:
    scenario, page, links = with_uses(here)
    assert "choose" not in here.run(*SPLIT, "--taken", "csp-direct").stdout
    assert "answers: {area: azure, channel: csp-direct, circumstances: []}" in scenario.read_text()
    assert "(answer:filing?area=azure&channel=csp-direct&circumstances=)" in page.read_text()
    labelled(here.flow("filing"))
    links.write_text(links.read_text().replace("   azure-csp", "   ?channel !"))
    assert here.run("publish").returncode == 0
    assert here.run("check").returncode == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("channel.csp-own a", "is split into two options or more, each with an id of its own"),
        ("channel.csp-own a a", "is split into two options or more"),
        ("channel.csp-own a Bad", "'Bad' cannot be an id"),
        ("channel.csp-own a mca-e", "question 'channel' has an option 'mca-e' already"),
        ("channel.csp-own a b --taken c", "--taken is 'c', which is none of a, b"),
        ("channel a b", "only an option can be split, and 'channel' is question"),
        ("channel.none a b", "has no option 'channel.none'"),
        ("work.presales a b", "option 'work.presales' cannot be split while 2 places name it: mend that"),
        ("work.presales a b", "write '{any-of: [this], all-of: [the others]}' there first"),
        (
            "work.presales a b",
            "filing.yml:163  tables.decide.rows.when.work.all-of\n    work: {all-of: [pre",
        ),
    ],
)
def test_what_cannot_be_split_is_said_and_leaves_every_file_alone(here: Here, said: str, words: str) -> None:
    files = here.files()
    done = here.run("split", "filing", *said.split(), "--why", WHY)
    assert done.returncode == 1
    assert words in done.stderr
    assert here.files() == files
