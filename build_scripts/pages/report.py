"""Address for readers' reports of wrong answers, which whoever builds the site may set."""

from __future__ import annotations

from string import Formatter
from urllib.parse import urlsplit

from build_scripts.places import REPORT_ADDRESS, Refusal

SCHEMES = ("https", "mailto")

PLACES = ("title", "body")
"""Placeholders in the address, filled with percent-encoded text."""


class NotAReportAddress(Refusal):
    """Address that can take no report."""


def refuse(address: str) -> None:
    """Raise NotAReportAddress where an address that is not empty cannot take a report."""
    if not address:
        return
    example = "https://example.org/issues/new?title={title}&body={body}"
    try:
        places = {name for _, name, _, _ in Formatter().parse(address) if name is not None}
        scheme = urlsplit(address).scheme
    except ValueError:
        raise NotAReportAddress(f"{REPORT_ADDRESS} is '{address}', which is no address such as '{example}'") from None
    if scheme not in SCHEMES:
        raise NotAReportAddress(f"{REPORT_ADDRESS} is '{address}', which begins with neither 'https:' nor 'mailto:'")
    if "body" not in places or not places <= set(PLACES):
        raise NotAReportAddress(f"{REPORT_ADDRESS} is '{address}', and must have '{{body}}' in it, as '{example}' has")


def report_host(address: str) -> str:
    """Words that tell readers where an address leads; empty where there is no address.

    >>> report_host("https://example.org/new?body={body}"), report_host("mailto:us@example.org?body={body}")
    ('example.org', 'your e-mail program')
    """
    parts = urlsplit(address)
    return parts.hostname or "" if parts.scheme == "https" else "your e-mail program" if address else ""
