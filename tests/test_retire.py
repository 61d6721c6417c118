"""An id goes out of a flow: nothing that still needs it is left behind, and readers of older links are told why."""

import html
import re

import pytest
from conftest import Here
from ours import made_up_knowledge, site_of
from walks import compiled as read_once

from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.check.flow_ids import FlowText, Id, id_of, named_in_flow
from build_scripts.check.retire import retired_texts
from build_scripts.check.yaml_edit import composed, with_words, without_entry
from build_scripts.pages.render import Pages
from build_scripts.places import Refusal
from build_scripts.read.faults import BadFile
from decision_tree.links import parse

WHY = "It isn't sold any more."


# ---------- text


@pytest.mark.parametrize(
    ("before", "after"),
    {
        "the comments above it and below it go as well": (
            "a:\n  x: 1\n\n  # of b\n  # and more\n  b: # behind\n    y: 1\n    # below\n\n  # of c\n  c: {z: 1}\n",
            "a:\n  x: 1\n\n  # of c\n  c: {z: 1}\n",
        ),
        "a comment that something else parts from it stays": (
            "a:\n  # of all\n\n  b: 1\n  c: 2\n",
            "a:\n  # of all\n\n  c: 2\n",
        ),
        "the first": ("a:\n  b:\n    y: 1\n\n  c: 2\n", "a:\n  c: 2\n"),
        "the last": ("a:\n  x: 1\n\n  b:\n    y: 1\n\nd: 3\n", "a:\n  x: 1\n\nd: 3\n"),
        "the last of the file": ("d: 3\na:\n  x: 1\n\n  b: 1\n", "d: 3\na:\n  x: 1\n"),
        "the only one takes its mapping along": ("a:\n  b:\n    y: 1\nd: 3\n", "d: 3\n"),
        "the first in braces": ("a: {b: {y: 1}, c: 2}\n", "a: {c: 2}\n"),
        "the last in braces": ("a: {c: 2, b: {y: 1}}\n", "a: {c: 2}\n"),
        "one in braces over several lines": ("a: {c: 2,\n    b: 1,\n    d: 3}\n", "a: {c: 2,\n    d: 3}\n"),
    }.values(),
)
def test_an_entry_goes_with_its_comments_and_leaves_no_gap(before: str, after: str) -> None:
    assert without_entry(before, ("a", "b")) == after


def test_only_the_entry_and_its_name_in_lists_go_and_the_flow_says_why(here: Here) -> None:
    before = here.flow("filing").read_text()
    done = here.run("retire", "filing", "channel.mca-e", "--why", WHY)
    assert (done.returncode, done.stdout) == (
        0,
        "wrote decision_tree/paths/filing.txt\n0 new\nchanged decision_tree/flows/filing.yml\n",
    )
    lines = [
        line.replace("[mca-e, perpetual]", "[perpetual]").replace("csp-other, mca-e, not-sure", "csp-other, not-sure")
        for line in before.splitlines()
        if line.strip() != "mca-e: {label: MCA-E}"
    ]
    why = WHY.replace("'", "''")
    former = ["former:", "  options:", "    channel:", f"      mca-e: {{on: 2027-01-10, why: '{why}'}}"]
    assert here.flow("filing").read_text().splitlines() == lines + former
    assert here.run("check").returncode == 0


# ---------- refusals


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("nowhere", "flow 'filing' has nothing called 'nowhere'"),
        ("channel.mcae --why x", "has no option 'channel.mcae'; did you mean 'channel.mca-e'?"),
        ("channel.mca-e --instead csp", "'csp' cannot stand instead of option 'channel.mca-e': it is no other option"),
        ("channel.mca-e --instead mca-e", "'mca-e' cannot stand instead of option 'channel.mca-e'"),
        ("note:arbitration --instead azure-csp", "'azure-csp' cannot stand instead of note 'arbitration'"),
        ("seats --instead goal", "it does not have: over-300, up-to-300; leave '--instead' out"),
        ("azure-csp", "cannot be taken away while a place names it: mend that, and run this again\ndecision_tree/"),
        ("azure-csp", "filing.yml:153  tables.decide.rows.goto\n    - {when: {area: azure, channel: csp-own}, goto: a"),
        ("goal.both", "while 4 places name it"),
        ("area", "decision_tree/flows/filing.yml:6  start\n    start: area"),
        ("area", "decision_tree/flows/filing.yml:8  plan.subject\n    subject: [area, product]"),
        ("circumstances.government-cloud", "plan.for-all.circumstances"),
        ("work.none-of-these", "questions.work.alone\n    alone: [none-of-these]"),
        ("product.power-platform", "scenarios/filing.yml:2  answers.product\n    answers: {area: business-"),
        ("note:arbitration", "decision_tree/scenarios/filing.yml:3  expect.notes-not\n"),
        ("channel.perpetual", "docs/index.md:5\n    [x](answer:filing?area=business-applications&product=power"),
    ],
)  # fmt: skip
def test_what_cannot_go_is_said_with_each_place_that_needs_it(here: Here, said: str, words: str) -> None:
    here.repository.scenarios.mkdir()
    (here.repository.scenarios / "filing.yml").write_text(
        "- {id: a, flow: filing, title: t,\n"
        "   answers: {area: business-applications, product: power-platform, channel: csp-own, circumstances: []},\n"
        "   expect: {notes-not: [arbitration]}}\n"
    )
    with (here.root / "docs" / "index.md").open("a") as page:
        page.write("\n[x](answer:filing?area=business-applications&product=power-platform&channel=perpetual)\n")
    files = here.files()
    done = here.run("retire", "filing", *said.split(), "--why", WHY)
    assert done.returncode == 1
    assert words in done.stderr
    assert here.files() == files


