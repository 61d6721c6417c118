"""How long until an engine has answered its first request, and how many bytes that takes.

Each time a browser is started with a profile of its own, as an incognito window keeps no compiled code: "cold" is its
first visit, and "warm" its second, some seconds later. The server is the same, over loopback or slow, and so is the
machine; the time runs in the page, from the start of the navigation.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from bench.contestants import CONTESTANTS, OURS_BARE, READY, STOCK, Contestant
from bench.progress import alternating, say
from bench.server import LOOPBACK, TEN_MEGABIT, Host, Network
from bench.slowdown import slowed, spun
from bench.tables import Row, Table, Target
from build_scripts import toolchain

REST = 1.0
"""Seconds after the start of a browser, in which what it does by itself comes to an end."""

AWAY = 2.0
"""Seconds between the visits of a reader, in which the browser writes down what it has downloaded and compiled."""

GROUP = "Engine ready, and one request answered (ms)"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Over which network, on how slow a processor, and how often."""

    network: Network = LOOPBACK
    slowdown: int = 1
    rounds: int = 5
    warm: bool = True
    """Whether a second visit is measured as well. It needs no bytes, so that the network makes no difference to it."""
    targets: Mapping[str, float] | None = None
    """What ours should be at most of stock: "cold" or "warm" → ratio."""

    @property
    def name(self) -> str:
        return f"{self.network.name}, {self.slowdown}× CPU" if self.slowdown > 1 else self.network.name


CONDITIONS = (
    Condition(targets={"cold": 0.25, "warm": 0.25}),
    Condition(slowdown=4, rounds=2),
    Condition(network=TEN_MEGABIT, rounds=2, warm=False),
    Condition(network=TEN_MEGABIT, slowdown=4, rounds=3, warm=False, targets={"cold": 0.5}),
)


FIRST = Condition(warm=False)
"""A first visit as it comes, where it is not the time that counts."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One contestant's way to its first answer."""

    milliseconds: float
    size: int
    files: dict[str, int]


def ready(host: Host, browser: Browser, rounds: int) -> list[Table]:
    """Everybody under every condition, side by side in each round. `rounds` 0: each condition's own."""
    warm_up(host, browser)
    tables = []
    for condition in CONDITIONS:
        times: dict[tuple[str, str], list[float]] = {}
        host.network = condition.network
        for number, contestant in alternating(CONTESTANTS, rounds or condition.rounds):
            for visit, run in visits(host, browser, contestant, condition):
                times.setdefault((visit, contestant.name), []).append(run.milliseconds)
                say(f"{condition.name}, round {number}, {visit}: {contestant.name} {run.milliseconds:,.0f} ms")
        host.network = LOOPBACK
        tables += [table(condition, visit, times) for visit in ("cold", "warm") if (visit, OURS_BARE.name) in times]
    return tables


def table(condition: Condition, visit: str, times: Mapping[tuple[str, str], list[float]]) -> Table:
    """The times of one kind of visit."""
    limit = (condition.targets or {}).get(visit)
    return Table(
        group=GROUP,
        title=f"{visit}, {condition.name}",
        baseline=STOCK.name,
        digits=0,
        rows=tuple(
            Row(
                what=contestant.name,
                values=tuple(times[visit, contestant.name]),
                target=Target(limit=limit) if limit and contestant is OURS_BARE else None,
            )
            for contestant in CONTESTANTS
        ),
    )


def size(host: Host, browser: Browser, rounds: int) -> list[Table]:
    """The bytes that went into the sockets until the answer was there, on a first visit."""
    runs: dict[str, list[Run]] = {}
    for number, contestant in alternating(CONTESTANTS, rounds or 1):
        for _, run in visits(host, browser, contestant, FIRST):
            runs.setdefault(contestant.name, []).append(run)
            say(f"round {number}: {contestant.name} {run.size:,} bytes")
    return [
        Table(
            group="Bytes on the wire until then",
            title="cold, brotli 11, headers included",
            baseline=STOCK.name,
            digits=0,
            rows=tuple(
                Row(
                    what=contestant.name,
                    values=tuple(run.size for run in runs[contestant.name]),
                    target=Target(limit=0.8) if contestant is OURS_BARE else None,
                )
                for contestant in CONTESTANTS
            ),
            details={contestant.name: runs[contestant.name][-1].files for contestant in CONTESTANTS},
        )
    ]


def slowness(browser: Browser) -> dict[str, Any]:
    """How much slower the slow browser really is, on its main thread and in a worker."""
    plain = spun(browser)
    with slowed(browser, 4):
        slow = spun(browser)
    return dict(
        zip(("main thread", "worker"), (round(a / b, 2) for a, b in zip(slow, plain, strict=True)), strict=True)
    )


# ---------- one contestant


def warm_up(host: Host, browser: Browser) -> None:
    """Everybody once, uncounted: files are compressed when they are first asked for."""
    for contestant in CONTESTANTS:
        say(f"once to warm up: {contestant.name}")
        list(visits(host, browser, contestant, FIRST))


def visits(host: Host, browser: Browser, contestant: Contestant, condition: Condition) -> Iterator[tuple[str, Run]]:
    """The first visit of a reader who has kept nothing, and the second, with what their browser has kept."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = browser.browser_type.launch_persistent_context(
            profile, executable_path=str(toolchain.chromium()), args=["--no-sandbox"]
        )
        assert context.browser is not None
        context.add_init_script(READY)
        try:
            for visit in ("cold", "warm") if condition.warm else ("cold",):
                time.sleep(AWAY if visit == "warm" else REST)
                with slowed(context.browser, condition.slowdown):
                    run = visited(host, context, contestant)
                yield visit, run
        finally:
            context.close()


def visited(host: Host, context: BrowserContext, contestant: Contestant) -> Run:
    """Open the page, wait for the answer, and leave."""
    page, asked = context.new_page(), []
    page.context.on("request", lambda request: asked.append(request.url))
    host.forget()
    page.goto(host.url + contestant.address, wait_until="commit")
    answer = page.evaluate("answer")
    run = Run(milliseconds=answer.get("at", 0), size=host.bytes, files={sent.path: sent.size for sent in host.sent})
    page.close()
    strange = [url for url in asked if not url.startswith((f"{host.url}/", "data:", "blob:"))]
    if strange:
        raise RuntimeError(f"{contestant.name} asked somebody else: {strange}")
    if "failed" in answer:
        raise RuntimeError(f"{contestant.name} failed: {answer['failed']}")
    outcome = (json.loads(answer["text"]) or {}).get("outcome")
    if outcome != contestant.outcome:
        raise RuntimeError(f"{contestant.name} came to {outcome}, not to {contestant.outcome}")
    return run
