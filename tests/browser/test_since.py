"""Links from before a question: why it is asked now, what is taken for them, and what changed where they lead."""

from datetime import date

import pytest
from playwright.sync_api import expect
from walks import compiled

from browser.reader import Reader
from decision_tree.browser import view_of

BEFORE = "2026-11-23"

NO_CHANNEL = "area=security-microsoft-365&work=adoption&goal=both&circumstances="
OWN_CSP = NO_CHANNEL.replace("&work", "&channel=csp-own&work")


def says(reader: Reader, words: str) -> None:
    """The one note on questions that are newer than the link."""
    expect(reader.part("news").locator("li:visible")).to_have_count(1)
    expect(reader.part("news").locator("li:visible")).to_contain_text(words)


@pytest.mark.parametrize(
    "address",
    [
        f"/answers/which-claim/security-use-or-consume/#{NO_CHANNEL}&on={BEFORE}",
        f"/answers/which-claim/security-use-or-consume/#{NO_CHANNEL}",
    ],
    ids=["dated", "without a day"],
)
def test_a_link_that_carried_no_channel_opens_at_that_question_and_says_why(address: str, warm: Reader) -> None:
    warm.follow(address)
    says(warm, "was an error of ours")
    banner = warm.part("banner")
    expect(banner).to_contain_text("do not reach an answer yet")
    banner.get_by_role("link").click()
    warm.sees_question("channel")
    warm.answer("channel", "csp-own")
    warm.sees_answer("security-csp-and-use-or-consume", ["use-or-consume"])  # by the other answers of the link


def test_what_is_taken_for_an_older_link_is_said_and_stands_among_the_answers(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/azure-csp/#area=azure&channel=csp-own&on={BEFORE}").sees_answer("azure-csp", "")
    says(warm, "For this link it is taken to be none of these.")
    assert warm.path()[-1] == ("Circumstances", "none of these")


def test_in_a_plan_it_is_said_at_its_product(warm: Reader) -> None:
    warm.follow(f"/plans/which-claim/#1=azure-csp&1.area=azure&1.channel=csp-own&on={BEFORE}")
    says(warm, "For this link it is taken to be none of these.")


def test_a_newer_link_is_told_nothing(warm: Reader) -> None:
    warm.follow("/answers/which-claim/azure-csp/#area=azure&channel=csp-own&circumstances=&on=2026-11-29")
    warm.sees_answer("azure-csp", "")
    expect(warm.part("news")).to_be_hidden()


def test_a_link_that_leads_to_another_answer_says_what_changed_there(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/security-use-or-consume/#{OWN_CSP}&on={BEFORE}")
    banner = warm.part("banner")
    expect(banner).to_contain_text("These answers lead to another answer today")
    expect(banner).to_contain_text("CSP is on Microsoft's Security list of mid-2026")
    banner.get_by_role("link", name="Open that answer").click()
    warm.sees_answer("security-csp-and-use-or-consume", ["use-or-consume"])


def test_how_far_the_facts_reach_is_that_of_the_readers_answers(warm: Reader) -> None:
    flow, circumstances = compiled("which-claim").flow, "we-hold-build-intent,us-public-sector"
    fragment = (
        "area=business-applications&product=dynamics-365&channel=volume-licensing"
        f"&work=presales,adoption&goal=both&circumstances={circumstances}"
    )
    view = view_of(flow, fragment, date(2026, 11, 28))
    warm.follow(f"/answers/which-claim/all-three-claims/#{fragment}").sees_answer("all-three-claims", view["claims"])
    for words in warm.part("reach").all_text_contents():
        assert words == view["reach"]
