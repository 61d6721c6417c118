"""The high-water mark of the reader's own counts: typed, pasted or of a file, and kept nowhere."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Open
from browser.reader import Reader
from browser.test_privacy import KEPT

PAGE = "/reference/high-water-mark/"
COUNTS = "2026-01 54321\n2026-02 54400\n2026-03 54390\n"


def opened(reader: Reader) -> Reader:
    """The page, by the way that readers come."""
    reader.follow(PAGE)
    expect(reader.page.locator("main h1")).to_contain_text("High-water mark")
    return reader


def types(reader: Reader, text: str) -> None:
    """The reader types counts and asks for their marks."""
    reader.page.get_by_label("Months and counts").fill(text)
    reader.page.get_by_role("button", name="Work out the mark").click()


def shown(reader: Reader) -> list[list[str]]:
    """The tables of the reader's own counts, row by row."""
    expect(reader.part("result")).to_be_visible()
    found = reader.part("result").locator("tbody tr")
    return [row.locator("th, td").all_inner_texts() for row in found.all()]


def test_typed_counts_get_a_mark_a_plot_and_a_table(warm: Reader) -> None:
    types(opened(warm), COUNTS)
    assert shown(warm) == [
        ["January 2026", "54,321", "54,321", "0"],
        ["February 2026", "54,400", "54,400", "79"],
        ["March 2026", "54,390", "54,400", "0"],
    ]
    expect(warm.part("result")).to_be_focused()
    expect(warm.part("result")).to_contain_text("growth of 79 above it")
    expect(warm.part("result")).to_contain_text("not Microsoft’s calculation")
    plot = warm.part("result").get_by_role("img")
    expect(plot).to_have_accessible_name(re.compile("54,321 in January 2026, 54,400 in March 2026"))
    box = plot.locator("rect").last.bounding_box()
    assert box is not None and box["height"] > 20, "the browser draws it"
    warm.page.get_by_label("Months and counts").press_sequentially("x")
    expect(warm.part("status")).to_contain_text("has changed since")


