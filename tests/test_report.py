"""Where reports go: an address that takes one, or a sentence that says what is wrong with it."""

from dataclasses import replace

import pytest

from build_scripts.compiler import compile_flows
from build_scripts.knowledge import read_knowledge
from build_scripts.pages import Pages
from build_scripts.report import VARIABLE, NotAReportAddress, report_address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "  ",
        "https://example.org/new?title={title}&body={body}",
        "mailto:us@example.org?subject={title}&body={body}",
    ],
)
def test_an_address_that_takes_a_report_and_none_at_all_are_taken(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, address)
    assert report_address() == address.strip()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("javascript:alert({body})", "begins with neither 'https:' nor 'mailto:'"),
        ("http://example.org/{body}", "begins with neither 'https:' nor 'mailto:'"),
        ("example.org/{body}", "begins with neither 'https:' nor 'mailto:'"),
        ("https://example.org/new", "must have '{body}' in it"),
        ("https://example.org/{text}/{body}", "must have '{body}' in it"),
        ("https://example.org/{body", "is no address such as 'https://example.org/"),
        ("https://[::1/{body}", "is no address such as 'https://example.org/"),
    ],
)
def test_any_other_is_refused_in_one_sentence(address: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, address)
    with pytest.raises(NotAReportAddress) as refused:
        report_address()
    assert said in str(refused.value) and "\n" not in str(refused.value)
    assert str(refused.value).startswith(f"{VARIABLE} is '{address}'")


@pytest.mark.parametrize("address", ["", 'https://example.org/new?body={body}&x="><script>'])
def test_the_dialog_leads_there_or_only_copies(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, address)
    compiled = compile_flows()
    pages = Pages(compiled, read_knowledge(), {})
    flow = compiled["which-claim"].flow
    dialog = pages.render("report.html.j2", "answers/which-claim/azure-csp.md", flow=flow)
    assert ("report-link" in dialog) == bool(address)
    assert ("Nothing is sent from here" in dialog) == (not address)
    assert "<script" not in dialog


def test_the_version_is_another_as_soon_as_a_rule_is() -> None:
    before = compile_flows()["which-claim"]
    assert len(before.version) == 10
    assert replace(before, artefact=before.artefact + " ").version != before.version
