"""Warm-up of the engine before the snapshot, so that it holds what the engine imports and caches on first use.

A flow that has one of everything is serialised as an artefact, loaded, and asked for.
"""

import dataclasses
import gc
import json
import sys
from datetime import date
from functools import partial

WHOLE = dataclasses.dataclass
dataclasses.dataclass = partial(WHOLE, repr=False, match_args=False)
"""Classes of values without what only developers use, to print them: a fiftieth of the snapshot. It must stand before
the engine is imported."""

from decision_tree import artefact, browser  # noqa: E402
from decision_tree.model import (  # noqa: E402
    Band,
    Claims,
    Condition,
    Designation,
    Effect,
    Flow,
    Metric,
    Note,
    Option,
    Outcome,
    Question,
    Revision,
    Row,
    StatedValue,
    Table,
    Test,
)

FACT = {"grade": "g", "sources": ("S01",)}
WHEN = Condition(clauses=((Test(question="a", any_of=frozenset({"x"})),),))

FLOW = Flow(
    id="warm-up",
    title="t",
    start="a",
    questions={
        "a": Question(id="a", kind="one", ask="?", short="a", options=(Option(id="x", label="X", goto="b"),)),
        "b": Question(
            id="b",
            kind="several",
            ask="?",
            short="b",
            options=(Option(id="y", label="Y"), Option(id="z", label="Z")),
            goto="c",
        ),
        "c": Question(
            id="c",
            kind="date",
            ask="?",
            short="c",
            bands=(Band(id="new", within=12, unit="months"), Band(id="old")),
            goto="d",
        ),
    },
    tables={"d": Table(id="d", hit="unique", rows=(Row(when=WHEN, goto="o"),))},
    outcomes={
        "o": Outcome(
            id="o",
            title="t",
            answer="a",
            claims=Claims(are=("u",), because="b", **FACT),
            pays=StatedValue(value="yes", because="b", **FACT),
            revisions=(Revision(on=date(2020, 1, 1), what="w"),),
        )
    },
    notes={"n": Note(id="n", title="t", when=WHEN, text="t", effect=Effect(keep=("u",)), **FACT)},
    designations={
        "s": Designation(
            id="s",
            label="S",
            metrics=(Metric(id="m", fed_by=frozenset({"u"}), disputed=frozenset(), text="t", **FACT),),
        )
    },
)

LINKS = ("", "a=x", "a=x&b=y,z&c=2020-01-01&on=2020-01-02", "a=x&amp;b=y&at=b&utm_source=f", "a=q&c=soon&%zz=")

SHEETS = ("Month;Seats\n2026-01;1.234\n1/2/2026;x", '2026-01,"1"\n2026-02,2')


def warm_up():
    """Load the flow, ask for the view of every link, unload the flow, read sheets, and estimate a score."""
    browser.load(artefact.dump(FLOW, []))
    for fragment in LINKS:
        browser.view(json.dumps({"flow": FLOW.id, "fragment": fragment, "today": "2020-01-03", "answers": {"a": "x"}}))
    browser.FLOWS.clear()
    for text in SHEETS:
        browser.high_water_of(json.dumps({"text": text}))
    browser.score_of(json.dumps({"track": {"rest": 0, "measures": []}, "counts": {}, "rest": "", "needed": 0}))


def forget():
    """Drop caches that only importing uses, because the browser has no library to import from."""
    sys.path_importer_cache.clear()
    sys.modules["zipimport"]._zip_directory_cache.clear()
    dataclasses.dataclass = WHOLE
    del sys.modules[__name__]
    gc.collect()
    gc.freeze()  # the garbage collector then skips all objects that exist now
