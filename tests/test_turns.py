"""Rules that hold from a day or until one: by the day of the reader, said beforehand, and checked at all times."""

from datetime import date
from pathlib import Path

import pytest
from filing import PLACES, answered, site, words
from ours import made_up_knowledge
from walks import PLACES as FILES
from walks import TODAY, compiled, flow_of

from build_scripts.check.combinations import as_of
from build_scripts.check.compiler import Compiled, compile_flow
from build_scripts.check.differences import difference
from build_scripts.pages.words import condition_words, times_words
from build_scripts.read.faults import BadFile
from decision_tree.browser import view_of
from decision_tree.engine import resolve
from decision_tree.markup import plain
from decision_tree.reply import of_answer
from decision_tree.turns import turns

DATED = flow_of("dated")

APPS = {"area": ("apps",), "work": ("adoption",), "circumstances": ()}

NEW_YEAR, MARCH = date(2027, 1, 1), date(2027, 3, 1)


def test_the_day_of_the_reader_decides_which_rules_hold() -> None:
    found = {day: resolve(DATED, APPS, day).result for day in (date(2026, 12, 31), NEW_YEAR, date(2027, 2, 28), MARCH)}
    assert [result and (result.outcome, result.pays, result.notes) for result in found.values()] == [
        ("nothing", "none", ()),
        *[("claim", "none", ("pays-no-more",))] * 3,
    ]
    titles = [result and result.headline and result.headline.title for result in found.values()]
    assert titles == [None, "File it by the new form", "File it by the new form", "File it online"]


def test_dates_are_as_old_as_today_when_the_rules_of_another_day_are_asked() -> None:
    flow, answers = flow_of("everything"), {"paper": ("letter",), "signed": ("2026-11-01",)}
    assert resolve(flow, answers, TODAY, rules=date(2030, 1, 1)).path == resolve(flow, answers, TODAY).path


def test_an_option_is_offered_until_its_last_day() -> None:
    assert [resolve(DATED, {}, day).opened.offered for day in (date(2027, 2, 28), MARCH)] == [  # type: ignore[union-attr]
        ("azure", "apps", "old"),
        ("azure", "apps"),
    ]


@pytest.mark.parametrize(
    ("today", "since", "told"),
    [
        (TODAY, None, [("From 1 January 2027", "File it by the new form · It pays no more"),
                       ("From 1 March 2027", "File it online")]),
        (NEW_YEAR, None, [("From 1 March 2027", "File it online")]),
        (NEW_YEAR, TODAY, [("Since 1 January 2027", "File it by the new form · It pays no more"),
                           ("From 1 March 2027", "File it online")]),
        (MARCH, MARCH, []),
        (TODAY, date(2027, 6, 1), [("From 1 January 2027", "File it by the new form · It pays no more"),
                                   ("From 1 March 2027", "File it online")]),
    ],
)  # fmt: skip
def test_readers_are_told_the_days_on_which_their_answer_changes(
    today: date, since: date | None, told: list[tuple[str, str]]
) -> None:
    assert [(one.when, one.what) for one in turns(DATED, resolve(DATED, APPS, today), today, since)] == told


def test_what_ends_is_told_and_so_is_a_question_that_is_open_again() -> None:
    abroad = {"area": ("azure",), "circumstances": ("abroad",)}
    assert [one.what for one in turns(DATED, resolve(DATED, abroad, TODAY), TODAY)] == ["no longer: Abroad"]
    old = {"area": ("old",), "circumstances": ()}
    assert [one.what for one in turns(DATED, resolve(DATED, old, TODAY), TODAY)] == ["Which area is it?"]


def test_a_link_tells_what_changed_by_itself_since_it_was_copied() -> None:
    view = view_of(DATED, f"area=apps&work=adoption&circumstances=&on={TODAY}", NEW_YEAR)
    assert view["turns"][0] == {"on": "Since 1 January 2027", "what": "File it by the new form · It pays no more"}
    assert view_of(flow_of("filing"), "area=not-listed", TODAY)["turns"] == []


def test_a_reply_says_beforehand_what_will_change() -> None:
    assert "From 1 January 2027: File it by the new form · It pays no more" in plain(answered(APPS, "dated").text)
    later = of_answer(DATED, words("dated"), resolve(DATED, APPS, MARCH), MARCH, PLACES, carry=True)
    assert "From 1" not in plain(later.text)


def test_the_day_in_words() -> None:
    rows = [condition_words(DATED, row.when) for row in DATED.tables["decide"].rows]
    assert rows[1:3] == [
        "from 1 January 2027; Area: Apps; Your work: not “Presales”",
        "until 31 December 2026; Area: Apps; Your work: not “Presales”",
    ]
    every = frozenset(map(frozenset, ([], ["2027-01-01"], ["2027-01-01", "2027-03-01"])))
    first, second, third = sorted(every, key=len)
    assert list(times_words(frozenset({second}), every)) == ["from 1 January 2027 until 28 February 2027"]
    assert list(times_words(frozenset({first, third}), every)) == ["until 31 December 2026", "from 1 March 2027"]
    assert list(times_words(frozenset({first, second}), every)) == ["until 28 February 2027"]


