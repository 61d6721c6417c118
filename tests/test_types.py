"""The worker answers in the types that the page takes its answers for: the TypeScript compiler compares them."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ours import ROOT
from test_parity import artefacts, requests
from walks import every_path

from decision_tree import browser, links

TYPES = "docs/assets/questionnaire/python/client.js"

TODAY = "2026-11-30"

PLACES = {"flow": "https://example.org/which-claim/", "answers": "https://example.org/answers/", "plan": ""}


@pytest.fixture(scope="module")
def sent() -> dict[str, list[Any]]:
    """Answers of the worker to many requests, by the type that the page takes them for; each kind of shape once."""
    for text in artefacts():
        browser.load(text)
    found: dict[str, dict[str, Any]] = {}
    for kind, text in answers():
        value = json.loads(text)
        found.setdefault(kind, {}).setdefault(shape(value), value)
    return {kind: list(values.values()) for kind, values in found.items()}


def answers() -> Iterator[tuple[str, str]]:
    """Types of the page, and what the worker answers."""
    for request in requests()[::7]:
        if json.loads(request).get("plan"):
            yield "Plan", browser.plan_of(request)
        else:
            yield "View", browser.view(request)
    for _, step in list(every_path("which-claim"))[::40]:
        about = {"flow": "which-claim", "fragment": links.link_of(step), "today": TODAY}
        outcome = step.result.outcome if step.result else None
        yield "Made", browser.reply_to(json.dumps({**about, "outcome": outcome, "carry": True, "places": PLACES}))
        yield "Why | null", browser.why_of(json.dumps(about))
        yield "Deadlines | null", browser.deadlines_of(json.dumps({**about, "purchased": "2026-11-01", "address": "x"}))
        plan = links.write_product(1, step.answers, step.result)
        yield "Made", browser.plan_reply_to(json.dumps({**about, "fragment": plan, "places": PLACES}))


def shape(value: Any) -> str:
    """The types of everything within a value, without the values themselves."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{key}:{shape(item)}' for key, item in sorted(value.items()))}}}"
    if isinstance(value, list):
        return f"[{'|'.join(sorted({shape(item) for item in value}))}]"
    return type(value).__name__


def test_everything_that_the_worker_answers_is_of_the_type_that_the_page_takes_it_for(
    sent: dict[str, list[Any]], tmp_path: Path
) -> None:
    lines = [
        f"import type {{ View, Plan, Made, Why, Deadlines }} from {json.dumps(str(ROOT / TYPES))};",
        *(f"export const the{n}: ({kind})[] = {json.dumps(them)};" for n, (kind, them) in enumerate(sent.items())),
    ]
    assert told(lines, tmp_path) == ""


def test_a_field_too_many_and_one_too_few_are_told(sent: dict[str, list[Any]], tmp_path: Path) -> None:
    begins = f"import type {{ Plan }} from {json.dumps(str(ROOT / TYPES))};"
    plan = sent["Plan"][0]
    more, less = {**plan, "unheard-of": 1}, {key: value for key, value in plan.items() if key != "fewest"}
    assert "'\"unheard-of\"' does not exist in type" in told(
        [begins, f"export const one: Plan = {json.dumps(more)};"], tmp_path
    )
    assert "Property 'fewest' is missing" in told([begins, f"export const one: Plan = {json.dumps(less)};"], tmp_path)


def told(lines: list[str], folder: Path) -> str:
    """What the TypeScript compiler says about a module; empty where nothing is wrong."""
    module = folder / "sent.ts"
    module.write_text("\n".join(lines), encoding="utf-8")
    options = {
        "extends": str(ROOT / "tsconfig.json"),
        "include": [str(module), str(ROOT / "docs/assets/questionnaire/*.d.ts")],
    }
    (folder / "tsconfig.json").write_text(json.dumps(options), encoding="utf-8")
    done = subprocess.run(
        [ROOT / "node_modules" / ".bin" / "tsc", "--project", folder],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout
