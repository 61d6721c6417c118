"""The link contract: what forums do to links is undone; what is then unknown is named, and the rest is kept."""

import time
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from walks import TODAY, Given, anything, flow_of, modest, walks

from decision_tree.browser import view_of
from decision_tree.engine import resolve
from decision_tree.links import LONGEST, MOST_PROBLEMS, Link, link_of, parse, parse_plan, write
from decision_tree.model import Flow

CANONICAL = (
    "area=business-applications&product=dynamics-365&channel=volume-licensing"
    "&work=presales,adoption&goal=both&circumstances=government-cloud"
)

ANSWERS: Given = {
    "area": ("business-applications",),
    "product": ("dynamics-365",),
    "channel": ("volume-licensing",),
    "work": ("presales", "adoption"),
    "goal": ("both",),
    "circumstances": ("government-cloud",),
}


@pytest.fixture(scope="module")
def flow() -> Flow:
    """The flow that the site is for."""
    return flow_of("filing")


def kept(link: Link) -> Given:
    """The answers of a link that had no problems."""
    assert link.problems == () and link.partly == {}
    return dict(link.answers)


# ---------- what a link says


def test_a_canonical_link_is_read_with_and_without_its_hash(flow: Flow) -> None:
    assert kept(parse(CANONICAL, flow)) == ANSWERS
    assert kept(parse("#" + CANONICAL, flow)) == ANSWERS


def test_no_fragment_is_no_answer_and_no_problem(flow: Flow) -> None:
    for nothing in ("", "#", "&", "#&&", "##", "?"):
        assert parse(nothing, flow) == Link()


def test_the_anchor_of_a_section_is_no_answer_and_no_problem(flow: Flow) -> None:
    assert parse("#channel", flow) == Link()
    assert parse("#how-far-the-evidence-reaches", flow) == Link()


def test_an_empty_choice_is_an_answer_where_nothing_may_be_chosen(flow: Flow) -> None:
    assert kept(parse("area=azure&channel=web-direct&circumstances=", flow))["circumstances"] == ()


def test_the_order_of_the_answers_does_not_matter(flow: Flow) -> None:
    assert kept(parse("&".join(reversed(CANONICAL.split("&"))), flow)) == ANSWERS


def test_dates_are_taken_as_they_are_written_and_judged_by_the_engine() -> None:
    flow = flow_of("everything")
    assert kept(parse("paper=letter&signed=2026-11-01", flow))["signed"] == ("2026-11-01",)
    link = parse("paper=letter&signed=soon", flow)
    opened = resolve(flow, kept(link), TODAY).opened
    assert opened is not None and opened.question == "signed" and opened.problem is not None


def test_words_that_yaml_reads_as_something_else_are_options_like_others() -> None:
    assert kept(parse("paper=nothing&sure=yes", flow_of("everything"))) == {"paper": ("nothing",), "sure": ("yes",)}


# ---------- reserved keys


def test_on_is_the_day_the_link_was_copied(flow: Flow) -> None:
    link = parse("area=azure&on=2026-11-23", flow)
    assert link.on == date(2026, 11, 23) and kept(link) == {"area": ("azure",)}


def test_at_is_the_question_to_show_again(flow: Flow) -> None:
    link = parse("area=azure&channel=csp-own&at=channel", flow)
    assert link.at == "channel" and kept(link) == {"area": ("azure",), "channel": ("csp-own",)}


def test_reserved_keys_that_cannot_be_used_are_named(flow: Flow) -> None:
    link = parse("area=azure&on=yesterday&at=nowhere", flow)
    assert (link.on, link.at, link.answers) == (None, None, {"area": ("azure",)})
    assert link.problems == (
        "The link says that it was copied on “yesterday”, which is not a date.",
        "The link speaks of “nowhere”, which this questionnaire does not ask.",
    )


def test_reserved_keys_are_not_written(flow: Flow) -> None:
    step = resolve(flow, parse("area=azure&channel=csp-own&on=2026-11-23&at=channel", flow).answers, TODAY)
    assert link_of(step) == "area=azure&channel=csp-own"


