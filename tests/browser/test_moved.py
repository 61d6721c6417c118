"""Links from before the rules changed: a question asked first, an option and an answer renamed, an answer gone."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from served import ROOT, Site, answering, rules_of

from browser.conftest import Open
from browser.reader import ENGINE, Reader

FORMER = """
former:
  options:
    channel:
      csp-own: {on: 2026-11-24, now: our-csp}
      web-direct: {on: 2026-11-24, now: [web-card, web-invoice], why: How it is paid makes a difference now.}
  outcomes:
    azure-csp:
      on: 2026-11-24
      title: "No CPOR claim: your own CSP sale counts for Azure"
      now: azure-dpor-and-pal
      why: It was too short.
      in-error: true
    mca-e-unknown: {on: 2026-11-24, title: MCA-E, now: mca-e-not-known}
"""

REVISIONS = """\
      - {on: 2026-11-23, what: First published.}
      - {on: 2026-11-24, what: A source was read again.}
"""

FIRST = """
questions:
  customer:
    ask: Is there a customer?
    short: Customer
    options:
      yes: {label: There is one, goto: area}
      later: {label: Not yet, goto: area, only-when: {today: {until: 2098-12-31}}}
"""

NOTE = """
notes:
  no-customer-yet:
    title: There is no customer yet
    when: {customer: later}
    text: Ask again when there is one [^S04].
    grade: inferred
    sources: [S04]
  by-now:
    title: There is a form by now
    when: {customer: yes, today: {from: 2026-11-24}}
    text: Use it [^S04].
    grade: inferred
    sources: [S04]
  online:
    title: It is filed online
    when: {customer: yes, today: {from: 2098-01-01}}
    text: There is no form any more [^S04].
    grade: inferred
    sources: [S04]
"""


LISTED = "      - All answers:\n"
MADE_UP = """\
          - Which size?: counted/index.md
          - All sizes: answers/counted/index.md
          - What is late?: with-values/index.md
          - All that is late: answers/with-values/index.md
          - What goes back?: returns/index.md
          - All that goes back: answers/returns/index.md