@pytest.mark.parametrize(
    ("condition", "needs"),
    {
        "presales": True,
        "[presales]": True,
        "[presales, adoption]": False,
        "{any-of: [presales, adoption]}": False,
        "{none-of: [adoption, presales]}": False,
        "{none-of: presales}": True,
        "{all-of: [presales, adoption]}": True,
    }.items(),
)
def test_a_condition_needs_an_option_unless_another_one_is_enough(here: Here, condition: str, needs: bool) -> None:
    here.replace(here.flow("small"), ("{work: presales}", f"{{work: {condition}}}"))
    done = here.run("retire", "small", "work.presales", "--why", WHY)
    assert ("small.yml:22  tables.decide.rows.when.work" in done.stderr) == needs


@pytest.mark.parametrize("why", ["", "  ", "…"])
def test_a_reason_is_needed(here: Here, why: str) -> None:
    assert "--why says nothing: write a sentence" in here.run("retire", "filing", "channel.mca-e", "--why", why).stderr


def test_a_band_of_a_date_is_no_id_of_links(here: Here) -> None:
    done = here.run("retire", "everything", "signed.fresh", "--why", WHY)
    assert "'signed.fresh' is a band of a date, which no link names" in done.stderr


def test_files_with_mistakes_of_form_are_told_with_their_lines(here: Here) -> None:
    here.repository.scenarios.mkdir()
    (here.repository.scenarios / "filing.yml").write_text("- {id: a, flow: filing\n")
    assert "scenarios/filing.yml:1" in here.run("retire", "filing", "channel.mca-e", "--why", WHY).stderr
    here.replace(here.flow("filing"), ("ask: Which product?", "aks: Which product?"))
    assert "filing.yml:29:5: error" in here.run("retire", "filing", "channel.mca-e", "--why", WHY).stderr


def test_what_the_edit_would_break_is_told_at_the_lines_of_the_files_as_they_are(here: Here) -> None:
    files = here.files()
    done = here.run("retire", "filing", "area.not-listed", "--why", WHY)
    assert done.returncode == 1
    line = here.flow("filing").read_text().splitlines().index("  not-listed:") + 1
    assert done.stderr.startswith("nothing was changed, because files would have faults then:\n")
    assert f"decision_tree/flows/filing.yml:{line}:3: error: " in done.stderr
    assert here.files() == files


# ---------- what becomes of it


def test_an_answer_goes_once_nothing_leads_to_it_and_its_page_and_links_say_why(here: Here) -> None:
    links = here.repository.pasted_links
    links.mkdir(parents=True)
    pasted = "/answers/filing/azure-csp/#area=azure&channel=csp-own&circumstances="
    (links / "pasted.txt").write_text(f"{pasted}   azure-csp\n")
    here.replace(here.flow("filing"), ("channel: csp-own}, goto: azure-csp}", "channel: csp-own}, goto: azure-pal}"))
    assert here.run("check").returncode == 1, "until it is retired, nothing leads to it"
    done = here.run("retire", "filing", "azure-csp", "--why", WHY, "--instead", "azure-pal")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == (
        "tests/links/pasted.txt:1: this link led to 'azure-csp', and now it leads to 'azure-pal !': "
        "if that is meant, write it behind the link"
    )
    one = here.compiled("filing")
    moved = one.flow.former.outcomes["azure-csp"]
    page = Pages(site_of(one, knowledge=made_up_knowledge())).former_page(one.flow, "azure-csp", moved, "a/b/c.md")
    assert WHY in html.unescape(page.body)
    assert (moved.now, moved.why, moved.on) == (("azure-pal",), WHY, here.day)
    assert moved.title == "No claim: your own CSP sale counts for Azure"
    (links / "pasted.txt").write_text(f"{pasted}   azure-pal !\n")
    assert here.run("check").returncode == 0


