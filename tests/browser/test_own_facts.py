"""The questionnaires about proof and about stuck claims, clicked through: verdict, list of what to mend, last day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Open
from browser.reader import Reader
from decision_tree.dates import add_business_days, add_months, day_words, weekday_words

TODAY = date.today()  # noqa: DTZ011 - the page asks the same clock

ASKED = "/answers/claim-status/answer-the-reviewer/#status=partner-action-required&problem=none&asked-on="
FRAMEWORK = (
    "/answers/evidence/mend-first/#role=usage-recognition&document=signed-sow&signature=partner-only"
    "&signed-on=2024-01-15&products=none-named&activities=not-described&public-sector=us-without-disclosure"
)


HALF_PAST_NOON = """{
  const real = Date, offset = real.UTC(2026, 11, 4, 12, 30) - real.now();
  globalThis.Date = class extends real {
    constructor(...given) { given.length ? super(...given) : super(real.now() + offset); }
    static now() { return real.now() + offset; }
  };
}"""
"""Script by which it is 12:30 UTC on 4 December 2026 in a page; Playwright's own clock stops what tests wait with."""


def begin(reader: Reader, flow: str, question: str) -> Reader:
    """Stand at the first question of a questionnaire."""
    reader.follow(f"/{flow}/")
    return reader.sees_question(question)


def entries(reader: Reader, id: str) -> list[str]:
    """Titles of the entries of a list that are shown."""
    return reader.page.locator(f"[data-fact='list:{id}'] .cpor-advice__title:visible").all_inner_texts()


def test_a_walk_about_proof_ends_at_a_verdict_with_everything_to_mend(warm: Reader) -> None:
    begin(warm, "evidence", "role").answer("role", "use-or-consume").answer("document", "signed-sow")
    warm.answer("signature", "nobody").answer("products", "some-named").answer("activities", "general")
    warm.answer("public-sector", "none").sees_answer("mend-first", "")
    expect(warm.page.locator(".cpor-fact:visible")).to_have_text("Will it pass? Not like this: fix it first")
    assert entries(warm, "fixes") == [
        "Have the customer sign it",
        "Name every product that you claim",
        "Describe what you do, product by product",
    ]
    assert entries(warm, "words") == ["For the customer's signature", "For adoption of Modern Work and Security"]
    expect(warm.page.locator("[data-static]:visible")).to_have_count(0)


def test_a_proof_without_a_fault_says_so_in_place_of_the_list(warm: Reader) -> None:
    fresh = "signature=customer&signed-on=" + TODAY.isoformat()
    good = "products=all-named&activities=per-product&public-sector=none"
    warm.follow(f"/answers/evidence/complete/#role=build-intent&document=template&{fresh}&{good}")
    warm.sees_answer("complete", "")
    expect(warm.page.locator("[data-fact='list:fixes']")).to_have_text("Nothing is missing of what we asked.")
    assert entries(warm, "fixes") == entries(warm, "words") == []
    warm.unfold("Submit while the signature is recent")
    again = day_words(add_months(TODAY, 12))
    expect(warm.page.locator("[data-value=sign-again-after]:visible")).to_have_text(again)


def test_a_link_shows_all_six_fixes_and_a_reply_names_them(warm: Reader) -> None:
    warm.follow(FRAMEWORK).sees_answer("mend-first", "")
    assert len(entries(warm, "fixes")) == 6
    warm.tool("reply").click()
    said = warm.page.locator("dialog[open]")
    expect(said).to_contain_text("Put Microsoft's template in front of it (sources disagree)")
    expect(said).to_contain_text("Will it pass?")
    warm.page.keyboard.press("Escape")


def test_a_walk_about_a_stuck_claim_ends_at_the_last_day_which_a_calendar_takes(warm: Reader, tmp_path: Path) -> None:
    begin(warm, "claim-status", "status").answer("status", "partner-action-required").answer("problem", "none")
    asked = TODAY - timedelta(days=3)
    warm.sees_question("asked-on").form.locator("input").fill(asked.isoformat())
    warm.go_on().sees_answer("answer-the-reviewer", "")
    last = add_business_days(asked, 14)
    words = warm.part("last-day-words").locator("visible=true")
    expect(words).to_contain_text(f"{weekday_words(last)}, {day_words(last)}: ")
    expect(warm.heading).to_have_text(f"Edit the claim and submit it again by {day_words(last)}")
    assert warm.page.title().startswith(f"Edit the claim and submit it again by {day_words(last)}")
    with warm.page.expect_download() as saving:
        warm.page.get_by_role("button", name="Save for your calendar").locator("visible=true").click()
    saving.value.save_as(tmp_path / "saved.ics")
    text = (tmp_path / "saved.ics").read_bytes().decode()
    assert saving.value.suggested_filename == "cpor-edit-and-resubmit.ics"
    assert f"DTSTART;VALUE=DATE:{last:%Y%m%d}\r\n" in text
    assert "asked-on=" in text.replace("\r\n ", "")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Pacific/Honolulu", "Friday, 4 December 2026: that is today"),
        ("UTC", "Friday, 4 December 2026: that is today"),
        ("Pacific/Auckland", None),
    ],
)
def test_the_last_day_is_over_when_it_is_over_where_the_reader_is(
    open_context: Open, zone: str, said: str | None
) -> None:
    reader = open_context(timezone_id=zone)
    reader.page.add_init_script(HALF_PAST_NOON)
    reader.open(f"{ASKED}2026-11-16")
    if said:
        reader.sees_answer("answer-the-reviewer", "")
        expect(reader.part("last-day-words").locator("visible=true")).to_have_text(said)
    else:
        expect(reader.part("banner")).to_contain_text("The time to answer seems to be over")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(str(TODAY + timedelta(days=1)), "is after today"), ("0001-01-01", "")],
)
def test_a_day_that_cannot_be_is_refused_in_words_and_an_ancient_one_is_old(
    warm: Reader, day: str, sentence: str
) -> None:
    begin(warm, "claim-status", "status").answer("status", "partner-action-required").answer("problem", "none")
    warm.sees_question("asked-on").form.locator("input").fill(day)
    warm.go_on()
    if sentence:
        expect(warm.form).to_contain_text(sentence)
    else:
        warm.sees_answer("answer-is-late", "")


def test_an_answer_about_claims_leads_to_the_question_about_their_proof_with_the_role_chosen(warm: Reader) -> None:
    warm.follow("/answers/which-claim/all-three-claims/")
    link = warm.page.locator(".cpor-proofs a[href*='evidence/#role=usage-recognition']")
    link.click()
    warm.sees_question("document")
    assert warm.path()[0] == ("Claim", "Usage recognition")


def test_home_leads_to_all_three_questionnaires(warm: Reader) -> None:
    warm.follow("/")
    expect(warm.element).to_be_visible()
    for flow, question in (("evidence", "role"), ("claim-status", "status")):
        warm.follow("/")
        warm.page.locator(f".cpor-more-flow[href$='{flow}/']").click()
        warm.sees_question(question)


def test_without_scripts_every_entry_stands_under_its_condition(open_context: Open) -> None:
    reader = open_context(java_script_enabled=False)
    reader.page.goto(reader.site.url + "/answers/evidence/mend-first/")
    assert len(reader.page.locator(".cpor-advice__title:visible").all()) == 13
    expect(reader.page.locator(".cpor-advice .cpor-note__when:visible").first).to_be_visible()