def test_the_page_for_everybody_shows_what_holds_on_the_day_of_the_build_and_says_when_more_does() -> None:
    page = site("dated").answers["dated"]["claim"]
    assert page.usual == ()
    assert {it.note.id: it.when for it in page.notes}["pays-no-more"] == "from 1 January 2027"


def broken(text: str, tmp_path: Path) -> list[str]:
    """The messages of a flow."""
    file = tmp_path / "dated.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        compile_flow(file, made_up_knowledge())
    return [f"{it.span.line}: {it.message} ({it.help})" for it in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("today: {until: 2026-12-31}}, goto: nothing", "today: {until: 2026-11-30}}, goto: nothing",
         "no row of table 'decide' matches"),
        ("today: {until: 2026-12-31}}, goto: nothing", "today: {until: 2027-01-31}}, goto: nothing",
         "rows 2 and 3 of table 'decide' both match"),
        ("{from: 2027-01-01, until: 2027-02-28}", "{from: 2027-01-01, until: 2026-02-28}", "ends before it begins"),
        ("{from: 2027-01-01, until: 2027-02-28}", "{}", "says neither 'from' nor 'until'"),
        ("{from: 2027-01-01, until: 2027-02-28}", "{since: 2027-01-01}", "has no key 'since'"),
        ("{from: 2027-01-01, until: 2027-02-28}", "{from: 2027-02-30}", "must be a date, not '2027-02-30'"),
        ("{from: 2027-01-01, until: 2027-02-28}", "{from: 2027-01-02, until: 2027-02-28}",
         "is for area=apps, work=adoption, circumstances=, from 2027-01-01 on"),
        ("  work:\n    ask", "  today:\n    ask", "cannot be called 'today'"),
    ],
)  # fmt: skip
def test_what_is_wrong_at_some_time_is_refused(was: str, now: str, said: str, tmp_path: Path) -> None:
    text = FILES["dated"].read_text(encoding="utf-8")
    assert text.count(was) == 1
    told = broken(text.replace(was, now), tmp_path)
    assert any(said in line for line in told), told


def test_a_message_says_at_what_time_something_is_wrong(tmp_path: Path) -> None:
    text = (
        FILES["dated"].read_text(encoding="utf-8").replace("{until: 2026-12-31}}, goto", "{until: 2026-11-30}}, goto")
    )
    [gap] = [line for line in broken(text, tmp_path) if "no row" in line]
    assert "from 2026-12-01" in gap


def test_times_without_a_difference_in_the_way_make_no_states() -> None:
    assert "from" in compiled("dated").states[0]
    assert all("from" not in state for state in compiled("filing").states)


def test_a_matrix_shows_the_rules_of_the_day_of_the_build() -> None:
    found = [resolve(as_of(DATED, day), APPS, date.max).result for day in (TODAY, NEW_YEAR)]
    assert [result and result.outcome for result in found] == ["nothing", "claim"]


def edited(was: str, now: str, tmp_path: Path) -> Compiled:
    """The flow after an edit."""
    file = tmp_path / "dated.yml"
    text = FILES["dated"].read_text(encoding="utf-8")
    assert text.count(was) == 1
    file.write_text(text.replace(was, now), encoding="utf-8")
    return compile_flow(file, made_up_knowledge())


def test_diff_says_from_which_day_an_edit_tells_readers_something_else(tmp_path: Path) -> None:
    later = edited("{pays: {if-eligible: none}", "{pays: {if-eligible: unknown}", tmp_path)
    found = difference(compiled("dated"), later, TODAY)
    assert {(one.part, one.before, one.now, one.day) for one in found.effects} == {
        ("pays", "none", "unknown", "2027-01-01"),
        ("pays", "none", "unknown", "2027-03-01"),
    }
    assert difference(compiled("dated"), later, MARCH).effects[0].day == "", "these rules hold on that day"


def test_diff_says_who_is_led_another_way_when_a_day_is_moved(tmp_path: Path) -> None:
    sooner = edited("only-when: {today: {until: 2027-02-28}}", "only-when: {today: {until: 2026-12-31}}", tmp_path)
    found = difference(compiled("dated"), sooner, TODAY)
    assert {(one.outcome, one.part, one.now, one.day) for one in found.effects} == {
        ("nothing", "ends", "?area", "2027-01-01")
    }
    assert {link for one in found.effects for link in one.links} == {"area=old&circumstances="}


def test_diff_tells_numbers_apart_by_the_bands_of_both_editions(tmp_path: Path) -> None:
    file = tmp_path / "counted.yml"
    file.write_text(FILES["counted"].read_text(encoding="utf-8").replace("up-to: 300", "up-to: 250"), encoding="utf-8")
    found = difference(compiled("counted"), compile_flow(file, made_up_knowledge()), TODAY)
    assert {(one.outcome, one.now) for one in found.effects} == {("nothing", "?spent"), ("nothing", "file")}
    seats = {int(link.partition("&")[0].removeprefix("seats=")) for one in found.effects for link in one.links}
    assert seats <= set(range(251, 301))
