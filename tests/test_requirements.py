"""The pinned packages: what they are installed on."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from ours import ROOT
from packaging.specifiers import SpecifierSet

OLDEST_PYTHON = "3.11.2"
"""Python of Debian 12, the oldest that the project promises to run on."""


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pinned_package_can_be_installed_on_the_oldest_python(name: str) -> None:
    pins = re.findall(r"(?m)^([\w.-]+)==", (ROOT / name).read_text(encoding="utf-8"))
    asked = {pin: metadata.metadata(pin).get("Requires-Python") or "" for pin in pins}
    assert asked
    assert {pin: python for pin, python in asked.items() if OLDEST_PYTHON not in SpecifierSet(python)} == {}
