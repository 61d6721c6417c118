"""Browser tests of plans: products are added, changed, removed and copied, and the engine adds up their claims."""

import re

import pytest
from playwright.sync_api import Locator, expect
from served import Site

from browser.conftest import Open
from browser.reader import Reader
from browser.test_accessibility import AXE, RUN_AXE
from browser.test_reply import copied, opens, writer

__all__ = ["writer"]

THREE = (
    "area=business-applications&product=dynamics-365&channel=volume-licensing"
    "&work=presales,adoption&goal=both&circumstances="
)
PUBLIC = THREE.replace("circumstances=", "circumstances=us-public-sector")
POWER = THREE.replace("dynamics-365", "power-platform")
AZURE = "area=azure&channel=csp-own&circumstances="


def numbered(*products: str) -> str:
    """Products as the link of a plan has them, but for where they lead."""
    return "&".join(f"{n}.{pair}" for n, one in enumerate(products, start=1) for pair in one.split("&"))


PLAN = f"/plans/which-claim/#{numbered(THREE, POWER, AZURE)}"
LINK = f"/plans/which-claim/#1=all-three-claims&{numbered(THREE)}&2=azure-csp&{numbered(AZURE).replace('1.', '2.')}"


def cards(reader: Reader) -> list[str]:
    """The claims of the plan."""
    shown = reader.page.locator("[data-claim]:visible")
    return [card.get_attribute("data-claim") or "" for card in shown.all()]


def products(reader: Reader) -> Locator:
    """The products of the plan."""
    return reader.page.locator(".cpor-product")


def sees_total(reader: Reader, words: str) -> Reader:
    """The plan says how many claims it makes."""
    expect(reader.part("total")).to_have_text(words, use_inner_text=True)
    return reader


@pytest.fixture
def planned(warm: Reader) -> Reader:
    """A reader of a plan for three products."""
    return sees_total(warm.follow(PLAN), "3 to 5 claims in all")


def test_a_second_product_is_added_from_an_answer_and_the_plan_has_both(warm: Reader) -> None:
    warm.follow(f"/which-claim/#{THREE}").sees_answer(
        "all-three-claims", "build-intent influenced-revenue usage-recognition"
    )
    warm.page.get_by_role("link", name="Add another product of this customer").click()
    warm.sees_question("area")
    expect(warm.part("planned")).to_contain_text("Product 2 of the same customer. Beside Dynamics 365")
    assert warm.chosen() == [], "what was chosen for one product says nothing of another"
    warm.answer("area", "azure").answer("channel", "csp-own").answer("circumstances").sees_answer("azure-csp", "")
    warm.part("planned").get_by_role("link", name="The plan for all products").click()
    sees_total(warm, "3 claims in all").sees_address(LINK)
    expect(products(warm)).to_have_count(2)


BOUGHT = f"/which-claim/#1=all-three-claims&{numbered(PUBLIC)}"
"""The first product of a customer who is US public sector, carried along to the second one."""


def taken_over(reader: Reader) -> list[str]:
    """The options that say which product they are chosen as for."""
    marks = reader.form.locator("[data-option]:visible:has(.cpor-option__as-for)")
    return [
        f"{one.get_attribute('data-option')}: {one.locator('.cpor-option__as-for').inner_text()}" for one in marks.all()
    ]


def test_what_is_so_for_the_customer_is_chosen_already_says_as_for_what_and_is_gone_on_with_by_one_tap(
    warm: Reader,
) -> None:
    warm.follow(BOUGHT).answer("area", "business-applications").answer("product", "power-platform")
    warm.sees_question("channel")
    assert (warm.chosen(), taken_over(warm)) == (["volume-licensing"], ["volume-licensing: As for Dynamics 365"])
    expect(warm.option("volume-licensing")).to_have_accessible_name(re.compile("As for Dynamics 365$"))
    warm.go_on().sees_question("work")
    assert (warm.chosen(), taken_over(warm)) == ([], []), "what was done for one product says nothing of another"
    warm.choose("presales").go_on().sees_question("goal")
    assert (warm.chosen(), taken_over(warm)) == (["both"], ["both: As for Dynamics 365"])
    warm.go_on().sees_question("circumstances")
    assert (warm.chosen(), taken_over(warm)) == (["us-public-sector"], ["us-public-sector: As for Dynamics 365"])
    warm.go_on().sees_answer(
        "power-platform-or-insights-build-intent-and-influenced-revenue", "build-intent influenced-revenue"
    )
    assert "circumstances=us-public-sector" in warm.page.url


