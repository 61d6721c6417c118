"""What sentences say of metrics, by words that are declared."""

from dataclasses import replace

import pytest

from build_scripts.read.listings import ListWords, contradicted
from build_scripts.read.sayings import MetricWords, states_anywhere
from decision_tree.model import Designation, Metric

WORDS = MetricWords(
    {
        "fed": ["counts for METRIC", "count for METRIC", "METRIC … count through", "counts for METRIC at most"],
        "not-fed": ["does not count for METRIC"],
        "disputed": ["sources disagree whether", "counts for METRIC at most"],
    },
    {"customers": ["New customers", "every metric"], "usage": ["Usage growth", "usage", "every metric"]},
    {"advice": ["Advice", ""], "use": ["Usage recognition"]},
)


@pytest.mark.parametrize(
    ("text", "said"),
    {
        "It counts for new\ncustomers.": [("customers", "fed", ())],
        "It COUNTS for usage and new customers.": [("usage", "fed", ()), ("customers", "fed", ())],
        "It counts for every metric.": [("customers", "fed", ()), ("usage", "fed", ())],
        "It does not count for usage growth.": [("usage", "not-fed", ())],
        "It counts for new customers at most.": [("customers", "disputed fed", ())],
        "Usage of them does count through a link.": [("usage", "fed", ())],
        "Usage of them, they say. Customers count through a link.": [],
        "It counts for new customers. Sources disagree whether it is accepted.": [("customers", "disputed fed", ())],
        "Sources disagree whether it is accepted.": [],
        "Advice counts for new customers; usage recognition counts for usage.": [
            ("customers", "fed", ("advice",)),
            ("usage", "fed", ("use",)),
        ],
        "Advice counts for new customers, and usage recognition for more.": [("customers", "fed", ("advice",))],
        "It counts for usage, not for advice or usage recognition.": [("usage", "fed", ("advice", "use"))],
        "File advice, which counts for new customers, and usage recognition.": [("customers", "fed", ("advice",))],
        "It counts for nothing, and usage grows.": [],
    }.items(),
)
def test_a_sentence_says_something_of_a_metric(text: str, said: list[tuple[str, str, tuple[str, ...]]]) -> None:
    found = [(one.metric, " ".join(sorted(one.states)), one.associations) for one in WORDS.said_in(text)]
    assert found == said


def test_nothing_is_found_where_no_words_are_declared() -> None:
    assert MetricWords({}, {"usage": ["Usage"]}, {}).said_in("It counts for usage.") == []
    assert MetricWords({"fed": ["counts for METRIC"]}, {}, {}).said_in("It counts for usage.") == []


def designation(id: str, **fed_by: str) -> Designation:
    """A designation whose metrics are each fed by one claim."""
    made = (
        Metric(id=id, fed_by=frozenset({one}), disputed=frozenset({"maybe"}), text="", grade="", sources=())
        for id, one in fed_by.items()
    )
    return Designation(id=id, label="", metrics=tuple(made))


def test_what_a_claim_counts_for_is_asked_of_the_designations_that_list_it() -> None:
    both = [designation("sales", customers="advice", usage="use"), designation("service", customers="use", usage="use")]
    assert states_anywhere(both, "advice", "customers") == {"fed"}
    assert states_anywhere(both, "advice", "usage") == {"not-fed"}
    assert states_anywhere(both, "use", "customers") == {"fed", "not-fed"}
    assert states_anywhere(both, "maybe", "usage") == {"disputed"}
    assert states_anywhere(both, "another", "usage") == {"not-fed"}


LISTS = ListWords(
    {
        "listed": ["counts for DESIGNATION", "DESIGNATION, ASSOCIATION is listed", "DESIGNATION … count ASSOCIATION"],
        "not-listed": ["does not count for DESIGNATION", "is not listed for DESIGNATION"],
        "unknown": ["whether … counts for DESIGNATION"],
    },
    {"sales": ["the sales badge", "badges"], "service": ["Service", "badges"], "none": ["service abroad"]},
    {"advice": ["Advice", "filing"], "use": ["Use it", "filing"]},
)