# ---------- what forums do


@pytest.mark.parametrize(
    "mangled",
    [
        CANONICAL.replace("&", "&amp;"),
        CANONICAL.replace("&", "&amp;amp;"),
        CANONICAL.replace("&", "&AMP;"),
        CANONICAL.replace("&", "&#38;"),
        CANONICAL.replace("&", "&amp;#38;"),
        CANONICAL.replace("&", "&#x26;"),
        quote(CANONICAL, safe=""),
        quote(quote(CANONICAL, safe=""), safe=""),
        quote(quote(quote(CANONICAL, safe=""), safe=""), safe=""),
        quote(CANONICAL.replace("&", "&amp;"), safe=""),
        quote(CANONICAL, safe="").replace("%26", "&amp;"),
        quote(CANONICAL, safe="=&"),
        quote(quote(CANONICAL, safe="=&"), safe="=&"),
        quote(CANONICAL, safe="").lower(),
        "%23" + quote(CANONICAL, safe=""),
        "".join(f"%{ord(letter):02X}" for letter in CANONICAL),
        CANONICAL.replace(",", "+"),
        CANONICAL.replace(",", ", "),
        CANONICAL.replace(",", ",+"),
        CANONICAL.replace(",", "%20"),
        CANONICAL.replace(",", ";"),
        CANONICAL.replace("&", "+&+"),
        CANONICAL + "&",
        "&" + CANONICAL,
        CANONICAL.replace("&", "&&"),
        "?" + CANONICAL,
        "/" + CANONICAL,
        CANONICAL.replace("&", "?", 1),
        CANONICAL.replace("&", "#", 1),
    ],
)
def test_what_forums_do_to_a_whole_link_is_undone(flow: Flow, mangled: str) -> None:
    assert kept(parse(mangled, flow)) == ANSWERS
    assert kept(parse("#" + mangled, flow)) == ANSWERS


BEHIND = (
    ".", ",", ")", ">", ").", ">,", "...", "…", "'", '"', "”", "’", "»", '").', "*", "**", "_", "`", "]", "](", "|",
    "\\", "!", "?", ":", ";", "}", "+", "\n", "\u00a0", "\u200b", "%20", "%29", "%29.", "%22", "%E2%80%9D",
    "&gt;", "&quot;", "&#39;", "&amp;gt;",
)  # fmt: skip


@pytest.mark.parametrize("behind", BEHIND)
def test_what_writing_leaves_behind_a_link_is_taken_off(flow: Flow, behind: str) -> None:
    assert kept(parse(CANONICAL + behind, flow)) == ANSWERS
    assert kept(parse("#" + quote(CANONICAL, safe="") + behind, flow)) == ANSWERS


@pytest.mark.parametrize("around", ["''", '""', "“”", "„“", "«»", "()", "<>", "[]", "``", "**", "__", "  "])
def test_what_writing_puts_around_a_link_is_taken_off(flow: Flow, around: str) -> None:
    assert kept(parse(around[0] + CANONICAL + around[1], flow)) == ANSWERS


APPENDED = (
    "utm_source=forum&utm_medium=social", "UTM_Campaign=%D7%90", "fbclid=IwAR0x", "gclid=a", "dclid=a", "msclkid=1",
    "ttclid=1", "mc_cid=1&mc_eid=2", "mkt_tok=x", "_hsenc=x&_hsmi=y", "_ga=2.1", "_gl=1*x", "si=abc", "igshid=1",
    "WT.mc_id=a", "ocid=AID", "ref=forum", "ref_src=twsrc",
)  # fmt: skip


@pytest.mark.parametrize("appended", APPENDED)
def test_appended_tracking_parameters_are_nothing_to_speak_of(flow: Flow, appended: str) -> None:
    for link in (CANONICAL, quote(CANONICAL, safe="")):
        for joined in (f"{link}&{appended}", f"{link}&amp;{appended}", f"{link}?{appended}"):
            assert kept(parse(joined, flow)) == ANSWERS


