"""Browser tests of the day of the purchase: the last days, told apart; a calendar file; the link only where wanted."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.reader import Reader
from browser.test_addresses import copy
from browser.test_answer import CLAIMS, DYNAMICS, THREE

ANSWER_OF_2024 = "a community answer of about mid-2024, for Enterprise Agreements"
QUESTION = "When did the customer buy?"
BOUGHT = date.today() - timedelta(days=26)  # noqa: DTZ011 - the page asks the same clock


def last_day(bought: date, days: int = 90) -> str:
    """The last day for filing within so many days of a purchase, such as `26 February 2027`."""
    day = bought + timedelta(days=days)
    return f"{day.day} {day:%B %Y}"


def gives(reader: Reader, day: date | str) -> None:
    """The reader gives the day of the purchase."""
    reader.page.get_by_label(QUESTION).fill(str(day))


def test_a_purchase_gives_the_last_days_in_the_table_and_told_apart_below_it(warm: Reader) -> None:
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    gives(warm, BOUGHT)
    expect(warm.page.locator("[data-part=due-short]:visible")).to_have_text(f"By {last_day(BOUGHT)}")
    expect(warm.page.locator("[data-part=due-words]:visible")).to_have_text(f"File Build intent by {last_day(BOUGHT)}.")
    expect(warm.page.locator(".cpor-purchase__limits li")).to_have_text(
        [
            f"90 days, by a Microsoft page of 2019 (Microsoft, on one page): until {last_day(BOUGHT)}",
            f"120 days, by {ANSWER_OF_2024} (reported by the community only): until {last_day(BOUGHT, 120)}",
        ]
    )
    assert "purchased" not in warm.page.url
    renewed = f"{THREE}subscription-renewed"
    warm.follow(renewed).sees_answer("all-three-claims", CLAIMS)
    expect(warm.page.get_by_label(QUESTION)).to_have_value("")
    gives(warm, BOUGHT - timedelta(days=1))
    expect(warm.page.locator("[data-part=due-short]:visible")).to_have_text(
        f"By {last_day(BOUGHT - timedelta(days=1))}"
    )
    gives(warm, "")
    expect(warm.page.locator("[data-part=due-short]:visible")).to_have_count(0)
    expect(warm.page.locator("[data-part=due-words]:visible")).to_have_count(0)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (str(BOUGHT + timedelta(days=28)), "is after today"),
        ("2018-05-01", "is before 2019"),
        ("0202-05-01", "is before 2019"),
    ],
)
def test_a_day_that_cannot_be_gets_a_sentence_and_no_date(day: str, sentence: str, warm: Reader) -> None:
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    gives(warm, day)
    expect(warm.part("purchase-problem")).to_contain_text(sentence)
    expect(warm.page.locator("[data-part=due-short]:visible")).to_have_count(0)
    expect(warm.part("purchase-tools")).to_be_hidden()
    gives(warm, BOUGHT)
    expect(warm.part("purchase-problem")).to_be_hidden()
    expect(warm.page.locator("[data-part=due-short]:visible")).to_have_text(f"By {last_day(BOUGHT)}")


def test_the_calendar_file_is_saved_with_the_last_day(warm: Reader, tmp_path: Path) -> None:
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    gives(warm, BOUGHT)
    with warm.page.expect_download() as saving:
        warm.page.get_by_role("button", name="Save for your calendar").click()
    assert saving.value.suggested_filename == "cpor-deadline.ics"
    saving.value.save_as(tmp_path / "saved.ics")
    text = (tmp_path / "saved.ics").read_bytes().decode()
    assert f"DTSTART;VALUE=DATE:{BOUGHT + timedelta(days=90):%Y%m%d}\r\n" in text
    assert "/answers/which-claim/all-three-claims/" in text.replace("\r\n ", "")


def test_the_day_goes_into_link_and_reply_only_where_it_is_wanted(warm: Reader) -> None:
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    gives(warm, BOUGHT)
    expect(warm.page.locator("[data-part=due-short]:visible")).to_have_text(f"By {last_day(BOUGHT)}")
    assert "purchased" not in copy(warm, "copy-answer")
    warm.page.get_by_label("Put this day into links and replies").check()
    link = copy(warm, "copy-answer")
    assert f"&purchased={BOUGHT}&on=" in link
    warm.page.get_by_role("button", name="Copy for a reply").first.click()
    expect(warm.part("preview")).to_contain_text(f"By {last_day(BOUGHT)}.")
    warm.page.get_by_role("button", name="Close").last.click()
    warm.page.goto("about:blank")
    warm.open(link.removeprefix(warm.site.url)).sees_answer("all-three-claims", CLAIMS)
    expect(warm.page.get_by_label(QUESTION)).to_have_value(str(BOUGHT))
    expect(warm.page.locator("[data-part=due-short]:visible")).to_have_text(f"By {last_day(BOUGHT)}")


def test_a_link_with_a_wrong_day_opens_the_answer_and_says_what_is_wrong(warm: Reader) -> None:
    money = DYNAMICS.replace("presales,adoption&goal=both", "presales&goal=incentive")
    link = f"/answers/which-claim/build-intent/#{money}&circumstances=&purchased=tomorrow"
    warm.follow(link).sees_answer("build-intent", ["build-intent"])
    expect(warm.part("problems")).to_contain_text("“tomorrow” is not a date.")
    expect(warm.page.get_by_label(QUESTION)).to_have_value("")


@pytest.mark.parametrize(
    ("link", "outcome", "claims"),
    [
        (f"{THREE}we-hold-build-intent", "all-three-claims", CLAIMS[1:]),
        ("/answers/which-claim/azure-csp/#area=azure&channel=csp-own&circumstances=", "azure-csp", []),
    ],
)
def test_without_a_deadline_nothing_is_asked(link: str, outcome: str, claims: list[str], warm: Reader) -> None:
    warm.follow(link).sees_answer(outcome, claims)
    expect(warm.page.get_by_label(QUESTION)).to_be_hidden()


def test_in_the_questionnaire_it_is_asked_as_well(warm: Reader) -> None:
    warm.follow(f"/which-claim/#{DYNAMICS}&circumstances=").sees_answer("all-three-claims", CLAIMS)
    gives(warm, "2019-03-01")
    expect(warm.page.locator("[data-part=due-words]:visible")).to_contain_text("Every deadline that we know of is over")
    expect(warm.page.get_by_role("button", name="Save for your calendar")).to_be_hidden()


def test_on_paper_the_last_days_stand_and_what_is_for_hands_does_not(warm: Reader) -> None:
    warm.follow(THREE).sees_answer("all-three-claims", CLAIMS)
    gives(warm, BOUGHT)
    expect(warm.part("purchase-tools")).to_be_visible()
    warm.page.emulate_media(media="print")
    expect(warm.part("purchase-tools")).to_be_hidden()
    expect(warm.page.locator("[data-part=due-words]:visible")).to_have_text(f"File Build intent by {last_day(BOUGHT)}.")
    warm.page.emulate_media(media="screen")
