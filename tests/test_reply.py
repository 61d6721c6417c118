"""A reply with an answer: what it says, what it rests on, and a link that opens exactly this answer."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from filing import FILING, PLACES, THREE, answered, site, words
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from ours import OURS, our_knowledge
from test_markup import Seen
from walks import TODAY, Given, every_path, flow_of, modest, walks

from build_scripts.pages.markdown import Fragments
from build_scripts.pages.replies import page_reply, quoted, sure
from build_scripts.read.evidence import day_of
from build_scripts.staging import Staging
from decision_tree import artefact, browser, reply, worth
from decision_tree.engine import resolve
from decision_tree.links import parse
from decision_tree.markup import html, markdown, plain
from decision_tree.model import UNKNOWN
from decision_tree.reply import (
    Quoted,
    Reply,
    claims_by,
    claims_to_file,
    of_answer,
    of_outcome,
    of_page,
    of_question,
    pays_of_claim,
    pays_words,
    reply_supports,
    strongest,
)
from decision_tree.wording import Citation

TEMPLATE = "Best on Microsoft's template, with signed SoW."


@cache
def staged() -> Staging:
    """Our site, read once."""
    return Staging(OURS)


# ---------- the link


@modest
@given(st.sampled_from(["which-claim", "filing"]).flatmap(lambda name: st.tuples(st.just(name), walks(flow_of(name)))))
def test_the_link_opens_the_answer_it_was_copied_from_with_the_day(walk: tuple[str, Given]) -> None:
    name, answers = walk
    flow = flow_of(name)
    step = resolve(flow, answers, TODAY)
    if step.result is None:
        return
    made = answered(answers, name)
    page, _, fragment = made.address.partition("#")
    link = parse(fragment, flow)
    assert page == f"{PLACES.answers}{step.result.outcome}/"
    assert resolve(flow, link.answers, TODAY).result == step.result
    assert link.on == TODAY and link.problems == ()
    assert Seen(MarkdownIt("commonmark").render(markdown(made.text))).links[0] == made.address
    assert Seen(html(made.text)).links[0] == made.address
    assert made.address in plain(made.text).splitlines()


def test_without_answers_the_link_and_the_words_are_those_for_everybody() -> None:
    held = {**THREE, "circumstances": ("we-hold-build-intent", "government-cloud")}
    general = answered(held, carry=False)
    assert general.address == f"{PLACES.answers}all-three-claims/"
    assert general.carries == ()
    said = plain(general.text)
    for label in ("Build intent", "Influenced Revenue", "Usage recognition"):
        assert f"- {label}, for " in said
    assert "keep" not in said and "For:" not in said
    assert general == of_outcome(FILING, words(), FILING.outcomes["all-three-claims"], general.address)


@pytest.mark.parametrize("name", ["which-claim", "filing"])
def test_without_answers_the_words_are_those_of_the_page_that_knows_none(name: str) -> None:
    flow, pages = flow_of(name), site(name).answers[name]
    for id, outcome in flow.outcomes.items():
        page = pages[id]
        made = of_outcome(flow, words(name), outcome, "https://example.org/")
        pays, counts = (next(it.label for it in part if it.default) for part in (page.pays, page.counts))
        assert parts_of(plain(made.text)) in ((pays, counts), ("", counts)), id


# ---------- what it says


def parts_of(said: str) -> tuple[str, str]:
    """The words of a reply for payment and credit as a whole; empty for payment where each claim tells its own."""
    pays, counts = (
        re.search(name, said) for name in (r"Does it pay\? ([^\n(]+)", r"(?:designation\?|Designation:) ([^.\n(]+)")
    )
    assert counts
    return pays[1].strip() if pays else "", counts[1][:1].upper() + counts[1][1:].strip()


def word_count(text: str) -> int:
    """The number of words in a reply; addresses and punctuation marks are not counted."""
    return len([word for word in text.split() if "://" not in word and re.search(r"\w", word)])


def test_a_reply_says_the_answer_the_claims_how_sure_for_whom_and_when() -> None:
    said = plain(answered(THREE).text)
    assert said.startswith("File three claims.\nhttps://example.org/answers/filing/all-three-claims/#area=")
    for line in (
        "- Build intent, for your presales work: can pay. Within 90 days of purchase (sources say 90 or 120).",
        "- Influenced Revenue, for the product choice: does not pay. No deadline found.",
        f"- Usage recognition, for your adoption work: does not pay (sources disagree). No deadline found. {TEMPLATE}",
        "- Proof: customer-signed, for each: your work, every product named.",
        "Designation: counts for all three customer metrics. How sure: inferred by CPOR Answers.",
        "For: Dynamics 365 · EA or Volume Licensing · presales · adoption · both goals",
    ):
        assert line in said.splitlines(), line
    assert "Checked 28 November 2026, on Microsoft's score lists of mid-2026 (now: https://learn.microsoft.com/" in said
    assert ") and claim pages of October 2023 (now: https://learn.microsoft.com/" in said
    assert said.endswith("). Not by Microsoft.")


@pytest.mark.parametrize("name", ["filing", "which-claim"])
def test_a_reply_with_three_claims_has_at_most_120_words(name: str) -> None:
    three = [
        answers
        for answers, step in every_path(name)
        if step.result and len(claims_to_file(step.result)) == 3 and not answers["circumstances"]
    ]
    assert three
    for answers in three:
        assert word_count(plain(answered(answers, name).text)) <= 120, answers


def test_a_purchase_in_the_link_makes_a_day_of_the_deadline() -> None:
    purchased = date(2026, 11, 2)
    made = of_answer(FILING, words(), resolve(FILING, THREE, TODAY), TODAY, PLACES, carry=True, purchased=purchased)
    assert "can pay. By 31 January 2027. Within 90 days of purchase (sources say 90 or 120)." in plain(made.text)
    assert parse(made.address.partition("#")[2], FILING).purchased == "2026-11-02"
    assert ("Bought on", "2 November 2026") in made.carries
    assert "purchased" not in answered(THREE).address and "January" not in plain(answered(THREE).text)


def test_a_reply_names_only_texts_that_its_sentences_rest_on_and_no_forum() -> None:
    flow = FILING
    for answers in (THREE, {**THREE, "channel": ("csp-own",)}, {**THREE, "circumstances": ("government-cloud",)}):
        found = resolve(flow, answers, TODAY).result
        assert found
        outcome = flow.outcomes[found.outcome]
        ids = {id for _, sources in reply_supports(flow, words(), outcome, found) for id in sources}
        addresses = {it.url or it.see for id, it in words().sources.items() if id in ids and not it.community}
        links = set(Seen(html(answered(answers).text)).links[1:])
        assert links and links <= addresses


def test_what_the_circumstances_take_back_is_the_headline() -> None:
    said = plain(answered({**THREE, "circumstances": ("government-cloud",)}).text)
    assert said.startswith("Not known: government clouds\n")
    assert "each role" not in said and "publicly known. What" not in said
    assert "Claims to file: not publicly known (not known outside Microsoft)" in said
    assert "- Government clouds: nothing certain is known (not known outside Microsoft)" in said
    every = ("we-hold-build-intent", "we-hold-influenced-revenue", "we-hold-usage-recognition")
    assert "Nothing left to file" in plain(answered({**THREE, "circumstances": every}).text)
    assert "In this case" not in plain(answered(THREE).text)


def test_what_was_ticked_is_told_whether_or_not_it_changes_the_answer() -> None:
    ticked = ("other-partner-holds-it", "subscription-renewed", "us-public-sector", "we-hold-usage-recognition")
    said = plain(answered({**THREE, "circumstances": ticked}).text)
    notes = FILING.notes
    for id in ("arbitration", "new-subscription-new-claim", "public-sector-disclosure"):
        assert f"- {notes[id].title}" in said, id
    assert notes["build-intent-deadline"].title not in said, "it holds for everybody with this answer"


def test_what_would_change_the_payment_is_told_only_where_it_did() -> None:
    ticked = ("we-hold-build-intent", "no-designation-yet")
    title = f"- {FILING.notes['designation-needed'].title}"
    assert title not in plain(answered({**THREE, "circumstances": ticked}).text), "nothing left to file pays"
    assert title in plain(answered({**THREE, "circumstances": ("no-designation-yet",)}).text)


def test_a_note_that_weakens_the_evidence_for_claims_says_how_sure_they_are() -> None:
    money = {**THREE, "work": ("presales",), "goal": ("incentive",)}
    assert "How sure: Microsoft, on more than one page." in plain(answered(money).text)
    direct = {**money, "channel": ("web-direct",)}
    assert "How sure: sources disagree." in plain(answered(direct).text)
    power = {**money, "product": ("power-platform",)}
    assert "How sure: sources disagree." in plain(answered(power).text)
    insights = plain(answered({**power, "product": ("customer-insights",)}).text)
    assert "How sure: Microsoft, on more than one page." in insights
    assert "such a subscription" not in insights, "about Customer Insights nobody disagrees"


@pytest.mark.parametrize("name", ["which-claim", "filing"])
def test_no_reply_is_surer_than_the_answer(name: str) -> None:
    flow, wording = flow_of(name), words(name)
    for answers, step in every_path(name):
        assert step.result is not None
        said = plain(answered(answers, name).text)
        own, found = flow.outcomes[step.result.outcome].claims, claims_by(flow, step.result)
        order = list(wording.grades).index
        counts = wording.counts[step.result.counts]
        if claims_to_file(step.result):
            sure = re.search(r"How sure: (.+)\.$", said, re.MULTILINE)
            assert sure and [*wording.grades.values()].index(sure[1]) >= order(found.grade) >= order(own.grade)
            assert parts_of(said) == ("", counts)
            for id in claims_to_file(step.result):
                pays = pays_of_claim(flow, wording, id, worth.pays(flow, id, step.result))
                claim = f"- {wording.claims[id]}, {wording.tasks[id].aim}: {pays}. "
                assert any(line.startswith(claim) for line in said.splitlines()), (claim, said)
            continue
        if step.result.claims == UNKNOWN:
            assert "Claims to file: not publicly known" in said
        else:
            assert f"({wording.grades[found.grade]})" in said
        assert parts_of(said) == (pays_words(step.result, wording.pays), counts)


def test_what_is_held_may_pay_although_the_rest_does_not() -> None:
    held = plain(answered({**THREE, "circumstances": ("we-hold-build-intent",)}).text)
    assert "can pay" not in held and held.count("does not pay") == 2
    assert "Already held, to keep: Build intent" in held and held.count("Build intent claim") == 0
    every = ("we-hold-build-intent", "we-hold-influenced-revenue", "we-hold-usage-recognition")
    none = plain(answered({**THREE, "circumstances": every}).text)
    assert "Claims to file: none (inferred by CPOR Answers)" in none, "that is what the notes on held claims say"
    assert "Does it pay? Nothing is left to file" in none


def test_a_question_is_replied_with_for_somebody_else_to_answer() -> None:
    flow = FILING
    step = resolve(flow, {"area": ("azure",)}, TODAY)
    asked = of_question(flow, step, "channel", PLACES, carry=True)
    assert asked.address == "https://example.org/filing/#area=azure"
    said = plain(asked.text)
    assert "Perpetual" not in said, "that is not offered for Azure"
    assert "So far: Azure" in said
    general = of_question(flow, step, "channel", PLACES, carry=False)
    assert general.address == "https://example.org/filing/#channel"
    assert "Perpetual" in plain(general.text)
    first = of_question(flow, resolve(flow, {}, TODAY), "area", PLACES, carry=True)
    assert first.address == "https://example.org/filing/"


# ---------- evidence


def source(title: str, newest: date = date.min, **more: str) -> Citation:
    """A source that says nothing."""
    return Citation(title=title, publisher="Somebody", dated="some day", newest=newest, **more)


def test_the_surest_fact_comes_first_and_of_its_sources_the_newest() -> None:
    sources = {
        "S1": source("old", date(2020, 1, 1)),
        "S2": source("new", date(2026, 1, 1)),
        "S3": source("sure", date(2021, 1, 1)),
        "S4": source("undated"),
    }
    facts = [("community", ("S2",)), ("microsoft-several", ("S1", "S3", "S4")), ("community", ("S1",))]
    assert strongest(facts, list(words().grades), sources) == ["S3", "S1", "S4", "S2"]


def replied(pieces: list[tuple[str, str]], sources: dict[str, Citation]) -> Reply:
    """A reply with pieces of a short answer, each with ids of its sources in one text."""
    quoted = [Quoted(text=text, sources=tuple(ids.split())) for text, ids in pieces]
    return of_page("T?", quoted, "https://example.org/", "reported", None, sources, words().site)


def test_the_sources_of_each_sentence_stand_behind_it_by_number_and_are_listed_once() -> None:
    pages = {f"S{number}": source(f"Title {number}", date(2020 + number, 1, 1)) for number in range(4)}
    forum = {"S9": replace(pages["S1"], community=True)}
    said = plain(replied([("One.", "S2 S9"), ("Two,", "S3"), ("three.", ""), ("Four.", "S3 S2")], pages | forum).text)
    assert "One. [1] Two, [2] three. Four. [2, 1]" in said
    assert re.findall(r"^- (.+)$", said, re.MULTILINE) == [
        "[1] Somebody, some day, “Title 2”", "[2] Somebody, some day, “Title 3”",
    ], "the forum is left out"  # fmt: skip


def test_what_rests_on_nothing_but_a_forum_names_it() -> None:
    forum = replace(source("Thread"), community=True)
    assert "So. [1]" in plain(replied([("So.", "S1")], {"S1": forum}).text)


def test_what_readers_may_not_be_sent_to_is_named_and_the_page_of_today_linked() -> None:
    upload = source("Uploaded", date(2020, 1, 1), see="https://learn.microsoft.com/current")
    made = replied([("So.", "S1")], {"S1": upload})
    assert Seen(html(made.text)).links == ["https://example.org/", "https://learn.microsoft.com/current"]
    assert "Somebody, some day (now: https://learn.microsoft.com/current)" in plain(made.text)
    undated = replied([("So.", "S1")], {"S1": replace(upload, newest=date.min)})
    assert "Somebody, some day, “Uploaded” (now: " in plain(undated.text)


def test_a_page_in_another_language_is_linked_only_where_there_is_none_in_english_and_says_so() -> None:
    read = source("Seite", date(2020, 1, 1), url="https://example.org/seite", language="German")
    alone = replied([("So.", "S1")], {"S1": read})
    assert "Somebody, some day: https://example.org/seite (in German)" in plain(alone.text)
    english = replied([("So.", "S1")], {"S1": replace(read, see="https://example.org/page")})
    assert Seen(html(english.text)).links[1:] == ["https://example.org/page"]
    assert "German" not in plain(english.text)


def test_what_somebody_quotes_from_microsoft_is_named_as_a_quotation() -> None:
    notes = source("Notes", quotes="Microsoft's page of July")
    made = replied([("So.", "S1")], {"S1": notes})
    assert "Microsoft's page of July, as quoted by Somebody, some day, “Notes”" in plain(made.text)


def test_a_fact_that_nobody_knows_has_no_sources_to_name() -> None:
    said = plain(replied([("So.", "")], {}).text)
    assert "Source" not in said and "[" not in said


def test_a_forum_is_named_only_where_there_is_nothing_else() -> None:
    forum, page = replace(source("forum", date(2026, 1, 1)), community=True), source("page", date(2020, 1, 1))
    facts = [("community", ("S1", "S2"))]
    assert strongest(facts, list(words().grades), {"S1": forum, "S2": page}) == ["S2"]
    assert strongest([("community", ("S1",))], list(words().grades), {"S1": forum}) == ["S1"]


@pytest.mark.parametrize(("said", "day"), [
    ("10 October 2023", date(2023, 10, 10)),
    ("14 March 2019, and an edition of 4 October 2019", date(2019, 10, 4)),
    ("28 May 2021, in a version of 16 July 2021", date(2021, 7, 16)),
    ("August to September 2023", date(2023, 9, 1)),
    ("question of 12 March 2026; replies undated", date(2026, 3, 12)),
    ("2022, and 28 April 2023", date(2023, 4, 28)),
    ("undated, later than October 2023", date.min),
    ("undated", date.min),
])  # fmt: skip
def test_a_date_in_words_says_how_new_a_source_is(said: str, day: date) -> None:
    assert day_of(said) == day


def test_every_dated_source_of_the_register_is_newer_than_none() -> None:
    for id, one in our_knowledge().sources.items():
        assert (day_of(one.date) == date.min) == one.date.startswith("undated"), id


# ---------- replies of the build


def test_every_question_page_and_every_event_has_a_reply_in_every_format() -> None:
    files = {name: text for name, text in staged().pages.fetched() if name.startswith("assets/replies/")}
    questions = [page for page in staged().site.written.values() if page.is_question]
    assert set(files) == {
        "assets/replies/timeline.json",
        *(f"assets/replies/{page.path.stem}.json" for page in questions),
    }
    for page in questions:
        made = json.loads(files[f"assets/replies/{page.path.stem}.json"])["page"]
        assert set(made["formats"]) == {"link", "html", "markdown", "bbcode", "text"}
        assert made["address"].endswith(f"/questions/{page.path.stem}/")
        assert page.question() in made["formats"]["text"]
        assert "As checked on " in made["formats"]["text"]
        assert word_count(made["formats"]["text"]) <= 200, page.path
        assert not {"[^", "{grade", "**"} & set(made["formats"]["text"].split())
    events = json.loads(files["assets/replies/timeline.json"])
    assert set(events) == set(our_knowledge().events)


def test_a_reply_of_each_question_page_names_the_sources_of_its_short_answer_and_no_others() -> None:
    for name, page in staged().site.written.items():
        if not page.is_question:
            continue
        text = " ".join(page.short_answer())
        knowledge = our_knowledge()
        cited = [it for id, it in knowledge.sources.items() if f"[^{id}]" in text and it.kind.weight != "forum"]
        made = page_reply(name, page, Fragments(knowledge), "https://example.org/")
        assert len(made.text[3].lines) == len(cited), name
        shown = {it.see if it.see and (it.language or not it.url) else it.url for it in cited} - {""}
        assert set(Seen(html(made.text)).links[1:]) == shown, name


def test_a_citation_within_a_sentence_stays_at_its_place() -> None:
    pieces = quoted("It is *new*,[^S04][^S05] they say.[^S06] Nobody knows.", Fragments(our_knowledge()))
    assert [(it.text, it.sources) for it in pieces] == [
        ("It is new,", ("S04", "S05")), ("they say.", ("S06",)), ("Nobody knows.", ()),
    ]  # fmt: skip


def test_a_page_with_parts_says_how_sure_each_is() -> None:
    page = next(page for page in staged().site.written.values() if len(page.front.grades) == 2)
    words = {id: grade.label for id, grade in our_knowledge().grades.items()}
    said = " · ".join(f"{part}: {words[of]}" for part, of in page.front.grades.items())
    assert sure(page, words) == said


def test_footnotes_and_emphasis_are_left_behind() -> None:
    fragments = Fragments(our_knowledge())
    assert fragments.plain("It is *under review*[^S04], says **one**.") == "It is under review, says one."


# ---------- what the worker says


def test_the_worker_replies_as_the_command_line_does() -> None:
    browser.load(artefact.dump(FILING, []))
    browser.load(artefact.dump_wording(words()))
    asked = {
        "flow": "filing",
        "fragment": "#area=azure&channel=csp-own&circumstances=",
        "outcome": "azure-csp",
        "carry": True,
        "today": TODAY.isoformat(),
        "places": {"flow": PLACES.flow, "answers": PLACES.answers},
    }
    made = answered({"area": ("azure",), "channel": ("csp-own",), "circumstances": ()})
    assert json.loads(browser.reply_to(json.dumps(asked))) == json.loads(json.dumps(reply.reply_json(made)))
    elsewhere = json.loads(browser.reply_to(json.dumps({**asked, "outcome": "not-listed"})))
    assert elsewhere["address"] == f"{PLACES.answers}not-listed/", "what the page shows, not where its answers lead"
    question = json.loads(browser.reply_to(json.dumps({**asked, "outcome": None, "fragment": "area=azure"})))
    assert question["address"] == f"{PLACES.flow}#area=azure"


def test_words_of_another_version_are_refused() -> None:
    text = artefact.dump_wording(words())
    with pytest.raises(artefact.ArtefactError, match="version 99"):
        artefact.load(text.replace('"artefact":1', '"artefact":99'))
    with pytest.raises(artefact.ArtefactError, match="damaged"):
        artefact.load('{"artefact":1,"wording":{"flow":"x"}}')


def test_the_answer_may_have_no_day_on_which_it_was_checked() -> None:
    outcome = replace(FILING.outcomes["azure-csp"], checked=None)
    assert "As checked" not in plain(of_outcome(FILING, words(), outcome, "https://example.org/").text)