GAPS = ("%20", "%0A", "%0D%0A", "%2520", "%250A", "%C2%AD", "%E2%80%8B", "+", " ", "\n", "&nbsp;", "\u00ad", "\u200b")


@pytest.mark.parametrize("gap", GAPS)
def test_an_id_that_is_broken_in_two_is_whole_again(flow: Flow, gap: str) -> None:
    for whole, broken in (
        ("volume-licensing", f"volume-{gap}licensing"),
        ("volume-licensing", f"volume{gap}-licen{gap}sing"),
        ("channel=", f"chan{gap}nel{gap}="),
        ("presales,adoption", f"pre{gap}sales,adop{gap}tion"),
        ("presales,adoption", f"presales{gap}adop{gap}tion"),
        ("government-cloud", f"government-{gap}cloud"),
    ):
        assert whole in CANONICAL
        assert kept(parse(CANONICAL.replace(whole, broken), flow)) == ANSWERS


def test_in_a_date_a_gap_is_closed_and_words_stay_as_they_are() -> None:
    flow = flow_of("everything")
    assert kept(parse("paper=letter&signed=2026-%0A11-01", flow))["signed"] == ("2026-11-01",)
    assert kept(parse("paper=letter&signed=Next week", flow))["signed"] == ("Next week",)
    assert parse("area=azure&ON=2026-%0A11-23", flow_of("filing")).on == date(2026, 11, 23)


def test_capitals_are_none_of_ours(flow: Flow) -> None:
    assert kept(parse("AREA=Azure&Channel=CSP-Own", flow)) == {"area": ("azure",), "channel": ("csp-own",)}
    assert kept(parse(CANONICAL.upper(), flow)) == ANSWERS
    assert parse("AREA=Azure&Channel=CSP-Own&AT=Channel", flow).at == "channel"


def test_the_other_products_of_a_plan_are_mended_and_those_that_are_unknown_stay(flow: Flow) -> None:
    broken = "1=Azure-%0Acsp&1.AREA=Azure&1. channel=volume-%0Alicensing&2.work=pre%20sales,Adoption&2.area=azur"
    link = parse(broken, flow)
    assert link.carried == "1=azure-csp&1.area=azure&1.channel=volume-licensing&2.work=presales,adoption&2.area=azur"
    first, second = parse_plan(broken, flow).products
    assert (first.made_for, first.answers) == ("azure-csp", {"area": ("azure",), "channel": ("volume-licensing",)})
    assert second.answers == {"work": ("presales", "adoption")}
    assert parse_plan("1=Azure-cps&1.area=azure", flow).problems == (
        "Product 1: The link speaks of the answer “Azure-cps”, which is none of ours.",
    )


@pytest.mark.parametrize("name", ["which-claim", "everything"])
def test_no_option_is_spelled_by_others_so_that_a_gap_divides_what_it_may_also_have_broken(name: str) -> None:
    for question in flow_of(name).questions.values():
        ids = {option.id for option in question.options}
        assert ids.isdisjoint(one + other for one in ids for other in ids)


# ---------- what is unknown


def test_an_unknown_question_is_named_and_the_rest_is_kept(flow: Flow) -> None:
    link = parse("area=azure&colour=red&channel=csp-own", flow)
    assert link.answers == {"area": ("azure",), "channel": ("csp-own",)}
    assert link.problems == ("The link speaks of “colour”, which this questionnaire does not ask.",)


def test_an_unknown_option_is_named_and_not_guessed_at(flow: Flow) -> None:
    for said in ("Azur", "azur", "azure,modern-work", "azure-", "modern work", "az ure modern"):
        link = parse(f"area={said}&channel=csp-own", flow)
        assert link.answers == {"channel": ("csp-own",)}
        assert link.problems == (f"The link answers “Product area” with “{said}”, which is not one of its choices.",)


