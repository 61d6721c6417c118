"""Worked examples: scenarios that readers are shown, each with a link that opens its answer."""

from datetime import date

from conftest import Copy
from walks import TODAY, flow_of

from build_scripts.check.scenarios import Case, read_cases
from build_scripts.pages.examples import example_groups
from decision_tree.engine import headline_of, settle
from decision_tree.links import parse

FLOW = "everything"
LETTER = {"paper": ("letter",), "signed": ("2026-01-01",), "sure": ("half",), "circumstances": ("held",)}
NOTHING = {"paper": ("nothing",), "sure": ("no",)}


def case(title: str, answers: dict[str, tuple[str, ...]], *, example: bool = True, flow: str = FLOW) -> Case:
    """A case with this title."""
    return Case(id=title, flow=flow, title=title, answers=answers, today=TODAY, expect={}, example=example)


def test_each_example_opens_the_answer_that_is_told_with_it() -> None:
    cases = [case("By letter", LETTER), case("By nothing", NOTHING)]
    groups = example_groups(flow_of(FLOW), cases, date(2031, 1, 1))
    found = [example for group in groups for example in group.examples]
    assert {example.situation for example in found} == {"By letter", "By nothing"}
    for example in found:
        address, _, fragment = example.address.partition("#")
        step, _ = settle(flow_of(FLOW), parse(fragment, flow_of(FLOW)).answers, TODAY)
        assert step.result is not None
        assert address == f"answers/{FLOW}/{step.result.outcome}/"
        assert example.headline == headline_of(flow_of(FLOW), step.result).title


def test_examples_stand_under_their_first_answer_and_others_are_not_shown() -> None:
    cases = [
        case("By nothing", NOTHING),
        case("By letter", LETTER),
        case("For authors", LETTER, example=False),
        case("Of another flow", {"area": ("azure",)}, flow="small"),
        case("At a question", {"paper": ("letter",)}),
    ]
    groups = example_groups(flow_of(FLOW), cases, TODAY)
    labels = {option.id: option.label for option in flow_of(FLOW).questions["paper"].options}
    assert {group.title: [it.situation for it in group.examples] for group in groups} == {
        labels["letter"]: ["By letter"],
        labels["nothing"]: ["By nothing"],
    }


def test_a_scenario_says_itself_that_it_is_an_example_and_the_site_has_a_page_of_them(repository: Copy) -> None:
    pages = repository.root / "staged" / "examples"
    link = "/small/#area=azure"
    assert repository.run("scenario", "add", link, "--title", "Azure & <more>").returncode == 0
    assert repository.run("stage").returncode == 0
    assert not pages.exists(), "a flow without examples has no page of them"
    file = repository.root / "decision_tree" / "scenarios" / "small.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}  example: true\n", encoding="utf-8")
    assert [one.example for one in read_cases(file)] == [True]
    assert "page '/examples/small/' is new and not published" in repository.run("check").stderr
    assert repository.run("stage").returncode == 0
    page = (pages / "small.md").read_text(encoding="utf-8")
    assert 'href="../../answers/small/nothing/#area=azure">Azure &amp; &lt;more&gt;</a>' in page