def test_what_was_taken_over_is_changed_and_stays_changed(warm: Reader) -> None:
    warm.follow(BOUGHT).answer("area", "modern-work").sees_question("channel")
    assert warm.chosen() == ["volume-licensing"]
    warm.choose("csp-own").go_on().sees_question("seats")
    warm.tool("back").click()
    warm.sees_question("channel")
    assert warm.chosen() == ["csp-own"]


def test_what_does_not_exist_for_the_next_product_is_not_taken_over(warm: Reader) -> None:
    warm.follow(BOUGHT).answer("area", "azure").answer("channel", "csp-own").sees_question("circumstances")
    assert (warm.chosen(), taken_over(warm)) == ([], [])


def test_an_engine_that_comes_late_takes_over_what_the_reader_has_not_touched(reader: Reader, site: Site) -> None:
    python = site.hold("/assets/runtime/*")
    reader.open(f"{BOUGHT}&area=modern-work").sees_question("channel")
    assert (reader.chosen(), taken_over(reader)) == ([], [])
    python.set()
    expect(reader.option("volume-licensing")).to_be_checked()
    assert taken_over(reader) == ["volume-licensing: As for Dynamics 365"]


def test_an_engine_that_comes_late_leaves_what_the_reader_has_touched(reader: Reader, site: Site) -> None:
    python = site.hold("/assets/runtime/*")
    reader.open(f"{BOUGHT}&area=modern-work&channel=csp-own&seats=over-300&work=adoption&goal=both")
    reader.sees_question("circumstances").choose("copilot")
    reader.option("copilot").uncheck()
    python.set()
    expect(reader.form.locator(".cpor-option__as-for")).to_have_text("As for Dynamics 365")
    assert reader.chosen() == []


def test_within_a_product_what_was_chosen_before_is_still_chosen(warm: Reader) -> None:
    warm.follow(f"/which-claim/#1=azure-csp&{numbered(AZURE)}").sees_question("area")
    warm.answer("area", "modern-work").sees_question("channel")
    warm.tool("back").click()
    warm.sees_question("area")
    assert warm.chosen() == ["modern-work"]


def test_from_the_page_of_an_answer_it_is_added_as_well(warm: Reader) -> None:
    warm.follow(f"/answers/which-claim/azure-csp/#{AZURE}").sees_answer("azure-csp", "")
    warm.page.get_by_role("link", name="Add another product of this customer").click()
    warm.sees_question("area").sees_address(f"/which-claim/#1=azure-csp&{numbered(AZURE)}")


def test_each_claim_has_its_products_and_what_it_is_worth_for_each(planned: Reader) -> None:
    assert cards(planned) == ["build-intent", "influenced-revenue", "usage-recognition"]
    intent = planned.page.locator("[data-claim=build-intent]")
    expect(intent.locator(".cpor-share")).to_have_text(
        [
            "1. Dynamics 365\nPays, if you are eligible\nNet customer adds\nSources disagree",
            "2. Power Platform\nPays, if you are eligible\nNet customer adds\nSources disagree",
        ],
        use_inner_text=True,
    )
    expect(planned.page.locator("[data-claim=usage-recognition] .cpor-share:visible")).to_have_count(1)
    expect(planned.page.locator("[data-route=pal]:visible")).to_contain_text("2. Power Platform")


def rules(reader: Reader) -> list[str | None]:
    """The rules by which the number of claims is told to come about."""
    return [one.get_attribute("data-rule") for one in reader.page.locator("[data-rule]:visible").all()]


