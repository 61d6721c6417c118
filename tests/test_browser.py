"""What the worker gets for a request: one JSON text, with everything that the page shows."""

import json

import pytest
from filing import FILING
from walks import TODAY, compiled, flow_of

from decision_tree import browser
from decision_tree.artefact import ArtefactError
from decision_tree.browser import view_of

OPEN = {
    "flow",
    "turns",
    "problems",
    "path",
    "fragment",
    "as-for",
    "beside",
    "carried",
    "given",
    "to-here",
    "on",
    "purchased",
    "news",
    "changed",
    "due",
    "values",
    "asks",
    "short",
    "question",
    "offered",
    "chosen",
    "problem",
    "outcome",
}
"""The keys of a view at a question."""

ANSWERED = OPEN | {
    "title", "answer", "claims", "keeps", "routes", "alternatives", "pays", "counts", "metrics", "notes",
    "facts", "again", "reach",
}  # fmt: skip


def view(fragment: str, **more: object) -> dict:
    """The view of a link to the made-up questionnaire."""
    browser.load(compiled("filing").artefact)
    request = {"flow": "filing", "fragment": fragment, "today": TODAY.isoformat(), **more}
    return json.loads(browser.view(json.dumps(request)))


def test_a_view_at_a_question_has_these_keys() -> None:
    assert set(view("area=azure")) == OPEN


def test_a_view_at_an_answer_has_these_keys() -> None:
    assert set(view("area=not-listed")) == ANSWERED


def test_an_open_question_comes_with_what_is_offered() -> None:
    said = view("#area=azure")
    assert (said["question"], said["outcome"], said["problem"], said["chosen"]) == ("channel", None, None, [])
    assert said["offered"] == ["volume-licensing", "web-direct", "csp-own", "csp-other", "mca-e", "not-sure"]


def test_an_answer_that_is_not_acceptable_is_shown_as_chosen_with_the_reason() -> None:
    said = view("area=azure&channel=perpetual")
    assert (said["question"], said["chosen"]) == ("channel", ["perpetual"])
    assert said["problem"] == "“Perpetual licences” does not go with your answers before. Please choose again."
    assert said["fragment"] == "area=azure"


def test_the_path_is_told_in_the_words_of_the_questions_and_options() -> None:
    flow = FILING
    hop = view("area=security-microsoft-365&channel=csp-other&work=adoption,presales")["path"][2]
    assert hop == {
        "question": "work",
        "short": flow.questions["work"].short,
        "ask": flow.questions["work"].ask,
        "answer": ["presales", "adoption"],
        "labels": [flow.questions["work"].options[0].label, flow.questions["work"].options[1].label],
        "change": "area=security-microsoft-365&channel=csp-other&work=presales,adoption&at=work",
    }


def test_a_date_stands_in_the_path_in_words() -> None:
    hop = view_of(flow_of("everything"), "paper=letter&signed=2026-11-20", TODAY)["path"][1]
    assert (hop["answer"], hop["labels"]) == (["2026-11-20"], ["20 November 2026"])


def test_a_question_shown_again_keeps_all_answers_in_the_fragment() -> None:
    said = view("area=azure&channel=csp-other&circumstances=government-cloud&at=channel")
    assert (said["question"], said["chosen"], said["outcome"]) == ("channel", ["csp-other"], None)
    assert said["to-here"] == "area=azure"
    assert said["fragment"] == "area=azure&channel=csp-other&circumstances=government-cloud"


def test_a_question_that_is_not_on_the_path_is_not_shown_again() -> None:
    assert view("area=azure&channel=csp-own&circumstances=&seats=over-300&at=seats")["outcome"] == "azure-csp"


def test_the_day_of_the_copy_is_told_and_not_part_of_the_fragment() -> None:
    said = view("area=not-listed&on=2026-10-01")
    assert (said["on"], said["fragment"]) == ("2026-10-01", "area=not-listed")


def test_an_answer_comes_with_its_words_and_facts() -> None:
    said = view(
        "area=business-applications&product=power-platform&channel=web-direct&work=presales,adoption&goal=both"
        "&circumstances=government-cloud"
    )
    outcome = FILING.outcomes["two-claims-and-pal"]
    headline = FILING.notes["government-cloud-unknown"].headline
    assert headline and said["outcome"] == outcome.id
    assert (said["title"], said["answer"]) == (headline.title, headline.answer)
    assert (said["claims"], said["routes"], said["pays"], said["counts"]) == (
        "unknown",
        ["pal"],
        "unknown",
        "unknown",
    )
    assert said["facts"]["claims"] == said["facts"]["metric:deployments"] == "unknown"
    assert said["facts"]["pays"] == "unknown:government-cloud-unknown", "each reason has words of its own"
    assert said["facts"]["sure"] == "government-cloud-unknown"
    assert said["facts"]["route:pal"] == "use" and said["facts"]["note:government-cloud-unknown"] == "yes"
    assert said["facts"]["note:arbitration"] == "no"


