"""Where reports go: an address that takes one, or a sentence that says what is wrong with it."""

from dataclasses import replace
from pathlib import Path

import pytest
from ours import OURS, made_up_knowledge, site_of
from walks import TODAY

from build_scripts.check.compiler import Compiled
from build_scripts.pages.render import Pages
from build_scripts.pages.report import NotAReportAddress, refuse
from build_scripts.places import REPORT_ADDRESS, Repository

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "  ",
        "https://example.org/new?title={title}&body={body}",
        "mailto:us@example.org?subject={title}&body={body}",
    ],
)
def test_an_address_that_takes_a_report_and_none_at_all_are_taken(address: str) -> None:
    repository = Repository.at(ROOT, {REPORT_ADDRESS: address}, TODAY)
    refuse(repository.reports)
    assert repository.reports == address.strip()


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
def test_any_other_is_refused_in_one_sentence(address: str, said: str) -> None:
    with pytest.raises(NotAReportAddress) as refused:
        refuse(address)
    assert said in str(refused.value) and "\n" not in str(refused.value)
    assert str(refused.value).startswith(f"{REPORT_ADDRESS} is '{address}'")


@pytest.mark.parametrize("address", ["", 'https://example.org/new?body={body}&x="><script>'])
def test_a_report_is_offered_where_it_has_somewhere_to_go_and_nowhere_else(address: str, filing: Compiled) -> None:
    made = Pages(site_of(filing, repository=replace(OURS, reports=address), knowledge=made_up_knowledge()))
    pages = {name: make().body for name, make in made.generated()}
    for name in ("answers/filing/azure-csp.md", "filing/index.md"):
        assert ("report-link" in pages[name]) == ("<cpor-report" in pages[name]) == bool(address)
        assert "<script" not in pages[name]
    assert ('data-do="report"' in pages["answers/filing/azure-csp.md"]) == bool(address)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "No address for reports has been set up for this site."),
        ("https://example.org/new?body={body}", "with you, for example.org."),
        ("mailto:us@example.org?body={body}", "with you, for your e-mail program."),
    ],
)
def test_the_page_about_the_site_says_where_reports_go_or_that_they_go_nowhere(
    address: str, said: str, filing: Compiled
) -> None:
    draw = Pages(site_of(filing, repository=replace(OURS, reports=address), knowledge=made_up_knowledge())).pictures(
        "about.md"
    )
    assert said in draw["reports"]()
    assert "{{ picture:reports }}" in (ROOT / "docs" / "about.md").read_text(encoding="utf-8")


def test_the_version_is_another_as_soon_as_a_rule_is(filing: Compiled) -> None:
    assert len(filing.version) == 10
    assert replace(filing, artefact=filing.artefact + " ").version != filing.version
