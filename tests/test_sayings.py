"""What sentences say of metrics, by words that are declared."""

import pytest

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