def test_an_answer_says_how_far_the_facts_reach_that_hold_in_this_case() -> None:
    without = view("area=security-azure&channel=volume-licensing&circumstances=")
    assert without["reach"] == "Rests on Microsoft's score lists of mid-2026 and claim pages of October 2023."
    unknown = view("area=not-listed")
    assert unknown["reach"] == "Rests on Microsoft's claim pages of October 2023."


def test_a_link_that_is_older_than_a_question_says_so_and_why_it_is_asked() -> None:
    asked = FILING.questions["channel"]
    said = view("area=security-azure&circumstances=&on=2026-11-23")
    assert (said["question"], said["outcome"]) == ("channel", None)
    assert said["given"] == "area=security-azure&circumstances=", "everything else is kept"
    assert said["news"] == [f"“{asked.short}” is asked here since 28 November 2026. {asked.since[0].why}"]
    assert view("area=security-azure&circumstances=&on=2026-11-28")["news"] == [], "a link of that day has been asked"
    assert view("area=security-azure")["news"] == [], "somebody is on the way"
    assert view("area=security-azure&circumstances=")["news"] == said["news"], "it answers what comes later"


def test_a_link_whose_answers_lead_to_another_answer_than_its_page_is_told_what_changed() -> None:
    link = "area=security-azure&channel=csp-own&circumstances="
    said = view(f"{link}&on=2026-11-23", page="security-azure-pal")
    assert said["outcome"] == "security-azure-csp"
    [change, *notes] = said["changed"]
    assert change["on"] == "28 November 2026" and change["what"].startswith("First published: CSP is on the list")
    assert notes and all(not note["what"].startswith("First published") for note in notes)
    assert view(f"{link}&on=2026-11-23", page="security-azure-csp")["changed"] == [], "the page itself says so"
    assert view(f"{link}&on=2026-11-28", page="security-azure-pal")["changed"] == notes, "the link is as new"
    assert view(link, page="security-azure-pal")["changed"] == [], "nobody knows how old it is"


def test_an_older_link_is_taken_to_have_the_answer_that_everybody_had_then_and_says_so() -> None:
    asked = FILING.questions["circumstances"]
    link = "area=azure&channel=csp-own"
    said = view(f"{link}&on=2026-11-23")
    assert (said["outcome"], said["fragment"]) == ("azure-csp", f"{link}&circumstances=")
    [told] = said["news"]
    assert told.startswith(f"“{asked.short}” is asked here since 28 November 2026. {asked.since[0].why}")
    assert told.endswith(" For this link it is taken to be none of these.")
    assert view(link)["question"] == "circumstances", "somebody is on the way"
    assert view(link, page="azure-csp")["outcome"] == "azure-csp", "a link to an answer had every answer of its day"
    assert view(f"{link}&circumstances=government-cloud&on=2026-11-23")["news"] == []


def test_what_is_kept_and_what_is_an_alternative_are_facts_of_their_own() -> None:
    said = view(
        "area=business-applications&product=dynamics-365&channel=volume-licensing&work=presales,adoption&goal=both"
        "&circumstances=we-hold-build-intent,we-resell-the-agreement"
    )
    assert said["claims"] == ["influenced-revenue", "usage-recognition"] and said["keeps"] == ["build-intent"]
    facts = {key: it for key, it in said["facts"].items() if key.startswith(("claim:", "route:"))}
    assert facts == {
        "claim:build-intent": "keep",
        "claim:influenced-revenue": "file",
        "claim:usage-recognition": "file",
        "route:dpor": "alternative",
    }


def test_where_i_do_not_know_was_answered_the_question_to_ask_again_is_named() -> None:
    assert view("area=business-applications&product=dynamics-365&channel=not-sure")["again"] == "channel"
    assert view("area=not-listed")["again"] is None


def test_answers_kept_by_the_page_are_shown_as_chosen_as_far_as_they_are_answers() -> None:
    kept = {"channel": "csp-own", "work": "adoption,nonsense", "seats": 7, "__proto__": "x"}
    said = view("area=azure", answers=kept)
    assert (said["question"], said["chosen"], said["problems"]) == ("channel", ["csp-own"], [])
    assert view("area=security-microsoft-365&channel=csp-own", answers=kept)["chosen"] == []


def test_words_are_sent_as_they_are() -> None:
    browser.load(compiled("filing").artefact)
    said = browser.view(json.dumps({"flow": "filing", "fragment": "area=é&x=1", "today": "2026-11-23"}))
    assert "“é”" in said and "\n" not in said


def test_an_artefact_that_cannot_be_read_leaves_the_flows_as_they_were() -> None:
    before = view("area=azure")
    with pytest.raises(ArtefactError):
        browser.load("{}")
    assert view("area=azure") == before


def test_answers_after_one_that_was_not_understood_are_kept() -> None:
    said = view("area=azure&channel=nowhere&circumstances=")
    assert said["question"] == "channel"
    assert said["given"] == "area=azure&circumstances="
