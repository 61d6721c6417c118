"""The matrix: every combination has one place, every place says what the engine says, and its words are true."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import combinations, product

import pytest
from ours import site_of
from walks import TODAY, Given

from build_scripts.check.compiler import Compiled
from build_scripts.figures.matrix import Cell, Grid, MatrixBlock, MatrixRow, grids
from build_scripts.pages.render import Pages
from build_scripts.read.knowledge import Knowledge
from build_scripts.read.matrix_layout import Layout
from decision_tree import links
from decision_tree.engine import Result, Step, settle
from decision_tree.model import Flow

ASKED = ("area", "product", "channel", "seats", "work", "goal")

ROLES = ("presales", "adoption", "isv-solution")

EVERY_WORK = (*(work for size in (1, 2, 3) for work in combinations(ROLES, size)), ("none-of-these",))
"""What can be answered to the question for work."""

AT = "reference/which-claim-where.md"

Way = tuple[str, ...]
"""A channel, and the number of seats where it is asked for."""


@pytest.fixture(scope="module")
def flow(which_claim: Compiled) -> Flow:
    return which_claim.flow


@pytest.fixture(scope="module")
def layout(which_claim: Compiled) -> Layout:
    assert which_claim.matrix is not None
    return which_claim.matrix


@pytest.fixture(scope="module")
def tables(flow: Flow, layout: Layout) -> list[Grid]:
    return list(grids(flow, layout))


@pytest.fixture(scope="module")
def reached(flow: Flow, layout: Layout) -> dict[str, Step]:
    """Anchor → where the engine leads, for every combination whose work is shown."""
    return {anchor(step.answers): step for step in steps(flow, layout.shown)}


def steps(flow: Flow, works: tuple[tuple[str, ...], ...]) -> Iterator[Step]:
    """Every combination of answers to what the matrix is about, played to its end."""
    choices = [works if id == "work" else [(option.id,) for option in flow.questions[id].options] for id in ASKED]
    for answers in product(*choices):
        step, _ = settle(flow, dict(zip(ASKED, answers, strict=True)), TODAY)
        if step.result:
            yield step


def anchor(answers: Given) -> str:
    """What an address of the matrix is made of: everything that was answered, the area where there is no product."""
    said = [id for id in ASKED if id != "area" or "product" not in answers]
    return "-".join(option for id in said for option in answers.get(id, ()))


def every_row(tables: list[Grid]) -> Iterator[tuple[Grid, MatrixBlock, MatrixRow]]:
    for grid in tables:
        for block in grid.blocks:
            for row in block.rows:
                yield grid, block, row


def every_cell(tables: list[Grid]) -> Iterator[Cell]:
    for _, _, row in every_row(tables):
        yield from row.cells


def shown(result: Result) -> tuple[object, ...]:
    """What of an answer stands in a field."""
    return result.outcome, result.claims, result.routes, result.pays


# ---------- the fields


def test_every_combination_that_can_be_reached_has_one_place(tables: list[Grid], reached: dict[str, Step]) -> None:
    assert len(reached) > 400
    assert Counter(anchor for cell in every_cell(tables) for anchor in cell.anchors) == Counter(reached.keys())


def test_different_combinations_have_different_addresses(flow: Flow, layout: Layout, reached: dict[str, Step]) -> None:
    combinations = {tuple(step.answers.items()) for step in steps(flow, layout.shown)}
    assert len(combinations) == len(reached)


def test_a_field_says_what_the_engine_says_for_every_combination_that_it_stands_for(
    tables: list[Grid], reached: dict[str, Step]
) -> None:
    for cell in every_cell(tables):
        for anchor in cell.anchors:
            result = reached[anchor].result
            assert result is not None
            assert shown(cell.leaf.result) == shown(result), anchor


def test_a_field_stands_under_the_goal_that_it_answers(
    flow: Flow, tables: list[Grid], reached: dict[str, Step]
) -> None:
    goals = [(option.id,) for option in flow.questions["goal"].options]
    for grid, _, row in every_row(tables):
        assert grid.columns == tuple(option.label for option in flow.questions["goal"].options)
        assert sum(cell.columns for cell in row.cells) == len(goals)
        for cell, goal in zip(row.cells, goals, strict=False):
            asked = {reached[anchor].answers.get("goal") for anchor in cell.anchors}
            assert asked == ({None} if cell.columns == len(goals) else {goal})


def test_a_table_is_about_one_product_or_else_one_area(
    flow: Flow, tables: list[Grid], reached: dict[str, Step]
) -> None:
    for grid in tables:
        answers = [reached[anchor].answers for cell in every_cell([grid]) for anchor in cell.anchors]
        assert {answer.get("product", answer["area"]) for answer in answers} == {(grid.id,)}
        [area] = {answer["area"][0] for answer in answers}
        labels = [flow.questions["area"].option(area), flow.questions["product"].option(grid.id)]
        assert grid.title == ": ".join(option.label for option in labels if option)


def test_the_work_that_is_not_shown_is_answered_as_presales(flow: Flow, layout: Layout) -> None:
    outcomes = {tuple(step.answers.items()): step.result.outcome for step in steps(flow, EVERY_WORK) if step.result}
    both = [answers for answers in outcomes if {"presales", "isv-solution"} <= set(dict(answers).get("work", ()))]
    assert len(both) > 100
    for answers in both:
        work = tuple(id for id in dict(answers)["work"] if id != "isv-solution")
        assert work in layout.shown
        assert outcomes[answers] == outcomes[tuple({**dict(answers), "work": work}.items())], answers


# ---------- the words


def ways_of(cells: Iterator[Cell], reached: dict[str, Step]) -> set[Way]:
    """The ways of buying that fields stand for."""
    answers = [reached[anchor].answers for cell in cells for anchor in cell.anchors]
    return {(*answer.get("channel", ()), *answer.get("seats", ())) for answer in answers}


def ways_said(flow: Flow, layout: Layout, heads: tuple[str, ...], offered: set[Way]) -> Iterator[Way]:
    """The ways of buying that the words of a block name, of those that exist."""
    channels = {option.label: option.id for option in flow.questions["channel"].options}
    seats = flow.questions["seats"]
    numbers = {f"{option.label} {seats.short.lower()}:": option.id for option in seats.options}
    asked = None
    for words in heads:
        if words in numbers:
            asked = numbers[words]
            continue
        if words in channels:
            named = {channels[words]}
        elif words == layout.any_way:
            named = {*channels.values(), None}
        else:
            [but] = [id for label, id in channels.items() if words == f"{layout.any_way}, except “{label}”"]
            named = set(channels.values()) - {but}
        for way in offered:
            channel, number = (*way, None, None)[:2]
            if channel in named and asked in (None, number):
                yield way


def test_the_words_of_a_table_name_every_way_of_buying_once_for_each_number_of_seats(
    flow: Flow, layout: Layout, tables: list[Grid], reached: dict[str, Step]
) -> None:
    for grid in tables:
        offered = ways_of(every_cell([grid]), reached)
        said = [way for block in grid.blocks for way in ways_said(flow, layout, block.heads, offered)]
        assert Counter(said) == Counter(offered), grid.id


def test_the_words_of_a_block_name_the_ways_of_buying_that_its_rows_are_about(
    flow: Flow, layout: Layout, tables: list[Grid], reached: dict[str, Step]
) -> None:
    for grid, block, row in every_row(tables):
        offered = ways_of(every_cell([grid]), reached)
        assert set(ways_said(flow, layout, block.heads, offered)) == ways_of(iter(row.cells), reached), block.heads


def works_said(flow: Flow, layout: Layout, heads: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The kinds of work that the words of a row name."""
    for words in heads:
        named, others, _ = words.partition(", with or without other work")
        for work in EVERY_WORK:
            labels = [option.label for option in flow.questions["work"].options if option.id in work]
            name = {option.label for option in flow.questions["work"].options} & set(named.split(" + "))
            if words == layout.any_kind or (name <= set(labels) if others else name == set(labels)):
                yield work


