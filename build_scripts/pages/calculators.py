"""Context of the pages on which readers compute something: limits, and worked examples that the engine computes."""

from __future__ import annotations

from typing import Any

from decision_tree import high_water
from decision_tree.sheet import MOST_LETTERS, MOST_ROWS

EXAMPLE = """\
Month\tPaid seats\tActive users
2026-01\t400\t250
2026-02\t420\t310
2026-03\t420\t340
2026-04\t380\t335
2026-05\t410\t360
2026-06\t450\t355
"""
"""Made-up counts: a customer who shrinks and grows back, and whose use grows at other times than its seats."""


def high_water_context() -> dict[str, Any]:
    """Context of the templates about the high-water mark."""
    return {
        "most_rows": MOST_ROWS,
        "most_letters": MOST_LETTERS,
        "example_text": EXAMPLE,
        "example": high_water.told(EXAMPLE, "example"),
    }