"""
"""Lines of the navigation."""

ON_DAY = """const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super("DAYT12:00"); }
};"""
"""A calendar that stands at one day, while timers go on."""


def edited(flow: str) -> str:
    """The flow after a year of maintenance."""
    flow = flow.replace("start: area", "start: customer").replace("\nquestions:\n", FIRST, 1)
    flow = flow.replace("\nnotes:\n", NOTE, 1)
    flow = flow.replace("ways: [channel, seats]", "ways: [customer, channel, seats]", 1)
    flow = flow.replace("answers: {seats: [over-300]", "answers: {channel: [our-csp], seats: [over-300]", 1)
    flow = re.sub(r"\bcsp-own\b(?!-)", "our-csp", flow)
    web = re.search(r"\n      web-direct:\n        label: (.*)\n(?:        .*\n)*", flow)
    assert web is not None
    both = "".join(
        web[0].replace("web-direct:", f"web-{way}:").replace(web[1], f"Web Direct, by {way}")
        for way in ("card", "invoice")
    )
    flow = flow.replace(web[0], both.replace("\n\n", "\n"))
    flow = re.sub(r"(?<=[ \[])web-direct(?=[,}\]])", "[web-card, web-invoice]", flow)
    flow = re.sub(r"\[([^\[\]]*)\[(web-card, web-invoice)\]", r"[\1\2", flow)
    gone = re.search(r"\n  azure-csp:\n(?:    .*\n|\n(?=    ))*", flow)
    assert gone is not None
    flow = flow.replace(gone[0], "\n").replace("goto: azure-csp}", "goto: azure-dpor-and-pal}")
    flow = flow.replace("mca-e-unknown", "mca-e-not-known")
    before, start, answer = flow.partition("\n  mca-e-not-known:\n")
    answer, revised = re.subn(r"(?<=\n    revisions:\n)(      - .*\n)+", REVISIONS, answer, count=1)
    assert revised == 1
    return (before + start + answer).replace("\nformer:\n", FORMER, 1)


def run(root: Path, *arguments: str, **environment: str) -> str:
    """A module in the repository."""
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(
        command, cwd=root, env={"PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of the edited rules, with a page that has another address."""
    root = tmp_path_factory.mktemp("edited") / "repository"
    for name in ("build_scripts", "decision_tree", "docs", "overrides"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "staged").mkdir()
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    flow = root / "decision_tree" / "flows" / "which-claim.yml"
    flow.write_text(edited(flow.read_text()))
    for name in ("counted", "returns"):
        made_up = (ROOT / "tests" / "flows" / f"{name}.yml").read_text()
        (flow.parent / f"{name}.yml").write_text(made_up.replace("flow: filing, answers", "flow: which-claim, answers"))
    example = (ROOT / "decision_tree" / "examples" / "flows" / "with-values.yml").read_text()
    for made_up, ours in {"microsoft-one": "inferred", "S01": "S04", "credit: sales": "credit: azure"}.items():
        example = example.replace(made_up, ours)
    (flow.parent / "with-values.yml").write_text(example)
    settings = (ROOT / "mkdocs.yml").read_text().replace("how-long-does-it-take", "how-long")
    (root / "mkdocs.yml").write_text(settings.replace(LISTED, f"{LISTED}{MADE_UP}", 1))
    for page in (root / "docs").rglob("*.md"):
        text = page.read_text().replace("answer:which-claim?", "answer:which-claim?customer=yes&")
        text = text.replace("channel=web-direct", "channel=web-card")  # which the build has asked for
        page.write_text(text.replace("how-long-does-it-take", "how-long"))
    old = root / "docs" / "questions" / "how-long-does-it-take.md"
    text = old.read_text().replace("---\n", "---\nwas: [/questions/how-long-does-it-take/]\n", 1)
    old.unlink()
    (root / "docs" / "questions" / "how-long.md").write_text(text)
    run(root, "build_scripts", "publish")
    with Site(tmp_path_factory.mktemp("site")) as site:
        run(root, "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site.folder), SITE_URL=f"{site.url}/")
        run(root, "build_scripts", "deliver", str(site.folder))
        site.rules = rules_of(site.folder / "_headers")
        with answering(site):
            yield site


def test_an_option_with_another_name_is_known_and_a_new_question_is_all_that_is_asked(reader: Reader) -> None:
    reader.open("/which-claim/#area=azure&channel=csp-own&on=2026-11-23").sees_question("customer")
    expect(reader.page.locator("[data-part=problems]").first).to_be_hidden()
    reader.answer("customer", "yes").answer("circumstances").sees_answer("azure-dpor-and-pal", "")
    assert [answer for _, answer in reader.path()][1:3] == ["Azure", "CSP: we are the CSP partner"]
    reader.sees_address("/which-claim/#customer=yes&area=azure&channel=our-csp&circumstances=")


def test_readers_are_told_on_which_days_their_answer_changes(reader: Reader) -> None:
    reader.open("/which-claim/#customer=yes&area=azure&channel=our-csp&circumstances=&on=2026-11-23")
    reader.sees_answer("azure-dpor-and-pal", "")
    told = reader.part("turns").locator("li")
    expect(told).to_have_text(
        ["Since 24 November 2026: There is a form by now", "From 1 January 2098: It is filed online"]
    )
    expect(reader.page.locator("[data-fact='note:by-now']").first).to_be_visible()
    expect(reader.page.locator("[data-fact='note:online']").first).to_be_hidden()


def test_an_option_of_a_time_that_is_over_is_not_offered_even_without_python(open_context: Open) -> None:
    for year, offered in ((2098, ["yes", "later"]), (2099, ["yes"])):
        reader = open_context()
        reader.watch.expects("started once more", "goes on without Python", "did not say", "Failed to load resource")
        reader.page.add_init_script(ON_DAY.replace("DAY", f"{year}-06-01"))
        reader.page.route(ENGINE, lambda route: route.abort())
        reader.open("/which-claim/").sees_question("customer")
        expect(reader.page.locator("[name=customer]:visible")).to_have_count(len(offered))
        expect(reader.page.locator("[name=customer][value=later]")).to_be_visible(visible="later" in offered)


def test_a_number_is_typed_as_people_write_it_and_nothing_typed_is_lost(reader: Reader) -> None:
    reader.open("/counted/").sees_question("seats")
    field = reader.page.locator("[name=seats]:visible")
    field.fill("1200 seats")
    reader.go_on()
    expect(reader.part("problem").locator("visible=true")).to_contain_text("“1200 seats” is not a whole number.")
    expect(field).to_have_value("1200 seats")
    field.fill("1,200")
    reader.go_on().sees_question("spent")
    reader.sees_address("/counted/#seats=1200")
    assert reader.path()[-1] == ("Seats", "1,200")


def test_years_months_days_and_amounts_are_typed_and_the_answer_names_what_is_derived_from_them(
    reader: Reader,
) -> None:
    field = reader.open("/with-values/").sees_question("year").form.locator("input")
    field.fill("2019")
    reader.go_on()
    problem = reader.part("problem").locator("visible=true")
    expect(problem).to_have_text("Nothing was reported before 2020.")
    expect(field).to_have_value("2019")
    field.fill("2026")
    field = reader.go_on().sees_question("last-month").form.locator("input")
    field.fill("2026-03")
    field = reader.go_on().sees_question("sent").form.locator("input")
    expect(reader.heading).to_have_text("When do you send the report? It is due 30 April 2026.")
    expect(reader.form).to_contain_text("The work ended in March 2026, by 31 March 2026.")
    field.fill("2026-05-10")
    reader.go_on().sees_question("sent-by").choose("letter")
    expect(reader.form).to_contain_text("By letter, after 30 April 2026 With up to 2,000 hours")
    field = reader.go_on().sees_question("paid-until").form.locator("input")
    field.fill("2026-05-10")
    reader.go_on()
    expect(problem).to_contain_text("is not the last day of a month")
    field.fill("2026-05-31")
    field = reader.go_on().sees_question("bill").form.locator("input")
    field.fill("plenty")
    reader.go_on()
    expect(problem).to_contain_text("“plenty” is not an amount")
    field.fill("1.234,50")
    field = reader.go_on().sees_question("hours").form.locator("input")
    field.fill("7.5")
    reader.go_on().sees_answer("costs", "")
    # due on 30 April; 1,234.50 at 2 of 10,000 for each of the eleven days from then to 10 May
    expect(reader.heading).to_have_text("It costs USD 100 and USD 2.72")
    assert reader.path()[1:3] == [("Last month", "March 2026"), ("Sent", "10 May 2026")]
    assert ("Bill", "USD 1,234.50") in reader.path()
    assert ("Sent by", "By letter, after 30 April 2026") in reader.path()
    reader.sees_address(
        "/with-values/#year=2026&last-month=2026-03&sent=2026-05-10&sent-by=letter&paid-until=2026-05-31"
        "&bill=1234.50&hours=7.5"
    )


def test_a_question_with_values_waits_for_the_engine_and_has_them_wherever_it_is_told(reader: Reader) -> None:
    runtime = reader.site.hold("/assets/runtime/*")
    reader.open("/returns/").sees_question("state").choose("unwanted")
    reader.go_on()
    expect(reader.form).to_have_attribute("aria-busy", "true")
    runtime.set()
    reader.sees_question("opened")
    expect(reader.form).to_contain_text("To send it costs USD 5.")
    reader.answer("opened", "sealed").sees_question("bought-on")
    assert reader.path()[1] == ("Opened", "No, and USD 5 is fair")
    reader.page.go_back()
    reader.sees_question("opened")
    expect(reader.form).to_contain_text("No, and USD 5 is fair")
    reader.tool("reply").click()
    expect(reader.page.locator("dialog[open]")).to_contain_text("No, and USD 5 is fair")


def test_an_answer_page_tells_a_label_with_a_value_only_when_the_engine_has_it(reader: Reader) -> None:
    runtime = reader.site.hold("/assets/runtime/*")
    reader.open("/answers/returns/send-it-back/#state=unwanted&opened=sealed&bought-on=2026-11-30&on=2026-11-30")
    expect(reader.page.locator("[data-part=status] [data-is=checking]")).to_be_visible()
    expect(reader.part("for")).to_be_hidden()
    runtime.set()
    expect(reader.part("for")).to_contain_text("No, and USD 5 is fair")


def test_without_scripts_questions_have_the_words_for_values(open_context: Open) -> None:
    page = open_context(java_script_enabled=False).open("/returns/").page
    document = page.locator("#flow-document")
    expect(document).to_contain_text("To send it costs the parcel.")
    expect(document).to_contain_text("No, and the parcel is fair")
    expect(page.locator("body")).not_to_contain_text("{parcel}")


def test_an_option_that_was_split_is_asked_again_with_its_reason(reader: Reader) -> None:
    reader.open("/which-claim/#customer=yes&area=azure&channel=web-direct").sees_question("channel")
    told = reader.page.locator("[data-part=problems]").first
    expect(told).to_contain_text(
        "“web-direct”, which has been gone since 24 November 2026. How it is paid makes a difference now."
    )
    expect(told).to_contain_text("it is now “Web Direct, by card” or “Web Direct, by invoice”")


def test_an_answer_with_another_name_leads_there_with_the_answers_of_the_link(reader: Reader) -> None:
    answers = "#customer=yes&area=business-applications&product=dynamics-365&channel=mca-e&on=2026-11-23"
    reader.open(f"/answers/which-claim/mca-e-unknown/{answers}")
    reader.sees_address(f"/answers/which-claim/mca-e-not-known/{answers}")
    expect(reader.page.locator("[data-outcome=mca-e-not-known]")).to_be_visible()
    revised = reader.page.locator("[data-part=revised]")
    expect(revised).to_be_visible()
    expect(revised).to_contain_text("24 November 2026 A source was read again.")


@pytest.mark.parametrize("on", ["", "&on=2026-11-25"])
def test_a_link_from_after_the_revision_is_quiet(reader: Reader, on: str) -> None:
    answers = "#customer=yes&area=business-applications&product=dynamics-365&channel=mca-e"
    reader.open(f"/answers/which-claim/mca-e-not-known/{answers}{on}")
    expect(reader.page.locator("[data-part=status] [data-is=checked]")).to_be_visible()
    expect(reader.page.locator("[data-part=revised]")).to_be_hidden()


def test_an_answer_that_is_gone_says_so_and_where_these_answers_lead(reader: Reader) -> None:
    page = reader.open("/answers/which-claim/azure-csp/").page
    expect(page.get_by_role("heading", level=1)).to_have_text("No CPOR claim: your own CSP sale counts for Azure")
    expect(page.locator("[data-former-outcome=azure-csp]")).to_contain_text(
        "This answer was wrong and was taken back on 24 November 2026."
    )
    expect(page.locator("[data-former-outcome=azure-csp]")).to_contain_text("It was too short.")
    reader.open("/answers/which-claim/azure-csp/#customer=yes&area=azure&channel=csp-own&circumstances=")
    banner = page.locator("[data-part=banner]")
    expect(banner).to_contain_text("These answers lead to another answer today")
    expect(banner.locator("[data-outcome=azure-dpor-and-pal]")).to_be_visible()
    expect(page.locator("[data-former-outcome=azure-csp]")).to_be_visible()
    banner.get_by_role("link").click()
    reader.sees_address(
        "/answers/which-claim/azure-dpor-and-pal/#customer=yes&area=azure&channel=our-csp&circumstances="
    )


def test_a_link_to_an_answer_that_is_gone_may_lead_to_a_question_first(reader: Reader) -> None:
    reader.open("/answers/which-claim/azure-csp/#area=azure&channel=csp-own&on=2026-11-23")
    banner = reader.page.locator("[data-part=banner]")
    expect(banner).to_contain_text("These answers do not reach an answer yet")
    banner.get_by_role("link").click()
    reader.sees_question("customer")


def test_a_page_with_another_address_leads_there_with_its_anchor(reader: Reader) -> None:
    reader.open("/questions/how-long-does-it-take/#related").sees_address("/questions/how-long/#related")


def test_without_javascript_a_page_with_another_address_leads_there(open_context: Open) -> None:
    reader = open_context(java_script_enabled=False)
    reader.open("/answers/which-claim/mca-e-unknown/")
    reader.sees_address("/answers/which-claim/mca-e-not-known/")