def test_a_question_that_is_answered_with_nothing_is_named(flow: Flow) -> None:
    link = parse("area=&channel=csp-own", flow)
    assert link.answers == {"channel": ("csp-own",)}
    assert link.problems == ("The link answers “Product area” with nothing, which is not one of its choices.",)


def test_of_several_choices_with_an_unknown_one_the_known_are_kept_to_be_asked_again(flow: Flow) -> None:
    fragment = CANONICAL.replace("presales,adoption", "presales,deploying,adoption")
    link = parse(fragment, flow)
    assert "work" not in link.answers and link.partly == {"work": ("presales", "adoption")}
    assert link.problems == ("The link answers “Your work” with “deploying”, which is not one of its choices.",)
    view = view_of(flow, fragment, TODAY)
    assert (view["question"], view["chosen"], view["problem"]) == ("work", ["presales", "adoption"], None)
    assert view["to-here"] == "area=business-applications&product=dynamics-365&channel=volume-licensing"


def test_hostile_content_among_several_choices_is_named_as_it_was_written(flow: Flow) -> None:
    link = parse("work=<script>alert(1)</script>,presales,__proto__", flow)
    assert link.partly == {"work": ("presales",)}
    assert ["“<script>alert(1)</script>”" in link.problems[0], "“__proto__”" in link.problems[1]] == [True, True]


def test_several_choices_of_which_none_is_known_are_asked_again_with_nothing_chosen(flow: Flow) -> None:
    view = view_of(flow, "area=security-microsoft-365&channel=csp-other&work=this,that", TODAY)
    assert (view["question"], view["chosen"], len(view["problems"])) == ("work", [], 2)


def test_a_part_that_is_no_answer_is_named(flow: Flow) -> None:
    link = parse("area=azure&rubbish&=lost&channel=csp-own", flow)
    assert link.answers == {"area": ("azure",), "channel": ("csp-own",)}
    assert link.problems == (
        "The link holds “rubbish”, which answers no question.",
        "The link holds “=lost”, which answers no question.",
    )


@pytest.mark.parametrize(
    ("fragment", "area"), [("area=azure&area=modern-work", "azure"), ("area=modern-work&area=azure", "modern-work")]
)
def test_of_two_answers_to_a_question_the_first_is_kept_and_the_second_named(
    flow: Flow, fragment: str, area: str
) -> None:
    link = parse(fragment, flow)
    assert link.answers == {"area": (area,)}
    assert link.problems == ("The link answers “Product area” twice; the first answer was kept.",)


def test_a_second_answer_that_says_the_same_and_something_unknown_is_named(flow: Flow) -> None:
    link = parse("work=presales&work=presales,bogus", flow)
    assert link.answers == {"work": ("presales",)}
    assert link.problems == ("The link answers “Your work” twice; the first answer was kept.",)


def test_the_same_answer_twice_is_nothing_to_speak_of(flow: Flow) -> None:
    assert kept(parse(f"{CANONICAL}&{CANONICAL}", flow)) == ANSWERS
    assert kept(parse("work=presales,presales", flow)) == {"work": ("presales",)}


def test_an_answer_that_cannot_be_used_leaves_room_for_one_that_can(flow: Flow) -> None:
    link = parse("area=nonsense&area=azure", flow)
    assert link.answers == {"area": ("azure",)} and len(link.problems) == 1


def test_many_problems_are_counted_instead_of_told(flow: Flow) -> None:
    link = parse("&".join(f"key{number}=x" for number in range(40)) + "&area=azure", flow)
    assert link.answers == {"area": ("azure",)}
    assert len(link.problems) == MOST_PROBLEMS + 1
    assert link.problems[-1] == "And 35 more things that could not be used."


def test_each_problem_is_told_once(flow: Flow) -> None:
    assert len(parse("a=1&a=2&a=3", flow).problems) == 1


# ---------- hostile content


