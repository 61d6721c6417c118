"""The bar of served pages: what a check refuses, as text, on pages and nowhere else."""

from collections.abc import Iterable

from bs4 import BeautifulSoup
from markupsafe import Markup

from build_scripts.read.faults import Diagnostic, Span
from build_scripts.refused import MOST_SHOWN, bar, stopped, with_bar


def fault(line: int, message: str = "no colon", help: str = "") -> Diagnostic:
    """A fault of a made-up file."""
    return Diagnostic(file="flows/a.yml", span=Span(line=line, column=3), name="x", message=message, help=help)


def words(shown: Markup) -> list[str]:
    """Sentences and items of a bar, as readers see them."""
    return [part.get_text() for part in BeautifulSoup(shown, "html.parser").find_all(["p", "li"])]


def test_each_fault_is_shown_with_its_place_and_what_to_do() -> None:
    assert words(bar([fault(7, help="add one"), fault(9)])) == [
        "check refuses 2 things.",
        "flows/a.yml:7:3 no colon; add one",
        "flows/a.yml:9:3 no colon",
    ]
    assert words(bar([fault(7)], "It stays.")) == ["check refuses 1 thing. It stays.", "flows/a.yml:7:3 no colon"]
    assert bar([]) == bar([], "It stays.") == ""


def test_of_many_faults_the_first_are_shown() -> None:
    shown = words(bar([fault(line) for line in range(MOST_SHOWN + 3)]))
    assert shown[0] == f"check refuses {MOST_SHOWN + 3} things."
    assert shown[-1] == "and 3 more: see the terminal"
    assert len(shown) == 1 + MOST_SHOWN + 1


def test_what_somebody_wrote_is_shown_as_text_and_nothing_in_the_bar_needs_leave_of_a_policy() -> None:
    evil = "<script>alert(1)</script>"
    for shown in (bar([fault(1, evil, f"not '{evil}'")]), stopped(evil)):
        soup = BeautifulSoup(shown, "html.parser")
        assert evil in soup.get_text()
        assert {element.name for element in soup.find_all()} <= {"div", "aside", "p", "strong", "ul", "li", "code"}
        assert not [name for element in soup.find_all() for name in element.attrs if name.startswith(("on", "style"))]


def answered(content: bytes, kind: str, shown: str) -> tuple[dict[str, str], bytes]:
    """Headers and content of an answer that is sent with a bar."""
    sent: dict[str, str] = {}

    def page(_environment: object, start) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(content)))])
        return [content[:5], content[5:]]

    def start(_status: str, headers: list[tuple[str, str]]) -> None:
        sent.update(headers)

    return sent, b"".join(with_bar(page, lambda: Markup(shown))({}, start))


def test_a_page_has_the_bar_at_its_top_and_other_files_stay_as_they_are() -> None:
    page = b"<html><head></head><body class='x'><p>One</p></body>"
    headers, sent = answered(page, "text/html", "<i>é</i>")
    assert sent.decode() == "<html><head></head><body class='x'><i>é</i><p>One</p></body>"
    assert headers["Content-Length"] == str(len(sent))
    for content, kind, shown in ((page, "text/html", ""), (b"'<body>' is text", "application/javascript", "<i>")):
        headers, sent = answered(content, kind, shown)
        assert (sent, headers["Content-Length"]) == (content, str(len(content)))