def test_the_number_says_by_which_rules_it_comes_about_and_how_sure_each_is(planned: Reader) -> None:
    assert rules(planned) == ["role", "shared", "apart"]
    apart = planned.page.locator("[data-rule=apart]")
    expect(apart).to_contain_text("several subscriptions may need a claim each")
    expect(apart.locator(".cpor-grade")).to_have_text("Our inference")
    expect(planned.part("counting-revised")).to_be_hidden()
    sees_total(planned.follow(f"/plans/which-claim/#{numbered(THREE)}"), "3 claims in all")
    assert rules(planned) == ["role"]
    sees_total(planned.follow(f"/plans/which-claim/#{numbered(AZURE)}"), "No CPOR claim to file")
    assert rules(planned) == []


def test_each_product_carries_its_own_answer_and_leads_to_it(planned: Reader) -> None:
    shown = [(one.get_attribute("data-outcome"), one.get_attribute("data-claims")) for one in products(planned).all()]
    assert shown == [
        ("all-three-claims", "build-intent influenced-revenue usage-recognition"),
        ("power-platform-or-insights-build-intent-influenced-revenue-and-pal", "build-intent influenced-revenue"),
        ("azure-csp", ""),
    ]
    planned.page.get_by_role("link", name="File three claims. Build intent can pay.").click()
    planned.sees_answer("all-three-claims", "build-intent influenced-revenue usage-recognition")
    planned.sees_address(f"/answers/which-claim/all-three-claims/#{THREE}")


def removes(reader: Reader, title: str) -> None:
    """Remove a product, by the keyboard."""
    reader.page.get_by_role("link", name=re.compile(f"^Remove ?: {title}$")).press("Enter")
    expect(undo(reader)).to_have_accessible_name(re.compile(f"^Undo ?: put {title} back$"))
    expect(undo(reader)).to_be_focused()


def undo(reader: Reader) -> Locator:
    """What brings back what was removed."""
    return reader.part("undo")


def listed(reader: Reader) -> list[str]:
    """The products, and between them the one that was removed."""
    return reader.page.locator(".cpor-product__name:visible, .cpor-removed strong:visible").all_inner_texts()


def test_a_removed_product_leaves_words_where_it_stood_and_is_put_back_there(planned: Reader) -> None:
    removes(planned, "Power Platform")
    sees_total(planned, "3 claims in all")
    assert listed(planned) == ["1. Dynamics 365", "Power Platform", "2. Azure"]
    expect(planned.part("live")).to_have_text("Power Platform was removed from the plan.", use_inner_text=True)
    undo(planned).press("Enter")
    sees_total(planned, "3 to 5 claims in all").sees_address(PLAN)
    assert listed(planned) == ["1. Dynamics 365", "2. Power Platform", "3. Azure"]
    expect(planned.page.get_by_role("heading", name="2. Power Platform")).to_be_focused()
    expect(planned.part("live")).to_have_text("", use_inner_text=True)


def test_what_was_removed_is_put_back_by_the_browser_as_well(planned: Reader) -> None:
    removes(planned, "Dynamics 365")
    removes(planned, "Power Platform")
    sees_total(planned, "No CPOR claim to file")
    planned.page.go_back()
    sees_total(planned, "2 claims in all")
    expect(planned.page.get_by_role("heading", name="1. Power Platform")).to_be_focused()
    expect(undo(planned)).to_have_accessible_name(re.compile("Dynamics 365"))
    planned.page.go_back()
    sees_total(planned, "3 to 5 claims in all")
    expect(planned.page.get_by_role("heading", name="1. Dynamics 365")).to_be_focused()
    expect(undo(planned)).to_have_count(0)


def test_the_last_product_is_put_back_as_well(warm: Reader) -> None:
    sees_total(warm.follow(f"/plans/which-claim/#{numbered(AZURE)}"), "No CPOR claim to file")
    removes(warm, "Azure")
    expect(warm.part("empty")).to_be_visible()
    undo(warm).click()
    sees_total(warm, "No CPOR claim to file")
    expect(warm.page.get_by_role("heading", name="1. Azure")).to_be_focused()
    expect(warm.part("empty")).to_be_hidden()