@pytest.mark.parametrize(
    ("text", "said"),
    {
        "Advice counts for\nService.": [("listed", "service", "advice")],
        "Advice counts for the\nsales\n  badge.": [("listed", "sales", "advice")],
        "Advice counts for service abroad.": [("listed", "none", "advice")],
        "It COUNTS for service.": [("listed", "service", "")],
        "Advice [^S01] counts [^S02] for the sales badge [^S03], and for Service.": [
            ("listed", "sales", "advice"),
            ("listed", "service", "advice"),
        ],
        "Advice is not listed for Service, nor for the sales badge.": [
            ("not-listed", "service", "advice"),
            ("not-listed", "sales", "advice"),
        ],
        "Advice counts for badges.": [("listed", "sales service", "advice")],
        "Filing counts for Service.": [("listed", "service", "advice use")],
        "Advice does not count for Service.": [("not-listed", "service", "advice")],
        "Whether advice counts for Service is not known.": [("unknown", "service", "advice")],
        "For Service, advice is listed; use it.": [("listed", "service", "advice")],
        "By that page the sales badge does count advice and use it.": [
            ("listed", "sales", "advice"),
            ("listed", "sales", "use"),
        ],
        "Advice, not: use it, counts for Service.": [("listed", "service", "use")],
        "It counts for Service, and advice is more.": [("listed", "service", "")],
        "| Advice | counts for Service |": [("listed", "service", "")],
        "Advice counts for Service? Advice counts for Service\nabroad?": [],
        "[Whose advice counts for Service?](here.md) is another page.": [],
        "Advice counts for Service. Does it?": [("listed", "service", "advice")],
        "## Advice counts for Service\n\nDoes it?": [("listed", "service", "advice")],
        "Advice counts for services, and for customer service.": [],
        "Advice counts.": [],
    }.items(),
)
def test_a_sentence_says_what_counts_for_a_designation(text: str, said: list[tuple[str, str, str]]) -> None:
    found = list(LISTS.said_in(text))
    assert [(one.value, " ".join(one.designations), " ".join(one.associations)) for one in found] == said
    assert all(text[one.at :].startswith(one.words) for one in found)


NEAREST = ListWords(
    {
        "listed": ["counts for DESIGNATION", "ASSOCIATION counts", "ASSOCIATION count", "list ASSOCIATION"],
        "not-listed": ["ASSOCIATION does not count", "no ASSOCIATION counts"],
        "unknown": ["whether … ASSOCIATION counts"],
    },
    {"sales": ["Sales", "badges"], "service": ["Service", "badges", "Service abroad"]},
    {"advice": ["Advice", "filing"], "use": ["Use it", "filing"]},
)


@pytest.mark.parametrize(
    ("text", "topics", "said"),
    [
        ("Sales: advice counts.", (), [("listed", "sales", "advice")]),
        ("For sales, advice counts, too.", ("Service",), [("listed", "sales", "advice")]),
        ("Advice counts, and sales are known.", ("Service",), [("listed", "sales", "advice")]),
        ("That is service. Advice [^S01]\ncounts.", ("Sales",), [("listed", "service", "advice")]),
        (
            "The lists list advice and use it.",
            ("Work", "Sales"),
            [("listed", "sales", "advice"), ("listed", "sales", "use")],
        ),
        ("Advice counts.", ("Sales and service", "Sales"), []),
        ("Advice counts.", ("Work",), []),
        ("Advice does not count.", ("Badges",), [("not-listed", "sales service", "advice")]),
        ("Advice counts for badges.", (("service",),), [("listed", "service", "advice")]),
        ("No advice counts.", ("Sales",), [("not-listed", "sales", "advice")]),
        ("Whether any advice counts is not known.", ("Sales",), [("unknown", "sales", "advice")]),
        ("Advice counts for more.", ("Sales",), []),
        ("If advice counts, use it.", ("Sales",), []),
        ("Some list advice of reasons.", ("Sales",), []),
        ("Does your advice count? No.", ("Sales",), []),
    ],
)
def test_words_without_a_designation_speak_of_the_nearest(
    text: str, topics: tuple[str, ...], said: list[tuple[str, str, str]]
) -> None:
    found = list(NEAREST.said_in(text, topics))
    assert [
        (one.value, " ".join(one.designations), " ".join(one.associations)) for one in found if one.designations
    ] == said