HOSTILE = (
    "<script>alert(1)</script>", "\"><img src onerror", "javascript:alert(1)", "__proto__", "constructor", "prototype",
    "toString", "hasOwnProperty", "../../etc/passwd", "${7*7}", "{{7*7}}", "\x00", "\u202eazure", "äöü", "日本語", "🦊",
)  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_content_is_named_as_text_and_the_rest_is_kept(flow: Flow, said: str) -> None:
    known = "area=azure&channel=csp-own"
    for part in (f"{said}=x", f"{quote(said)}=x", f"goal={said}", f"goal={quote(said)}", said):
        for fragment in (f"{part}&{known}", f"{known}&{part}"):
            link = parse(fragment, flow)
            assert link.answers == {"area": ("azure",), "channel": ("csp-own",)}
            assert len(link.problems) == 1 and f"“{said}”" in link.problems[0]


@pytest.mark.parametrize("broken", ["%", "%%", "%2", "%zz", "%E0%A4%A", "%FF%FE", "%u0041", "%C0%AF"])
def test_broken_percent_encoding_is_named_and_the_rest_is_kept(flow: Flow, broken: str) -> None:
    link = parse(f"area=azure&{broken}=1&channel=csp-own&goal={broken}", flow)
    assert link.answers == {"area": ("azure",), "channel": ("csp-own",)}
    assert len(link.problems) == 2


OVERSIZED = {
    "a value": "area=azure&x=" + "a" * 100_000 + "&channel=csp-own",
    "a key": "area=azure&" + "a" * 100_000 + "=x&channel=csp-own",
    "no pair": "area=azure&" + "a" * 100_000 + "&channel=csp-own",
    "an answer": "area=azure&work=" + "a" * 100_000 + "&channel=csp-own",
    "many choices": "area=azure&work=" + "a," * 50_000 + "&channel=csp-own",
    "other choices": "area=azure&work=" + ",".join(map(str, range(17_000))) + "&channel=csp-own",
    "many keys": "area=azure&" + "".join(f"k{number}=&" for number in range(11_000)) + "channel=csp-own",
    "repeated": "area=azure&" * 9_000 + "channel=csp-own",
    "entities": "area=azure&" + "amp;" * 25_000 + "channel=csp-own",
    "many entities": "area=azure" + "&amp;" * 20_000 + "channel=csp-own",
    "other entities": "area=azure&x=" + "&quot;" * 16_000 + "&channel=csp-own",
    "layers": "area=azure&x=%" + "25" * 50_000 + "&channel=csp-own",
    "encoded": "area=azure&x=" + "%3C" * 33_000 + "&channel=csp-own",
    "hashes": "area=azure" + "#" * 100_000 + "channel=csp-own",
    "brackets": "area=azure" + ")" * 100_000 + "&channel=csp-own",
    "equals": "area=azure&" + "=" * 100_000 + "&channel=csp-own",
}


@pytest.mark.parametrize("fragment", OVERSIZED.values(), ids=OVERSIZED.keys())
def test_a_hundred_thousand_characters_are_read_in_bounded_time_and_the_rest_is_kept(flow: Flow, fragment: str) -> None:
    start = time.process_time()
    link = parse(fragment, flow)
    assert time.process_time() - start < 2
    assert link.answers["area"] == ("azure",) and link.answers["channel"] == ("csp-own",)
    assert len(link.problems) <= MOST_PROBLEMS + 1 and all(len(problem) < 200 for problem in link.problems)


def test_of_a_link_without_end_the_first_part_is_read_and_that_is_said(flow: Flow) -> None:
    start = time.process_time()
    link = parse("area=azure&" + "x=y&" * 2_000_000 + "channel=csp-own", flow)
    assert time.process_time() - start < 2
    assert link.answers == {"area": ("azure",)}
    assert (
        link.problems[0] == f"The link is too long to be one of ours: only its first {LONGEST:,} characters were read."
    )


def test_an_answer_that_was_cut_in_two_is_not_read(flow: Flow) -> None:
    head = "area=azure&x=" + "y" * (LONGEST - 31)
    cut = parse(f"{head}&work=presales,adoption", flow)
    assert "work" not in cut.answers and "work" not in cut.partly
    assert cut.answers == {"area": ("azure",)}