def test_what_is_pasted_from_a_sheet_shows_both_descriptions(warm: Reader) -> None:
    opened(warm).page.get_by_label("Months and counts").focus()
    warm.evaluate(
        "text => document.execCommand('insertText', false, text)",
        "Month\tPaid seats\tActive users\nJan-26\t1.200\t900\nFeb-26\t1.250\t950\n",
    )
    warm.page.get_by_role("button", name="Work out the mark").click()
    expect(warm.part("result").locator("h3")).to_have_text(
        ["If the mark counts paid seats", "If the mark counts monthly active users"]
    )
    assert [row[3] for row in shown(warm)] == ["0", "50", "0", "50"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_put_into_the_field_and_what_stood_there_can_be_put_back(
    encoding: str, warm: Reader, tmp_path: Path
) -> None:
    file = tmp_path / "counts.csv"
    file.write_bytes("Période;Seats\r\n01.01.2026;1.234\r\n01.02.2026;1.300\r\n".encode(encoding))
    types(opened(warm), COUNTS)
    warm.page.get_by_label("Open a CSV file").set_input_files(file)
    expect(warm.part("result")).to_contain_text("growth of 66")
    expect(warm.page.get_by_label("Months and counts")).to_have_value(re.compile("^Période;Seats\n01.01.2026;1.234"))
    warm.page.get_by_role("button", name="Put back what stood here").click()
    expect(warm.page.get_by_label("Months and counts")).to_have_value(COUNTS)
    expect(warm.part("result")).to_contain_text("growth of 79")


def test_what_cannot_be_read_is_told_at_its_line_and_nothing_is_lost(warm: Reader) -> None:
    text = "Month;Seats\n2026-01;12.5\n2026-02;<b>x</b>\n"
    types(opened(warm), text)
    expect(warm.part("problems")).to_be_focused()
    expect(warm.part("problem-list").locator("li")).to_contain_text(
        ["Line 2, column 2: “12.5” is not a whole number", "Line 3, column 2: “<b>x</b>” is not a whole number"]
    )
    expect(warm.part("result")).to_be_hidden()
    field = warm.page.get_by_label("Months and counts")
    expect(field).to_have_value(text)
    expect(field).to_have_attribute("aria-invalid", "")
    warm.page.get_by_role("button", name="Show the line").last.click()
    assert warm.evaluate("() => getSelection().toString()") == "2026-02;<b>x</b>"
    types(warm, COUNTS)
    expect(warm.part("problems")).to_be_hidden()
    expect(warm.part("result")).to_be_visible()


def test_a_million_lines_are_refused_at_once_and_the_page_goes_on(warm: Reader, tmp_path: Path) -> None:
    types(opened(warm), COUNTS)
    shown(warm)
    file = tmp_path / "all.csv"
    file.write_text("2026-01;5\n" * 1_000_000, encoding="utf-8")
    warm.page.get_by_label("Open a CSV file").set_input_files(file)
    expect(warm.part("status")).to_contain_text("This file is too large: up to 600 lines", timeout=2000)
    took = warm.evaluate(
        """() => {
          const field = document.querySelector("cpor-high-water textarea");
          const begun = performance.now();
          const data = "2026-01;5\\n".repeat(1_000_000);
          const init = { data, inputType: "insertFromPaste", cancelable: true, bubbles: true };
          return [field.dispatchEvent(new InputEvent("beforeinput", init)), performance.now() - begun];
        }"""
    )
    assert took[0] is False and took[1] < 1000
    expect(warm.part("status")).to_contain_text("too much to paste")
    expect(warm.page.get_by_label("Months and counts")).to_have_value(COUNTS)


def test_the_counts_are_sent_to_nobody_and_kept_nowhere(reader: Reader) -> None:
    logged: list[str] = []
    reader.page.on("console", lambda message: logged.append(message.text))
    reader.open(PAGE)
    types(reader, COUNTS + "2026-04 secret")
    expect(reader.part("problems")).to_be_visible()
    types(reader, COUNTS)
    shown(reader)
    assert reader.page.url == reader.site.url + PAGE
    assert [url for url in reader.watch.requested if re.search("54[,.]?321|54[,.]?400|secret", url)] == []
    assert [line for line in logged if re.search("54[,.]?321|54[,.]?400|secret", line)] == []
    kept = reader.evaluate(KEPT)
    assert kept["session"] == kept["databases"] == kept["caches"] == []
    assert reader.evaluate("() => JSON.stringify([{...localStorage}, history.state])").count("54") == 0
    reader.page.reload()
    expect(reader.page.get_by_label("Months and counts")).to_have_value("")


def test_without_javascript_the_example_explains_it(open_context: Open) -> None:
    reader = open_context(java_script_enabled=False)
    reader.page.goto(reader.site.url + PAGE)
    expect(reader.page.get_by_text("Counting needs JavaScript")).to_be_visible()
    expect(reader.page.locator("main").get_by_role("img")).to_have_count(2)
    expect(reader.page.get_by_role("button", name="Work out the mark")).to_be_hidden()
    expect(reader.page.locator("main textarea")).to_be_hidden()


def test_it_fits_a_telephone_and_on_paper_the_marks_stand_without_controls(warm: Reader) -> None:
    warm.page.set_viewport_size({"width": 360, "height": 740})
    types(opened(warm), COUNTS)
    shown(warm)
    assert warm.evaluate("() => document.documentElement.scrollWidth") <= 360
    warm.page.emulate_media(media="print")
    expect(warm.part("result").get_by_role("img")).to_be_visible()
    expect(warm.page.get_by_role("button", name="Work out the mark")).to_be_hidden()
    expect(warm.page.get_by_label("Months and counts")).to_be_hidden()
    warm.page.emulate_media(media="screen")
    warm.page.set_viewport_size({"width": 1280, "height": 720})
