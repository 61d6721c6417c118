"""How long until a reader who opens the questionnaire can act on its first option, with our script and without.

The time runs from the start of the navigation until a click on the first option has taken effect: the next question is
there, be it as the document's next section or as the next form, whichever the reader is offered at that moment. Nobody
clicks on what they do not see, so that the first attempt is made when the page has painted something; from then on one
is made in every free moment, and what is counted is when one succeeds. "Without our script" is the same page with the
tags taken out that load it. "Our form" is the same for those who wait for the form of the questionnaire.

Both pages have Material's script, whose instant navigation often takes the click, brings the page anew and swaps it:
that is not waited for, as the section is there before. With our script, it is seen that it takes over afterwards and
leaves the reader where the option led.

The clicks are made by a script, so that they can be made in every free moment: how long the browser takes to hand on
the movement of a real mouse is left out, which is the same for all.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from bench.contestants import FLOW
from bench.progress import alternating, say
from bench.server import LOOPBACK, TEN_MEGABIT, Host, Network
from bench.slowdown import slowed
from bench.tables import Row, Table, Target

ACT = """
window.answer = new Promise((done) => {
  const start = { link: null, form: null };
  const { port1, port2 } = new MessageChannel();
  const shown = (element) => element?.checkVisibility() && element.getBoundingClientRect().height > 0;
  const formShown = () => {
    const form = document.querySelector("cpor-questionnaire form");
    return shown(form) ? form : null;
  };
  const waitsForForm = location.search === "?form";

  const acted = () => {
    if (start.form) return formShown() && formShown() !== start.form ? "form" : null;
    if (!start.link || location.hash !== new URL(start.link.href).hash) return null;
    return shown(document.getElementById(location.hash.slice(1))) ? "link" : null;
  };

  const click = () => {
    const form = formShown();
    if (form && form !== start.form) {
      start.form = form;
      form.querySelector("input").click();
      form.querySelector("[type=submit]").click();
    } else if (!form && !start.link && !waitsForForm) {
      const link = document.querySelector("#flow-document a.cpor-way");
      if (!shown(link)) return;
      start.link = link;
      link.click();
    }
  };

  port1.onmessage = () => {
    if (!start.form && !acted()) click();
    const by = acted();
    if (by) done({ at: performance.now(), by });
    else port2.postMessage(null);
  };
  new PerformanceObserver((entries) => {
    if (entries.getEntriesByName("first-contentful-paint").length) port2.postMessage(null);
  }).observe({ type: "paint", buffered: true });
  setTimeout(() => done({ failed: "no option acted for a minute" }), 60_000);
});
"""
"""Stands on the page from the start: `answer` resolves to the milliseconds since the navigation began."""

STILL_THERE = """async () => {
  // looked up anew each time: instant navigation may replace the page after the click
  const view = () => document.querySelector("cpor-questionnaire")?.dataset.view;
  const start = performance.now();
  while (!view()) {
    if (performance.now() - start > 30_000) throw new Error("our script has not taken over");
    await new Promise((done) => setTimeout(done, 20));
  }
  const section = document.getElementById(location.hash.slice(1));
  if (view() === "document" ? !section?.checkVisibility() : !location.hash) {
    throw new Error("our script undid what the first option did");
  }
}"""
"""Waits for our script where the option was quicker, and sees that it leaves the reader where they went."""

WITH, WITHOUT, FORM = "with our script", "document form without it", "until our form acts"

ADDRESSES = {WITH: f"/{FLOW}/", WITHOUT: "/~without/", FORM: f"/{FLOW}/?form"}


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Over which network, on how slow a processor, and how often."""

    network: Network
    slowdown: int
    rounds: int

    @property
    def name(self) -> str:
        return f"cold, {self.network.name}" + (f", {self.slowdown}× CPU" if self.slowdown > 1 else "")


CONDITIONS = (
    Condition(network=LOOPBACK, slowdown=1, rounds=10),
    Condition(network=TEN_MEGABIT, slowdown=1, rounds=6),
    Condition(network=TEN_MEGABIT, slowdown=4, rounds=6),
)


def set_up(host: Host, folder: Path) -> None:
    """Put the page without our script beside the built site, as deep below its root, so that its links stay right."""
    html = (host.folder / FLOW / "index.html").read_text(encoding="utf-8")
    without, scripts = re.subn(r"<script\b[^>]*\btype=\"?module\b[^>]*></script>", "", html)
    if scripts != 1:
        raise LookupError(f"the built page has {scripts} module scripts: has the build changed?")
    without = re.sub(
        r'<link\b[^>]*\brel="?(?:modulepreload|preload|prefetch)\b[^>]*(?:questionnaire|runtime|flows)[^>]*>',
        "",
        without,
    )
    # the theme's script, which ours would run, as the theme has it
    without = re.sub(r'<link\b[^>]*\bhref="([^"]*)"[^>]*\bdata-is="theme">', r'<script src="\1"></script>', without)
    (folder / "index.html").write_text(without, encoding="utf-8")
    host.folders["/~without/"] = folder


def first_option(host: Host, browser: Browser, rounds: int) -> list[Table]:
    """The page with our script and without, side by side."""
    tables = []
    for _, what in alternating(list(ADDRESSES), 1):
        acted(host, browser, what)
    for condition in CONDITIONS:
        times: dict[str, list[float]] = {what: [] for what in ADDRESSES}
        by: dict[str, list[str]] = {what: [] for what in ADDRESSES}
        host.network = condition.network
        with slowed(browser, condition.slowdown):
            for number, what in alternating(list(ADDRESSES), rounds or condition.rounds):
                answer = acted(host, browser, what)
                times[what].append(answer["at"])
                by[what].append(answer["by"])
                say(f"{condition.name}, round {number}: {what} {answer['at']:,.0f} ms, by a {answer['by']}")
        host.network = LOOPBACK
        tables.append(
            Table(
                group="Navigation until the first option acts (ms)",
                title=condition.name,
                baseline=WITHOUT,
                digits=0,
                rows=tuple(
                    Row(what=what, values=tuple(times[what]), target=Target(limit=1.1) if what == WITH else None)
                    for what in ADDRESSES
                ),
                details={"acted by": by},
            )
        )
    return tables


def acted(host: Host, browser: Browser, what: str) -> dict[str, Any]:
    """Open the page with nothing kept, and act as soon as it lets us."""
    context = browser.new_context()
    context.add_init_script(ACT)
    try:
        page = context.new_page()
        page.goto(host.url + ADDRESSES[what], wait_until="commit")
        answer: dict[str, Any] = page.evaluate("answer")
        if "failed" in answer:
            raise RuntimeError(f"{what}: {answer['failed']}")
        if what == WITH:
            page.evaluate(STILL_THERE)
        return answer
    finally:
        context.close()