def test_removing_a_product_does_not_move_the_page_from_under_the_reader(planned: Reader) -> None:
    remove = planned.page.get_by_role("link", name=re.compile("^Remove ?: Azure$"))
    remove.scroll_into_view_if_needed()
    before = planned.evaluate("scrollY")
    remove.click()
    expect(undo(planned)).to_be_focused()
    assert before > 300 and abs(planned.evaluate("scrollY") - before) < 150  # the card is less high than before


def test_what_holds_for_the_customer_is_compared_and_taken_over_for_the_others(warm: Reader) -> None:
    sees_total(warm.follow(f"/plans/which-claim/#{numbered(PUBLIC, POWER, AZURE)}"), "3 to 5 claims in all")
    expect(warm.part("difference-list").locator("li")).to_have_text(
        re.compile("“The customer is US public sector” is chosen for 1. Dynamics 365, and not for 2. Power Platform.")
    )
    warm.page.get_by_role("link", name=re.compile("^Choose it for 2. Power Platform as well ?: The customer")).click()
    expect(warm.part("differences")).to_be_hidden()
    expect(warm.part("total")).to_be_focused()
    assert "&2.goal=both&2.circumstances=us-public-sector&3=" in warm.page.url
    warm.page.go_back()
    expect(warm.part("differences")).to_be_visible()


def test_products_that_say_the_same_are_not_compared(planned: Reader) -> None:
    expect(planned.part("differences")).to_be_hidden()


def test_an_answer_of_a_product_is_changed_without_losing_the_others(planned: Reader) -> None:
    planned.page.get_by_role("link", name=re.compile("^View or change ?: Dynamics 365$")).click()
    planned.sees_answer("all-three-claims", "build-intent influenced-revenue usage-recognition")
    planned.change("What you want").click()
    planned.answer("goal", "recognition")
    planned.part("planned").get_by_role("link", name="The plan for all products").click()
    sees_total(planned, "3 to 4 claims in all")
    expect(products(planned)).to_have_count(3)
    expect(products(planned).first).to_contain_text("Influenced Revenue; Usage recognition")


def test_whoever_leaves_the_plan_goes_on_with_this_product_alone(warm: Reader) -> None:
    warm.follow(f"/which-claim/#1=azure-csp&{numbered(AZURE)}&{THREE}")
    warm.sees_answer("all-three-claims", "build-intent influenced-revenue usage-recognition")
    warm.tool("leave-plan").click()
    warm.sees_address(f"/which-claim/#{THREE}")
    expect(warm.part("planned")).to_be_hidden()


def test_start_again_and_back_keep_the_other_products(warm: Reader) -> None:
    carried = f"1=azure-csp&{numbered(AZURE)}"
    warm.follow(f"/which-claim/#{carried}").answer("area", "azure").sees_question("channel")
    warm.tool("back").click()
    warm.sees_question("area").answer("area", "modern-work").sees_question("channel")
    warm.tool("start-again").click()
    warm.sees_question("area").sees_address(f"/which-claim/#{carried}")


def test_answers_that_lead_elsewhere_by_now_say_so_at_their_product(warm: Reader) -> None:
    warm.follow("/plans/which-claim/#1=all-three-claims&1.area=azure&1.channel=csp-own&1.circumstances=")
    sees_total(warm, "No CPOR claim to file")
    expect(products(warm).first).to_contain_text(
        "This link was made for another answer: “Three claims for Dynamics 365"
    )


def test_what_is_unknown_or_unfinished_is_said_in_the_verdict(warm: Reader) -> None:
    warm.follow(
        "/plans/which-claim/#1.area=not-listed&2.area=modern-work&3.area=azure&3.channel=csp-own&3.circumstances=&4.area=boat"
    )
    sees_total(warm, "No claim so far")
    expect(warm.part("unknown-words")).to_contain_text("1. Something else")
    expect(warm.part("unfinished-words")).to_contain_text("2. Modern Work")
    assert warm.problems() == [
        "Product 4: The link answers “Product area” with “boat”, which is not one of its choices."
    ]
    warm.page.get_by_role("link", name="How does the customer buy").click()
    warm.sees_question("channel")
    expect(warm.part("planned")).to_be_visible()


