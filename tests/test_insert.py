"""A question is put before something: links, situations and pages lead through it to where they led."""

import re

import pytest
from conftest import Here
from walks import every_path

from decision_tree import links
from decision_tree.browser import view_of
from decision_tree.model import Flow

WHY = "Whether the customer has a plan makes a difference now."
INSERT = ("insert", "filing", "plan-held", "--before", "circumstances", "--taken", "without", "--why", WHY)

ADDED = f"""\
  plan-held:
    ask: …
    short: …
    options:
      without: {{label: …}}
      other: {{label: …}}
    since:
      - {{on: 2027-01-10, why: '{WHY}', taken: [without]}}
    goto: circumstances

"""


def finished(here: Here, name: str, leads: str) -> Flow:
    """The flow with its new question written to its end: its other option leads somewhere else."""
    text = here.flow(name).read_text(encoding="utf-8")
    text = text.replace("{label: …}", "{label: Without a plan}", 1).replace(
        "{label: …}", f"{{label: O, goto: {leads}}}"
    )
    here.flow(name).write_text(text.replace(": …", ": Plan"), encoding="utf-8")
    return here.compiled(name).flow


def test_only_what_led_there_leads_to_the_question(here: Here) -> None:
    before = here.flow("filing").read_text()
    assert here.run(*INSERT).returncode == 0
    expected = before.replace("goto: circumstances", "goto: plan-held")
    expected = expected.replace("  circumstances:\n    ask", f"{ADDED}  circumstances:\n    ask")
    assert here.flow("filing").read_text() == expected
    told = here.run("check").stderr
    assert told.count("readers would be shown '…'") == 4


@pytest.mark.parametrize("before", ["decide", "azure-csp", "area"])
def test_it_is_asked_before_a_table_an_answer_and_the_first_question(here: Here, before: str) -> None:
    assert here.run("insert", "filing", "plan-held", "--before", before, "--taken", "other", "--why", WHY,
                    "--kind", "several").returncode == 0  # fmt: skip
    text = here.flow("filing").read_text()
    led = re.findall(rf"(?:goto|start): {before}\b", text)
    assert led == [f"goto: {before}"], "the question alone leads there"
    assert "    choose: several\n    options:\n      other: {label: …}\n      another: {label: …}\n" in text
    assert ("start: plan-held" in text) == (before == "area")


def used(here: Here) -> None:
    """Situations, a link on a page, and pasted links of each answer, of before the question."""
    cases, pasted = [], []
    for given, step in every_path("filing")[::40]:
        assert step.result
        link = links.write(given)
        answers = ", ".join(f"{id}: [{', '.join(answer)}]" for id, answer in given.items())
        cases.append(
            f"- id: c{len(cases)}\n  flow: filing\n  title: t\n"
            f"  answers: {{{answers}}}\n  expect: {{outcome: {step.result.outcome}}}\n"
        )
        pasted.append(f"/answers/filing/{step.result.outcome}/#{link}&on=2026-12-24   {step.result.outcome}\n")
    pasted.append("/filing/#area=azure&on=2026-12-24   ?channel\n")
    pasted.append("/plans/filing/#1.area=azure&1.channel=csp-own&1.circumstances=&on=2026-12-24   azure-csp\n")
    here.repository.scenarios.mkdir()
    (here.repository.scenarios / "filing.yml").write_text("\n".join(cases))
    here.repository.pasted_links.mkdir(parents=True)
    (here.repository.pasted_links / "pasted.txt").write_text("".join(pasted))
    with (here.root / "docs" / "index.md").open("a") as page:
        page.write("\nSee [a](answer:filing?area=azure&channel=csp-own&circumstances=) and ")
        page.write("[b](answer:filing?area=not-listed), [c](answer:filing).\n")
    assert here.run("publish").returncode == here.run("check").returncode == 0


def test_situations_and_links_lead_where_they_led_and_readers_are_told_what_is_taken(here: Here) -> None:
    used(here)
    done = here.run(*INSERT)
    assert done.returncode == 0, done.stderr
    assert "now it leads to" not in done.stdout
    flow = finished(here, "filing", "not-listed")
    assert here.run("publish").returncode == 0
    assert (here.run("check").returncode, here.run("links").returncode) == (0, 0)
    page = (here.root / "docs" / "index.md").read_text()
    assert "[a](answer:filing?area=azure&channel=csp-own&plan-held=without&circumstances=)" in page
    assert "[b](answer:filing?area=not-listed), [c](answer:filing)." in page
    scenarios = (here.repository.scenarios / "filing.yml").read_text()
    assert scenarios.count("plan-held: without") == scenarios.count("circumstances: ["), (
        "where it is asked, and only there"
    )
    view = view_of(flow, "area=azure&channel=csp-own&circumstances=&on=2026-12-24", here.day, page="azure-csp")
    assert view["outcome"] == "azure-csp"
    assert view["news"] == [
        f"“Plan” is asked here since 10 January 2027. {WHY} For this link it is taken to be “Without a plan”."
    ]
    pasted = (here.repository.pasted_links / "pasted.txt").read_text().splitlines()
    assert any(line.endswith(" !") for line in pasted) and not all(line.endswith(" !") for line in pasted)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Bad --before area --taken x", "'Bad' cannot be an id"),
        ("seats --before area --taken x", "flow 'filing' has something called 'seats' already"),
        ("on --before area --taken x", "a question cannot be called 'on': 'on' has a meaning of its own in links"),
        ("new --before aera --taken x", "has nothing called 'aera' to ask before; did you mean 'area'?"),
        ("new --before area --taken No", "'No' cannot be an id"),
    ],
)
def test_what_cannot_be_asked_is_said_and_leaves_every_file_alone(here: Here, said: str, words: str) -> None:
    files = here.files()
    done = here.run("insert", "filing", *said.split(), "--why", WHY)
    assert done.returncode == 1
    assert words in done.stderr
    assert here.files() == files


def test_a_flow_that_does_not_compile_is_told_and_stays(here: Here) -> None:
    here.replace(here.flow("filing"), ("goto: after-channel", "goto: after-chanel"))
    files = here.files()
    done = here.run(*INSERT)
    assert done.returncode == 1
    assert "leads to 'after-chanel', which does not exist" in done.stderr
    assert here.files() == files