@modest
@given(text=st.text() | st.text(alphabet="area=zu&%25#?;+,.<>cshnl-ow "))
def test_no_text_makes_parsing_fail(flow: Flow, text: str) -> None:
    link = parse(text, flow)
    for question, chosen in [*link.answers.items(), *link.partly.items()]:
        assert all(flow.questions[question].option(id) for id in chosen)


# ---------- writing


def test_only_answers_on_the_path_are_written(flow: Flow) -> None:
    step = resolve(flow, {"seats": ("over-300",), **ANSWERS, "area": ("azure",)}, TODAY)
    assert link_of(step) == "area=azure&channel=volume-licensing&circumstances=government-cloud"


def test_answers_are_written_in_the_order_of_the_path_and_choices_in_that_of_the_question(flow: Flow) -> None:
    shuffled = (
        "work=adoption,presales&area=security-microsoft-365&goal=both&channel=csp-other"
        "&circumstances=us-public-sector,government-cloud"
    )
    step = resolve(flow, parse(shuffled, flow).answers, TODAY)
    assert link_of(step) == (
        "area=security-microsoft-365&channel=csp-other&work=presales,adoption&goal=both"
        "&circumstances=government-cloud,us-public-sector"
    )


def test_a_canonical_link_needs_no_encoding(flow: Flow) -> None:
    assert link_of(resolve(flow, ANSWERS, TODAY)) == CANONICAL
    assert quote(CANONICAL, safe="=&,-") == CANONICAL


@pytest.mark.parametrize("name", ["which-claim", "everything"])
@modest
@given(data=st.data())
def test_what_is_written_is_read_back(name: str, data: st.DataObject) -> None:
    flow = flow_of(name)
    step = resolve(flow, data.draw(walks(flow)), TODAY)
    link = parse(link_of(step), flow)
    assert kept(link) == step.answers
    assert resolve(flow, link.answers, TODAY) == step


# ---------- everything at once


def html(text: str) -> str:
    return text.replace("&", "&amp;")


def percent(text: str) -> str:
    return quote(text, safe="")


MANGLERS = (
    html,
    percent,
    lambda text: quote(text, safe="=&#"),
    lambda text: text + ").",
    lambda text: text + '",',
    lambda text: f"<{text}>",
    lambda text: f"“{text}”",
    lambda text: text + "&utm_source=forum&fbclid=x",
    lambda text: html(text) + "&amp;utm_campaign=a%20b",
    lambda text: text + "&",
    lambda text: text.replace(",", "+"),
    lambda text: text.replace("-", "-\n"),
    lambda text: text.replace("-", "-\u00ad"),
    str.title,
    lambda text: " " + text + "\n",
)


@pytest.mark.parametrize("name", ["which-claim", "everything"])
@modest
@given(data=st.data(), manglers=st.lists(st.sampled_from(MANGLERS), max_size=4))
def test_whatever_forums_do_one_after_the_other_the_answers_are_the_same(
    name: str, data: st.DataObject, manglers: list
) -> None:
    flow = flow_of(name)
    step = resolve(flow, data.draw(walks(flow)), TODAY)
    assume(manglers.count(percent) <= 3)
    fragment = link_of(step)
    for mangle in manglers:
        fragment = mangle(fragment)
    assert kept(parse("#" + fragment, flow)) == step.answers


@modest
@given(data=st.data())
def test_known_answers_are_kept_whatever_stands_between_them(flow: Flow, data: st.DataObject) -> None:
    step = resolve(flow, data.draw(walks(flow)), TODAY)
    strangers = data.draw(
        anything(flow).map(lambda given: {id: it for id, it in given.items() if id not in flow.questions})
    )
    noise = [quote(write({id: it}), safe="=,") for id, it in strangers.items() if id not in ("on", "at")]
    parts = data.draw(st.permutations([*link_of(step).split("&"), *noise]))
    assert parse("&".join(parts), flow).answers == step.answers