def test_the_words_of_a_row_name_the_kinds_of_work_that_it_is_about(
    flow: Flow, layout: Layout, tables: list[Grid], reached: dict[str, Step]
) -> None:
    for _, _, row in every_row(tables):
        about = {reached[anchor].answers.get("work") for cell in row.cells for anchor in cell.anchors}
        said = set(works_said(flow, layout, row.heads)) & set(layout.shown)
        assert said == (set(layout.shown) if about == {None} else about), row.heads


def test_whatever_the_words_of_a_row_say_is_true_of_work_that_is_not_shown_as_well(
    flow: Flow, layout: Layout, tables: list[Grid], reached: dict[str, Step]
) -> None:
    beyond = 0
    for _, _, row in every_row(tables):
        for cell in row.cells:
            for anchor, work in product(cell.anchors, works_said(flow, layout, row.heads)):
                step, _ = settle(flow, {**reached[anchor].answers, "work": work}, TODAY)
                assert step.result is not None and step.result.outcome == cell.leaf.result.outcome, (anchor, work)
                beyond += work not in layout.shown
    assert beyond > 100


# ---------- as it is drawn


class Drawn(HTMLParser):
    """The fields of the tables on a page: ids, width, link, words. And every id of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.fields: list[tuple[list[str], int, list[str]]] = []
        self.words: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "td":
            self.inside = True
            self.fields.append(([], int(given.get("colspan") or 1), []))
            self.words.append("")
        if "id" in given:
            self.ids.append(given["id"] or "")
            if self.inside:
                self.fields[-1][0].append(given["id"] or "")
        if tag == "a" and self.inside:
            self.fields[-1][2].append(given["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words[-1] += data


@pytest.fixture(scope="module")
def drawn(flow: Flow, layout: Layout, which_claim: Compiled) -> Drawn:
    pages, page = Pages(site_of(which_claim)), Drawn()
    pages.render_text(
        "", "index.md"
    )  # as in staging, where the home page comes first: templates get their filters there
    page.feed(pages.matrix(flow, layout, AT))
    return page


def test_every_field_is_drawn_with_its_addresses_and_the_link_to_its_answer(tables: list[Grid], drawn: Drawn) -> None:
    assert drawn.fields == [
        (
            list(cell.anchors),
            cell.columns,
            [
                f"../../answers/which-claim/{cell.leaf.result.outcome}/#{cell.leaf.fragment}",
                f"#{cell.anchors[0]}",  # to the field itself
            ],
        )
        for cell in every_cell(tables)
    ]


def test_the_link_of_a_field_carries_the_answers_that_lead_to_its_answer(flow: Flow, drawn: Drawn) -> None:
    for ids, _, [href, _] in drawn.fields:
        page, _, fragment = href.removeprefix("../../answers/which-claim/").partition("/#")
        link = links.parse(fragment, flow)
        step, assumed = settle(flow, link.answers, TODAY)
        assert (link.problems, assumed, step.ignored) == ((), {}, ())
        assert step.result is not None and step.result.outcome == page
        assert anchor(step.answers) == ids[0]


def test_no_id_of_the_page_is_given_twice(tables: list[Grid], drawn: Drawn) -> None:
    assert {f"table-{grid.id}" for grid in tables} < set(drawn.ids)
    assert Counter(drawn.ids).most_common(1)[0][1] == 1


def test_a_field_names_the_claims_and_routes_of_its_answer(
    tables: list[Grid], drawn: Drawn, knowledge: Knowledge
) -> None:
    for cell, words in zip(every_cell(tables), drawn.words, strict=True):
        result = cell.leaf.result
        if result.claims == "unknown":
            assert words.startswith("Not known")
            continue
        names = [knowledge.claims[id].name for id in result.claims]
        names += [knowledge.routes[id].name for id in result.routes]
        said = " ".join(words.split())
        assert said.startswith(" ".join(names) or "Nothing to claim"), cell.leaf.id
