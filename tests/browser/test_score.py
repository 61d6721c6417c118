"""The rough score in the browser: fields of a track, an estimate in words, messages at fields."""

from playwright.sync_api import Locator, expect

from browser.conftest import Open
from browser.reader import Reader

PAGE = "/reference/score/"


def opened(reader: Reader, track: str) -> Reader:
    """The page, with a track chosen."""
    reader.follow(PAGE)
    expect(reader.page.locator("main h1")).to_contain_text("Score")
    reader.page.get_by_label("Designation and size").select_option(track)
    return reader


def field(reader: Reader, label: str) -> Locator:
    """A field of the chosen track."""
    return reader.part("tracks").get_by_label(label, exact=True).locator("visible=true")


def estimate(reader: Reader, **numbers: str) -> None:
    """The reader fills in these fields, by their labels, and asks."""
    for label, number in numbers.items():
        field(reader, label.replace("_", " ")).fill(number)
    reader.page.get_by_role("button", name="Estimate the points").click()


def test_numbers_of_a_track_get_points_what_is_missing_and_what_would_add_it(warm: Reader) -> None:
    opened(warm, "Security, Enterprise")
    estimate(warm, Net_customer_adds="10", Protected_users_added="1,250")
    expect(warm.part("result")).to_be_focused()
    expect(warm.part("total")).to_have_text("Customer side, estimated: 30 of 60 points.")
    expect(warm.part("missing")).to_contain_text("nothing is missing")
    expect(warm.part("zero")).to_contain_text("Deployments")
    expect(warm.part("metrics").locator("> li").last).to_contain_text("Use or consume")
    expect(warm.part("result")).to_contain_text("not Microsoft’s sum")
    field(warm, "Net customer adds").fill("9")
    expect(warm.part("result")).to_be_hidden()


def test_where_it_is_not_known_how_points_grow_a_range_is_given(warm: Reader) -> None:
    opened(warm, "Modern Work, Enterprise")
    estimate(warm, Customers_added="5", Usage_growth_through_CPOR="999", Deployments_through_DPOR="10")
    expect(warm.part("total")).to_have_text("Customer side, estimated: 45 to 75 of 75 points.")
    expect(warm.part("metrics")).to_contain_text("how they grow up to there is not known")


def test_a_wrong_number_is_told_at_its_field_and_stays(warm: Reader) -> None:
    opened(warm, "Business Applications, SMB")
    estimate(warm, Net_customer_adds="-5")
    expect(field(warm, "Net customer adds")).to_be_focused()
    expect(field(warm, "Net customer adds")).to_have_value("-5")
    expect(warm.part("tracks").locator("[data-part=problem]:visible").filter(has_text="sign")).to_have_count(1)
    expect(warm.part("result")).to_be_hidden()
    estimate(warm, Net_customer_adds="5")
    expect(warm.part("total")).to_have_text("Customer side, estimated: 15 of 65 points.")


def test_without_javascript_the_tables_say_what_points_take(open_context: Open) -> None:
    reader = open_context(java_script_enabled=False)
    reader.page.goto(reader.site.url + PAGE)
    expect(reader.page.get_by_text("Estimating needs JavaScript")).to_be_visible()
    expect(reader.page.locator("main td", has_text="All take growth by 30 %").first).to_be_visible()
    expect(reader.page.locator("main input:visible")).to_have_count(0)


def test_it_fits_a_telephone(warm: Reader) -> None:
    warm.page.set_viewport_size({"width": 360, "height": 740})
    opened(warm, "Security, SMB")
    estimate(warm, Net_customer_adds="5")
    expect(warm.part("result")).to_be_visible()
    assert warm.evaluate("() => document.documentElement.scrollWidth") <= 360
    warm.page.set_viewport_size({"width": 1280, "height": 720})
