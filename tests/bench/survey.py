"""From an answer to what follows: our questionnaire beside the same questions in SurveyJS.

The survey is made from our flow: the same questions in the same order with the same options, one on a page, each
shown on the conditions on which our flow leads to it. Both are walked through the same answers, and the time runs from
the click on the button until the next question stands on the page and is laid out, measured by the same script.

It compares how fast two pages show the next question, and leaves out what only ours does: to work out the answer at the
end with its claims, notes and sources, and to have each step confirmed by Python (which ours does later, in its
worker). Ours also writes each answer into the address, moves the focus to the next question, and lists the answers so
far. SurveyJS in turn brings themes, input types, validation and translation that ours does not have, and it checks the
conditions of all its pages at every step, where ours follows a graph made in advance.

The last step of a walk, from the last answer to the outcome, only ours has. It is told in units of SurveyJS's next
question, because that is the wait that a reader is used to by then.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from browser.reader import Reader, Watch
from playwright.sync_api import Browser
from walks import every_path, flow_of

from bench.contestants import FLOW
from bench.progress import alternating, say
from bench.server import Host
from bench.tables import Row, Table, Target
from decision_tree.model import Condition, Flow, Option, Question, Test

WALKS = 20
"""Walks in each round, spread over the longest ones."""

ROUNDS = 2

PAUSE = 100
"""Milliseconds between choosing and the click on the button: a fast reader's."""

OURS, OUTCOME, THEIRS = "ours", "ours, last answer to outcome", "SurveyJS"

WALK = """async ({ walks, pause, theirs }) => {
  const roots = theirs ? "#survey .sd-question" : "cpor-questionnaire form";
  const named = (root) => theirs ? root.dataset.name : root.querySelector("input").name;
  const button = () => document.querySelector(theirs ? "#survey .sd-navigation__next-btn" : `${roots} [type=submit]`);
  const restart = () => theirs ? window.restart() : document.querySelector("[data-do=start-again]").click();

  const stands = (question) => {
    if (question === null) return document.querySelector(".cpor-verdict")?.getBoundingClientRect().height > 0;
    const root = document.querySelector(roots);
    return root && named(root) === question && root.querySelector("input").getBoundingClientRect().height > 0;
  };
  const { port1, port2 } = new MessageChannel();
  const turn = () => new Promise((done) => {
    port1.onmessage = done;
    port2.postMessage(null);
  });
  const until = async (question, patience) => {
    const start = performance.now();
    while (!stands(question)) {
      if (performance.now() - start > patience) throw new Error(`${question} is not asked`);
      await turn();
    }
  };
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, pause)));

  const times = { question: [], outcome: [] };
  for (const walk of walks) {
    restart();
    await until(walk[0][0], 5000);
    for (const [index, [question, options]] of walk.slice(0, theirs ? -1 : undefined).entries()) {
      const next = walk[index + 1]?.[0] ?? null;
      for (const input of document.querySelectorAll(`${roots} input`)) {
        if (input.checked !== options.includes(input.value)) input.click();
      }
      await painted();
      const start = performance.now();
      button().click();
      await until(next, 5000);
      times[next === null ? "outcome" : "question"].push(performance.now() - start);
    }
  }
  return times;
}"""
"""Takes these walks, and the time from each click until the next question, or the outcome, is laid out."""


def set_up(host: Host) -> None:
    """Put the survey where its page looks for it."""
    place, _ = host.place("/~bench/flow/")
    (place / "survey.json").write_text(json.dumps(survey_of(flow_of(FLOW))), encoding="utf-8")