def test_answers_behind_a_question_that_is_new_are_kept_until_it_is_answered(warm: Reader) -> None:
    lacking = numbered(THREE).replace("1.product=dynamics-365&", "")
    warm.follow(
        f"/plans/which-claim/#1=all-three-claims&{lacking}&2=azure-csp&2.area=azure&2.channel=csp-own&2.circumstances="
    )
    sees_total(warm, "No claim so far")
    expect(products(warm).first).to_contain_text("The same answers do not reach one yet:")
    warm.page.get_by_role("link", name="Which product?").click()
    warm.answer("product", "dynamics-365")
    warm.sees_answer("all-three-claims", "build-intent influenced-revenue usage-recognition")
    warm.part("planned").get_by_role("link", name="The plan for all products").click()
    sees_total(warm, "3 claims in all")


def test_hostile_words_in_the_link_of_a_plan_stay_words(warm: Reader) -> None:
    warm.follow(
        "/plans/which-claim/#1=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&1.area=%3Cb%3Ex&2.area=azure&2.channel=csp-own&2.circumstances="
    )
    sees_total(warm, "No claim so far")
    assert warm.page.locator("cpor-plan img, cpor-plan b").count() == 0
    assert len(warm.problems()) == 2


def test_nine_products_are_the_most(warm: Reader) -> None:
    warm.follow(f"/plans/which-claim/#{numbered(*[AZURE] * 9)}")
    expect(products(warm)).to_have_count(9)
    expect(warm.part("full")).to_be_visible()
    expect(warm.part("add")).to_be_hidden()


def test_the_plan_is_copied_as_a_link_and_as_a_reply(writer: Reader) -> None:
    sees_total(writer.open(PLAN), "3 to 5 claims in all")
    writer.tool("copy-plan").click()
    expect(writer.page.get_by_text("Link copied.", exact=True)).to_be_visible()
    link = writer.evaluate("navigator.clipboard.readText()")
    assert "/plans/which-claim/#1=all-three-claims&1.area=" in link and "&on=20" in link
    opens(writer)
    found = copied(writer, "html")
    assert "3 products of one customer: 3 to 5 claims in all" in found["text/html"]
    assert "Azure: No CPOR claim" in found["text/plain"]
    expect(writer.part("carry")).to_be_hidden()  # a plan without its answers would be none
    sees_total(writer.open(link.removeprefix(writer.site.url)), "3 to 5 claims in all")


def test_without_products_the_page_says_how_to_begin(reader: Reader) -> None:
    reader.open("/plans/which-claim/")
    expect(reader.part("empty")).to_be_visible()
    expect(reader.part("plan")).to_be_hidden()
    reader.page.get_by_role("link", name="Answer for the first product").click()
    reader.sees_question("area")


def test_without_javascript_the_page_says_how_claims_add_up(open_context: Open) -> None:
    plain = open_context(java_script_enabled=False)
    plain.open(PLAN)
    expect(plain.page.get_by_text("Adding up needs JavaScript.")).to_be_visible()
    expect(plain.page.locator(".cpor-plan-rules").get_by_text("two roles are two claims")).to_be_visible()
    expect(plain.part("plan")).to_be_hidden()


def test_without_the_engine_the_page_says_that_it_could_not_add_up(reader: Reader, site: Site) -> None:
    reader.watch.expects("404", "Python", "engine")
    site.missing.add("/assets/runtime/*")
    reader.open(PLAN)
    expect(reader.part("status").get_by_text("could not be added up")).to_be_visible()
    expect(reader.part("plan")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_plan_has_no_fault_that_axe_finds_and_is_no_wider_than_a_telephone(planned: Reader, scheme: str) -> None:
    planned.page.set_viewport_size({"width": 360, "height": 740})
    planned.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sees_total(planned.follow(f"/plans/which-claim/#{numbered(PUBLIC, POWER, AZURE)}"), "3 to 5 claims in all")
    expect(planned.part("differences")).to_be_visible()
    removes(planned, "Azure")
    for fold in planned.page.locator("cpor-plan summary:visible").all():
        fold.click()
    planned.evaluate(AXE)
    assert planned.evaluate(RUN_AXE) == []
    assert planned.evaluate("document.documentElement.scrollWidth") <= 360