def test_what_was_never_published_leaves_no_trace(here: Here) -> None:
    mca = "      mca-e: {label: MCA-E}\n"
    pal = "mca-e, not-sure]}, goto: azure-pal}"
    here.replace(here.flow("filing"), (mca, f"{mca}      gift: {{label: G}}\n"), (f" {pal}", f" gift, {pal}"))
    assert here.run("retire", "filing", "channel.gift", "--why", WHY).returncode == 0
    text = here.flow("filing").read_text()
    assert "gift" not in text and "former" not in text


def test_a_question_takes_what_was_said_of_its_options_along(here: Here) -> None:
    assert here.run("rename", "filing", "seats.over-300", "many").returncode == 0
    here.replace(
        here.flow("filing"),
        ("area: modern-work}, goto: seats}", "area: modern-work}, goto: work}"),
        ("seats: many, work: adoption}", "work: adoption, goal: both}"),
        ("seats: up-to-300, work: adoption}, goto", "work: adoption, goal: [incentive, recognition]}, goto"),
        ("{area: modern-work, seats: up-to-300, work", "{area: modern-work, work"),
    )
    done = here.run("retire", "filing", "seats", "--why", WHY)
    assert done.returncode == 0, done.stderr
    flow = here.compiled("filing").flow
    assert set(flow.former.questions) == {"seats"} and flow.former.options == {}
    [said] = parse("area=modern-work&seats=over-300", flow).problems
    assert WHY in said


def told(id: Id, one: Compiled) -> str:
    """What a reader whose link names an option that is gone is told; of answers and notes, what is on record."""
    former = one.flow.former
    if id.kind == "option":
        return " ".join(parse(f"{id.question}={id.id}", one.flow).problems)
    return (former.outcomes if id.kind == "outcome" else former.notes)[id.id].why


def everything_in(one: Compiled) -> list[str]:
    """Options, outcomes and notes of a flow, as they are typed."""
    flow = one.flow
    options = [f"{question.id}.{option.id}" for question in flow.questions.values() for option in question.options]
    return [*options, *(f"outcome:{id}" for id in flow.outcomes), *(f"note:{id}" for id in flow.notes)]


def without_ways_to(text: str, id: Id) -> str:
    """Text of a flow in which what led to an outcome leads to another; of other kinds, the same text."""
    if id.kind != "outcome":
        return text
    instead = next(one for one in composed(text).value if one[0].value == "outcomes")[1].value
    other = next(key.value for key, _ in reversed(instead) if key.value != id.id)
    nodes = [it.node for it in named_in_flow(composed(text), id) if not it.is_key and it.keys[0] != "former"]
    return with_words(text, nodes, other)


def retired(here: Here, flow: FlowText, id: Id) -> Compiled | Refusal | BadFile:
    """The flow without an id, or why it cannot go."""
    try:
        text = retired_texts(here.repository, flow, id, WHY, [], former=True)[flow.file]
        flow.file.write_text(text, encoding="utf-8")
        return compile_flow(flow.file, made_up_knowledge())
    except (Refusal, BadFile) as reason:
        return reason


@pytest.mark.parametrize(
    ("name", "every", "least"),
    [("everything", 1, 8), ("small", 1, 1), ("filing", 4, 6), pytest.param("filing", 1, 30, marks=pytest.mark.slow)],
)
def test_whatever_goes_is_needed_or_its_readers_are_told_why(here: Here, name: str, every: int, least: int) -> None:
    one, gone = read_once(name), 0
    text = here.flow(name).read_text(encoding="utf-8")
    for said in everything_in(one)[::every]:
        id = id_of(one.flow, said)
        for before in dict.fromkeys([text, without_ways_to(text, id)]):
            got = retired(here, FlowText(file=here.flow(name), text=before, flow=one.flow), id)
            if isinstance(got, Refusal):
                places = re.findall(r"^[\w./-]+:\d+(?:  .*)?\n    (.*)$", str(got), re.MULTILINE)
                assert places and all(id.id in words for words in places), (said, got)
            elif isinstance(got, BadFile):
                names = {found.name for found in got.diagnostics}
                assert not any(name.startswith(("unknown-", "yaml-")) for name in names), (said, got)
            else:
                gone += 1
                assert WHY in told(id, got), said
    assert gone >= least