def survey(host: Host, browser: Browser, rounds: int) -> list[Table]:
    """Both, side by side."""
    longest = sorted((given for given, _ in every_path(FLOW)), key=len, reverse=True)
    walks = [
        [[id, list(answer)] for id, answer in given.items()] for given in longest[:: len(longest) // WALKS][:WALKS]
    ]
    readers = {
        OURS: reader(host, browser, f"/{FLOW}/").wait_for_engine(),
        THEIRS: reader(host, browser, "/~bench/survey/"),
    }
    times: dict[str, list[float]] = {OURS: [], OUTCOME: [], THEIRS: []}
    for name, it in readers.items():
        it.evaluate(WALK, {"walks": walks[:3], "pause": PAUSE, "theirs": name == THEIRS})  # while it is still compiled
    for number, name in alternating(list(readers), rounds or ROUNDS):
        hops = readers[name].evaluate(WALK, {"walks": walks, "pause": PAUSE, "theirs": name == THEIRS})
        times[name] += hops["question"]
        times[OUTCOME] += hops["outcome"]
        say(f"round {number}: {name} walked {len(walks)} walks, {len(hops['question'])} hops")
    for it in readers.values():
        it.close()
    return [
        Table(
            group="Answer to next question (ms)",
            title=f"{len(walks)} walks, one question on a page",
            baseline=THEIRS,
            p95=True,
            rows=(
                Row(what=OURS, values=tuple(times[OURS]), target=Target(limit=1)),
                Row(what=OUTCOME, values=tuple(times[OUTCOME]), target=Target(limit=2)),
                Row(what=THEIRS, values=tuple(times[THEIRS])),
            ),
        )
    ]


def reader(host: Host, browser: Browser, address: str) -> Reader:
    """A reader of a page, in a context of their own."""
    context = browser.new_context(reduced_motion="reduce")
    return Reader(context.new_page(), host, Watch(context, host.url)).open(address)


# ---------- our flow as a survey


def survey_of(flow: Flow) -> dict[str, Any]:
    """The questions of a flow as a survey, each on a page of its own, in the flow's order."""
    return {
        "title": flow.title,
        "showProgressBar": False,
        "clearInvisibleValues": "onHidden",
        "pages": [
            {"name": f"page-{question.id}", "elements": [element(flow, question)]}
            for question in flow.questions.values()
        ],
    }


def element(flow: Flow, question: Question) -> dict[str, Any]:
    """A question, shown where the flow leads to it."""
    if question.kind == "date":
        raise NotImplementedError(f"{question.id} asks for a date, which the survey cannot show yet")
    ways = list(dict.fromkeys(ways_to(flow, question.id)))
    return {
        "type": "radiogroup" if question.kind == "one" else "checkbox",
        "name": question.id,
        "title": question.ask,
        "description": question.help,
        "isRequired": not question.empty,
        "choices": [choice(flow, question, option) for option in question.options],
        **({} if question.id == flow.start else {"visibleIf": " or ".join(ways)}),
    }


def choice(flow: Flow, question: Question, option: Option) -> dict[str, Any]:
    """An option, with the condition on which it is offered."""
    return {
        "value": option.id,
        "text": f"{option.label}: {option.hint}" if option.hint else option.label,
        **({"isExclusive": True} if option.id in question.alone else {}),
        **({"visibleIf": expression(flow, option.only_when)} if option.only_when else {}),
    }


def ways_to(flow: Flow, target: str) -> Iterator[str]:
    """The conditions under each of which the flow leads to a question."""
    for question in flow.questions.values():
        for option in question.options:
            came = includes(question, option.id)
            goto = option.goto or question.goto
            if goto == target:
                yield f"({came})"
            table = flow.tables.get(goto or "")
            for row in table.rows if table else ():
                if row.goto == target:
                    yield f"({came} and {expression(flow, row.when)})"


def expression(flow: Flow, condition: Condition) -> str:
    """A condition in the words of SurveyJS."""
    clauses = [
        " and ".join(part for test in clause for part in parts(flow.questions, test)) for clause in condition.clauses
    ]
    return f"({' or '.join(f'({clause})' for clause in clauses)})"


def parts(questions: Mapping[str, Question], test: Test) -> Iterator[str]:
    """What must all hold for a test to pass. A question that was not asked has no answer, and fails."""
    question = questions[test.question]
    if question.empty:
        raise NotImplementedError(f"whether {question.id} was asked cannot be told where it may be left empty")
    yield f"{{{question.id}}} notempty"
    if test.any_of:
        yield f"({' or '.join(includes(question, id) for id in sorted(test.any_of))})"
    yield from (includes(question, id) for id in sorted(test.all_of))
    yield from (f"!({includes(question, id)})" for id in sorted(test.none_of))


def includes(question: Question, option: str) -> str:
    """That an option was chosen."""
    return f"{{{question.id}}} {'=' if question.kind == 'one' else 'contains'} '{option}'"