@pytest.mark.parametrize(
    ("text", "label", "head", "said"),
    [
        (" Yes[^S01] ", " Sales ", " Advice ", [("listed", "sales", "advice")]),
        (" – ", " Advice ", " Sales ", [("not-listed", "sales", "advice")]),
        (" No, by the list ", " Sales ", " Does the advice count? ", [("not-listed", "sales", "advice")]),
        (" No: it is refused ", " Sales ", " Advice to file? ", []),
        (
            " Advice, use it[^S01] {grade:unknown} ",
            " Sales ",
            " 2026 ",
            [("listed", "sales", "advice"), ("listed", "sales", "use")],
        ),
        (
            " Advice 500, use it 2,000 ",
            " Sales ",
            " Growth ",
            [("listed", "sales", "advice"), ("listed", "sales", "use")],
        ),
        (" Advice, if you can ", " Sales ", " 2026 ", []),
        (" Badges: the work of service ", " *Advice* ", " Counts for ", [("listed", "service", "advice")]),
        (" Badges without service ", " Advice ", " Counts for ", []),
        (" Yes ", " Sales ", " Service ", []),
    ],
)
def test_a_cell_says_something_by_its_row_and_column(
    text: str, label: str, head: str, said: list[tuple[str, str, str]]
) -> None:
    found = list(NEAREST.said_in_cell(text, label, head))
    assert sorted((one.value, " ".join(one.designations), " ".join(one.associations)) for one in found) == said
    assert all(text[one.at :].startswith(one.words) for one in found)


def test_nothing_is_found_where_no_words_of_lists_are_declared() -> None:
    assert not list(ListWords({}, {"sales": ["sales"]}, {}).said_in("It counts for sales."))
    assert not list(ListWords({"listed": ["counts for DESIGNATION"]}, {}, {}).said_in("It counts for sales."))


def test_words_may_be_names_alone() -> None:
    words = ListWords(
        {"listed": ["DESIGNATION ASSOCIATION", "counts for DESIGNATION"]}, {"sales": ["sales"]}, {"use": ["use"]}
    )
    assert [said.words for said in words.said_in("For sales use it.")] == ["sales use"]


def test_a_sentence_is_contradicted_unless_what_it_says_is_so_of_each_that_it_can_mean() -> None:
    open_to_all = Metric(id="customers", fed_by="unknown", disputed=frozenset(), text="", grade="", sources=())
    every = {"sales": designation("sales", customers="advice"), "service": designation("service", customers="use")}
    every["new"] = Designation(id="new", label="", metrics=(open_to_all,))

    def against(text: str, **names: str) -> list[list[str]]:
        called = {id: [id] for id in every} | {id: [name] for id, name in names.items()}
        words = ListWords(LISTS.phrases, called, {"advice": ["advice"], "use": ["use"], "maybe": ["maybe"]})
        return [contradicted(one, one.associations, every) for one in words.said_in(text)]

    assert against("Advice counts for sales and for service.") == [[], ["service"]]
    assert against("Maybe counts for service, but advice does not count for service.") == [[], []]
    assert against("Use does not count for service.") == [["service"]]
    assert against("Advice counts for badges.", sales="badges", service="badges") == [["service"]]
    assert against("Advice does not count for badges.", sales="badges", service="badges") == [["sales"]]
    assert against("Advice counts for badges.", sales="badges", new="badges") == [[]]
    assert against("Advice counts for new. Advice does not count for new.") == [[], []]
    assert against("Whether advice counts for service is not known.") == [[]]
    assert against("It counts for service.") == [[]]


def test_of_a_name_of_several_claims_a_heading_need_not_be_right_for_each_of_its_designations() -> None:
    every = {"sales": designation("sales", customers="advice"), "service": designation("service", customers="else")}
    shared, alone = (
        [bool(contradicted(one, one.associations, every)) for one in NEAREST.said_in(text, topics)]
        for text, topics in (("Filing counts.", ["Badges"]), ("Advice counts.", ["Badges"]))
    )
    assert (shared, alone) == ([False], [True])


def test_below_a_heading_a_sentence_may_tell_one_side_of_what_a_text_says_more_of() -> None:
    qualified = replace(designation("sales", customers="use").metrics[0], qualified=frozenset({"advice"}))
    every = {"sales": Designation(id="sales", label="", metrics=(qualified,))}
    found = [
        *NEAREST.said_in("Advice counts. Advice does not count.", ["Sales"]),
        *NEAREST.said_in("For sales, advice counts."),
    ]
    assert [bool(contradicted(one, one.associations, every)) for one in found] == [False, False, True]
