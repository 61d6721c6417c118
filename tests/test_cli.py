"""The command line, as people call it: what it prints, what it returns, and that it never shows an exception."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Copy
from ours import ROOT

from build_scripts.__main__ import main

KEYS = {"outcome", "claims", "routes", "keeps", "alternatives", "notes", "pays", "counts"}
"""The public words of an answer."""

LETTER = "paper=letter&signed=2026-01-01&sure=half&circumstances=held,quiet"


def write(repository: Copy, text: str | bytes, name: str = "cases.yml") -> str:
    """A file in the repository, by its name."""
    (repository.root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What was printed. Nothing was said beside it."""
    assert done.stderr == ""
    return done.stdout.splitlines()


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence in which a command refused."""
    assert done.returncode == 1
    assert done.stdout == ""
    [said] = done.stderr.splitlines()
    return said


# ---------- check and publish


def test_check_says_what_each_flow_is_made_of(repository: Copy) -> None:
    done = repository.run("check")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["everything", "small"]
    assert all(line.endswith("no faults") for line in done.stdout.splitlines())
    assert done.returncode == 0


def test_check_warns_of_a_source_on_which_nothing_rests_and_passes_all_the_same(repository: Copy) -> None:
    sources = repository.root / "decision_tree" / "knowledge" / "sources.yml"
    text = sources.read_text(encoding="utf-8")
    first = text.index("  S01:")
    spare = text[first : text.index("  S04:")].replace("S01", "S00")
    sources.write_text(text[:first] + spare + text[first:], encoding="utf-8")
    assert repository.run("publish").stdout.splitlines() == ["published source S00", "1 new"]
    done = repository.run("check")
    line = text[:first].count("\n") + 1
    where = f"decision_tree/knowledge/sources.yml:{line}:3"
    assert f"{where}: warning: nothing rests on source 'S00' [unused-source]" in done.stderr.splitlines()
    assert " error: " not in done.stderr
    assert done.returncode == 0


def test_check_tells_every_fault_of_every_flow_and_how_many_there_are(repository: Copy) -> None:
    flow = repository.flow
    flow.write_text(flow.read_text().replace("goto: claim", "goto: clam").replace("start: area", "start: aera"))
    (flow.parent / "empty.yml").write_text("")
    done = repository.run("check")
    assert done.returncode == 1
    assert done.stdout == ""
    assert [line for line in done.stderr.splitlines() if ": error: " in line] == [
        "decision_tree/flows/empty.yml:1:1: error: the file is empty [empty-file]",
        "decision_tree/flows/small.yml:4:8: error: the flow starts at 'aera', which is not a question [unknown-start]",
        "decision_tree/flows/small.yml:22:40: error: row 1 leads to 'clam', which does not exist [unknown-target]",
    ]
    assert done.stderr.splitlines()[-1] == "3 faults; more may show when this is mended"


def test_check_on_github_tells_faults_beside_the_change(repository: Copy) -> None:
    repository.flow.write_text(repository.flow.read_text().replace("goto: claim", "goto: clam"))
    said = "row 1 leads to 'clam', which does not exist; did you mean 'claim'?"
    assert repository.run("check", GITHUB_ACTIONS="true").stderr.splitlines() == [
        f"::error file=decision_tree/flows/small.yml,line=22,col=40,title=unknown-target::{said}",
        "1 fault; more may show when this is mended",
    ]


def test_check_takes_flows_that_lie_anywhere_and_says_what_is_wrong_in_each(repository: Copy) -> None:
    text = repository.flow.read_text(encoding="utf-8")
    good, bad = (write(repository, content, name) for content, name in ((text, "a.yml"), (f"{text}x: y\n", "b.yml")))
    done = repository.run("check", good)
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "small")
    done = repository.run("check", good, bad, "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["warnings"] == []
    [fault] = told["faults"]
    assert (fault["file"], fault["line"], fault["name"]) == ("b.yml", text.count("\n") + 1, "unknown-key")
    assert repository.run("check", bad, "--format", "github").stderr.startswith("::error file=b.yml,line=")
    assert "missing.yml cannot be read" in sentence(repository.run("check", "missing.yml"))


def test_check_tells_misspelt_words_where_it_is_asked_to(repository: Copy) -> None:
    home = repository.root / "docs" / "index.md"
    home.write_text(f"{home.read_text(encoding='utf-8')}\nAbout your custommers.\n", encoding="utf-8")
    assert "custommers" not in repository.run("check").stderr
    said = "docs/index.md:5:12: error: 'custommers' is not in the dictionary [spelling]"
    assert said in repository.run("check", "--spelling", PATH=os.environ["PATH"]).stderr.splitlines()


def test_check_as_json_tells_what_stops_everything_else(repository: Copy) -> None:
    (repository.root / "decision_tree" / "knowledge" / "claims.yml").write_text("claims: [\n", encoding="utf-8")
    told = json.loads(repository.run("check", "--format", "json").stdout)
    assert [fault["name"] for fault in told["faults"]] == ["yaml-syntax"]


def test_check_fails_when_something_published_vanishes(repository: Copy) -> None:
    repository.flow.write_text(repository.flow.read_text().replace("evidence:", "proof:"))
    done = repository.run("check")
    assert done.returncode == 1
    assert "'note small evidence' was published and is gone: links to it would break [vanished]" in done.stderr
    assert "was it renamed to 'note small proof'?" in done.stderr


def test_what_is_new_has_to_be_published_once(repository: Copy) -> None:
    repository.flow.write_text(repository.flow.read_text().replace("azure", "cloud"))
    lock = repository.root / "decision_tree" / "published.txt"
    lock.write_text(lock.read_text().replace("option small area azure\n", ""))
    said = "small.yml:10:7: error: option 'cloud' of question 'area' is new and not published [unpublished]"
    assert said in repository.run("check").stderr
    assert lines(repository.run("publish")) == [
        "published option small area cloud",
        "wrote decision_tree/paths/small.txt",
        "1 new",
    ]
    assert lines(repository.run("publish")) == ["0 new"]
    assert repository.run("check").returncode == 0


# ---------- scenarios


def test_a_copied_link_becomes_a_scenario_that_passes(repository: Copy) -> None:
    address = f"https://example.org/cpor/answers/everything/something-counts/#{LETTER}&on=2026-11-24"
    for link, id in (
        (address, "something-counts"),
        (address, "something-counts-2"),
        ("/small/#area=azure", "nothing"),
    ):
        done = repository.run("scenario", "add", link)
        assert f"- id: {id}\n" in done.stdout, done.stderr
    assert repository.run("scenario", "add", "/small/#area=other", "--title", 'At "work"').returncode == 0
    files = sorted(path.name for path in (repository.root / "decision_tree" / "scenarios").glob("*.yml"))
    assert files == ["everything.yml", "small.yml"]
    done = repository.run("scenarios", *(f"decision_tree/scenarios/{name}" for name in files))
    assert done.stdout.splitlines()[-1] == "4 passed, 0 failed"
    assert 'passed small-work: At "work"' in done.stdout
    assert repository.run("check").returncode == 0


@pytest.mark.parametrize(
    ("link", "said"),
    {
        "https://example.org/about/": "is no link to an answer: copy it from the address bar",
        "/plans/everything/#1=a": "is no link to an answer",
        "/smal/#area=azure": "there is no flow 'smal'; did you mean 'small'?",
        "/small/#area=nowhere": "the link is no whole situation: ",
    }.items(),
)
def test_what_is_no_whole_situation_becomes_no_scenario(repository: Copy, link: str, said: str) -> None:
    assert said in sentence(repository.run("scenario", "add", link))
    assert not (repository.root / "decision_tree" / "scenarios").exists()


def case(id: str, title: str, answers: str, expect: str, rest: str = "", flow: str = "everything") -> str:
    """A case in one line of a case file."""
    return f"- {{id: {id}, flow: {flow}, title: {title}, answers: {answers}, expect: {expect}{rest}}}\n"


GOOD = case("A-1", "Nothing", "{paper: nothing, sure: no}", "{claims: [], pays: none}")
BAD = case("A-2", "Wrong", "{paper: nothing, sure: no}", "{claims: [build-intent], pays: unknown}")
OPEN = case("A-3", "Open", "{paper: letter, signed: 2031-01-01}", "{}", ", today: 2026-11-23")
OTHER = case("B-1", "Other", "{area: azure}", "{claims: []}", flow="small")
STRANGE = case("C-1", "Strange", "{}", "{}", flow="nowhere")


def test_scenarios_tells_each_case_in_a_line_and_then_the_count(repository: Copy) -> None:
    done = repository.run("scenarios", write(repository, GOOD + OTHER))
    assert lines(done) == ["passed A-1: Nothing", "passed B-1: Other", "2 passed, 0 failed"]
    assert done.returncode == 0


def test_scenarios_says_what_differed_and_fails(repository: Copy) -> None:
    done = repository.run("scenarios", write(repository, GOOD + BAD + OPEN + STRANGE))
    why = "1 January 2031 is after today, 23 November 2026. Please check the date."
    assert lines(done) == [
        "passed A-1: Nothing",
        "FAILED A-2: Wrong: claims: expected [build-intent], got []; pays: expected unknown, got none",
        f"FAILED A-3: Open: the answers end at question 'signed' ({why})",
        "FAILED C-1: Strange: there is no flow 'nowhere'",
        "1 passed, 3 failed",
    ]
    assert done.returncode == 1


def test_scenarios_keeps_the_cases_of_one_flow_from_several_files(repository: Copy) -> None:
    one, two = write(repository, GOOD + STRANGE), write(repository, OTHER, "more.yml")
    assert lines(repository.run("scenarios", "--flow", "small", one, two)) == [
        "passed B-1: Other",
        "1 passed, 0 failed",
    ]


@pytest.mark.parametrize(("text", "fault"), [
    ("", "cases.yml:1:1: error: a case file is a list of cases [wrong-type]"),
    ("- text\n", "cases.yml:1:3: error: entry 1 must be a mapping of keys to values, not the text 'text' [wrong-type]"),
    (GOOD + "- {id: A, id: B}\n", "cases.yml:2:11: error: 'id' stands twice in entry 2 [duplicate-key]"),
    (GOOD.replace("pays: none", "pays: {is: none}"), "an answer is an option, a list of options or a date"),
    (GOOD.replace("title: Nothing", "title: !!python/name:os.system x"), "would build an object [object-tag]"),
    ("- \0\n", "cases.yml:1:3: error: character U+0000 may not stand in YAML [yaml-syntax]"),
], ids=["empty", "text", "duplicate", "mapping", "tag", "nul"])  # fmt: skip
def test_a_case_file_that_cannot_be_read_is_told_with_its_place(text: str, fault: str, repository: Copy) -> None:
    done = repository.run("scenarios", write(repository, text))
    assert done.returncode == 1
    assert fault in done.stderr
    assert "Traceback" not in done.stderr


def test_a_case_file_that_is_no_file_of_text_is_told_in_a_sentence(repository: Copy) -> None:
    assert sentence(repository.run("scenarios", "nowhere.yml")) == (
        "error: nowhere.yml cannot be read: No such file or directory"
    )
    assert sentence(repository.run("scenarios", "docs")) == "error: docs cannot be read: Is a directory"


def test_a_case_file_that_is_not_utf_8_is_told_with_its_place(repository: Copy) -> None:
    done = repository.run("scenarios", write(repository, b"- id: caf\xe9\n"))
    assert done.returncode == 1
    assert "cases.yml:1:10: error: byte 0xE9 is not UTF-8 [not-utf-8]" in done.stderr


# ---------- resolve


def test_resolve_prints_the_step_by_its_public_words(whole_repository: Copy) -> None:
    done = whole_repository.run("resolve", "everything", LETTER, "--today", "2026-11-23")
    step = json.loads("\n".join(lines(done)))
    assert set(step) >= KEYS
    assert {key: step[key] for key in KEYS} == {
        "outcome": "something-counts",
        "claims": [],
        "routes": ["dpor"],
        "keeps": ["build-intent"],
        "alternatives": [],
        "notes": ["held", "quiet"],
        "pays": "none",
        "counts": "partly",
    }
    assert step["deadlines"] == {"signed": "2027-01-01"}
    assert step["decided"] == [
        {"table": "after-signed", "row": 2, "because": {}},
        {"table": "decide", "row": 6, "because": {"paper": ["letter"], "signed": ["2026-01-01"], "sure": ["half"]}},
    ]
    assert (step["fragment"], step["question"], step["problems"], done.returncode) == (LETTER, None, [], 0)


def test_resolve_uses_the_day_it_is_given(whole_repository: Copy) -> None:
    ends = {
        day: json.loads(
            whole_repository.run("resolve", "everything", "paper=letter&signed=2026-01-01", "--today", day).stdout
        )
        for day in ("2026-01-31", "2026-02-01")
    }
    assert [ends[day]["outcome"] for day in ends] == ["everything-counts", None]


def test_resolve_says_what_is_still_open_and_what_was_not_understood(whole_repository: Copy) -> None:
    step = json.loads(whole_repository.run("resolve", "everything", "paper=mail&colour=<red>&sure=maybe").stdout)
    assert (step["question"], step["outcome"], step["offered"]) == ("asked", None, [])
    assert step["problems"] == [
        "The link speaks of “colour”, which this questionnaire does not ask.",
        "The link answers “Sure” with “maybe”, which is not one of its choices.",
    ]


def test_resolve_says_what_it_took_to_be_left_empty(whole_repository: Copy) -> None:
    step = json.loads(whole_repository.run("resolve", "everything", "paper=nothing&sure=no&asked=2026-01-01").stdout)
    assert (step["outcome"], step["assumed"], step["ignored"]) == ("nothing-counts", {"circumstances": []}, ["asked"])


def test_a_fault_in_another_questionnaire_keeps_nobody_from_an_answer(repository: Copy) -> None:
    repository.flow.write_text("flow: small\nstart: nowhere\n", encoding="utf-8")
    assert json.loads(repository.run("resolve", "everything", "paper=mail").stdout)["question"] == "asked"
    assert repository.run("resolve", "small", "").returncode == 1
    assert "small.yml:1:1: error: " in repository.run("resolve", "smal", "").stderr


@pytest.mark.parametrize("fragment", ["", "&&=&%ff%&__proto__=x&\x1b[31m&“”", "a=" * 9_000])
def test_resolve_survives_whatever_it_is_given(fragment: str, whole_repository: Copy) -> None:
    done = whole_repository.run("resolve", "everything", fragment)
    assert json.loads("\n".join(lines(done)))["question"] == "paper"


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30"])
def test_a_day_that_is_none_is_told_in_a_sentence(day: str, whole_repository: Copy) -> None:
    assert sentence(whole_repository.run("resolve", "everything", "", f"--today={day}")) == (
        f"error: --today is '{day}', which is not a date of the form year-month-day"
    )


@pytest.mark.parametrize(
    "command",
    [
        ["resolve", "everythin", ""],
        ["reply", "everythin", ""],
        ["ask", "everythin"],
        ["scenarios", "--flow", "everythin", "x"],
    ],
)
def test_a_flow_that_there_is_not_is_told_with_the_nearest(command: list[str], whole_repository: Copy) -> None:
    assert sentence(whole_repository.run(*command)) == "error: there is no flow 'everythin'; did you mean 'everything'?"


# ---------- plan


def test_a_plan_adds_up_its_products_as_json_and_as_what_to_paste(repository: Copy) -> None:
    shutil.copy(ROOT / "tests" / "flows" / "filing.yml", repository.root / "decision_tree" / "flows")
    presales = (
        "area=business-applications&product={}&channel=volume-licensing&work=presales&goal=incentive&circumstances="
    )
    products = [presales.format("dynamics-365"), presales.format("power-platform"), "area=azure&channel=csp-own&x=y"]
    done = repository.run("plan", "filing", *products)
    found = json.loads(done.stdout)
    assert (found["fewest"], found["most"]) == (1, 2)
    assert [one["claim"] for one in found["claims"]] == ["build-intent"]
    assert done.stderr == "Product 3: The link speaks of “x”, which this questionnaire does not ask.\n"
    again = repository.run("plan", "filing", found["fragment"], "--as", "text")
    assert lines(again)[0] == "3 products of one customer: 1 to 2 claims in all"


def test_a_plan_that_cannot_be_is_refused_in_one_sentence(repository: Copy) -> None:
    said = "error: flow 'small' has no plans: it does not say under 'plan:' what a product is told by"
    assert sentence(repository.run("plan", "small", "area=azure")) == said


def test_a_plan_of_nothing_is_refused_after_what_could_not_be_used(repository: Copy) -> None:
    shutil.copy(ROOT / "tests" / "flows" / "filing.yml", repository.root / "decision_tree" / "flows")
    done = repository.run("plan", "filing", "10.area=azure")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "The link speaks of “10.area”, which this questionnaire does not ask.",
        "error: there is no product to add up: give the answers for each, as in a link of its answer",
    ]


# ---------- reply


def test_a_reply_is_written_to_be_piped_and_what_could_not_be_used_stands_beside(whole_repository: Copy) -> None:
    answers = "paper=letter&signed=2020-05-17&sure=half&circumstances=held&colour=red"
    done = whole_repository.run("reply", "everything", answers, "--as", "markdown", "--today", "2026-11-23")
    assert done.returncode == 0
    assert done.stdout.startswith("**[File one](<http://127.0.0.1:8000/answers/everything/")
    assert "&on=2026-11-23>)**" in done.stdout and "colour" not in done.stdout
    assert done.stderr == "The link speaks of “colour”, which this questionnaire does not ask.\n"
    general = whole_repository.run("reply", "everything", answers, "--as", "link", "--without-answers")
    assert "#" not in general.stdout and general.stdout.count("\n") == 1


def test_a_reply_with_answers_that_lead_to_no_answer_asks_the_open_question(whole_repository: Copy) -> None:
    done = whole_repository.run("reply", "everything", "paper=letter&signed=tomorrow")
    assert done.stdout.splitlines()[1] == "http://127.0.0.1:8000/everything/#paper=letter"
    assert "“tomorrow” is not a date" in done.stderr


# ---------- ask


def test_ask_leads_to_an_answer_and_to_its_link(whole_repository: Copy) -> None:
    done = whole_repository.run("ask", "everything", typed="1\n2020-05-17\nhalf\n1, 4\n")
    said = "\n".join(lines(done))
    assert done.returncode == 0
    assert "What have you got?\n  1  A letter (Signed by the customer)\n  2  A mail" in said
    assert "Type a date as year-month-day" in said
    assert "File one\n\nFile one claim.\n\nClaims to file: none\nAlready held, to keep: Build intent" in said
    assert "* Keep what you hold [Microsoft, on one page]" in said
    assert said.endswith(
        "These answers as a link: /everything/#paper=letter&signed=2020-05-17&sure=half&circumstances=held,quiet"
    )


def test_ask_prints_json_and_nothing_else_where_programs_read(whole_repository: Copy) -> None:
    done = whole_repository.run("ask", "everything", "--json", typed="1\n2020-05-17\nhalf\n1, 4\n")
    told = json.loads(done.stdout)
    assert told["fragment"] == "paper=letter&signed=2020-05-17&sure=half&circumstances=held,quiet"
    assert told["outcome"] and told["decided"] and told["problems"] == []
    assert "What have you got?" in done.stderr and "These answers as a link: " in done.stderr
    nobody = whole_repository.run("ask", "everything", "--json", typed="1\n")
    assert (nobody.stdout, nobody.returncode) == ("", 1)


def test_ask_goes_back_and_forgets_the_answer_before(whole_repository: Copy) -> None:
    said = lines(whole_repository.run("ask", "everything", typed="b\n2\nb\n3\nyes\n1\nb\n4\n\n"))
    asked = [line.removesuffix("?").split()[-1] for line in said if line.endswith("?")]
    assert asked == ["got", "got", "asked", "got", "sure", "do", "apply", "do", "apply"]
    assert said[-1].endswith("/everything/#paper=nothing&sure=yes&work=none-of-these&circumstances=")


def test_ask_says_why_it_asks_again(whole_repository: Copy) -> None:
    typed = "9\n\nletter mail\n1\nyesterday\n2026-01-01\nyes\n1 5\n\n99999999999999999999\n1\n\n"
    done = whole_repository.run("ask", "everything", typed=typed)
    said = "\n".join(lines(done))
    for problem in (
        "“9” is not one of the choices here. Please choose again.",
        "Please choose one.",
        "Only one of these can be so. Please choose one.",
        "“yesterday” is not a date. Please give a day",
        "“None of these” goes with no other choice.",
        "Please choose at least one.",
        "“99999999999999999999” is not one of the choices here.",
    ):
        assert problem in said
    assert done.returncode == 0


@pytest.mark.parametrize("typed", ["", "1\n", "1\n2026-01-01\n1"])
def test_ask_ends_quietly_when_nobody_answers_any_more(typed: str, whole_repository: Copy) -> None:
    done = whole_repository.run("ask", "everything", typed=typed)
    assert (done.stderr, done.returncode) == ("", 1)


# ---------- calling it wrongly


def test_a_command_that_there_is_not_is_told_with_those_there_are(whole_repository: Copy) -> None:
    done = whole_repository.run("chekc")
    assert done.returncode == 2
    assert "check" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_command_the_usage_is_told(whole_repository: Copy) -> None:
    done = whole_repository.run()
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "usage: python -m build_scripts [-h] COMMAND ...")


def test_a_reader_of_the_output_that_goes_away_is_no_error(repository: Copy) -> None:
    command = [
        sys.executable,
        "-m",
        "build_scripts",
        "scenarios",
        write(repository, GOOD.replace("Nothing", "n" * 2_000) * 60),
    ]
    with subprocess.Popen(command, cwd=repository.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_new_page_is_checked_before_it_is_published(repository: Copy) -> None:
    page = repository.root / "docs" / "new.md"
    page.write_text("---\ntitle: New\ndescription: New.\nchecked: 2026-11-23\n---\n\n# New\n\nSo.[^S404]\n")
    for command in ("check", "publish"):
        done = repository.run(command)
        assert done.returncode == 1
        assert "docs/new.md:9:4: error: source 'S404' is not in the register [unknown-source]" in done.stderr
        assert ("unpublished" in done.stderr) == (command == "check"), "a check tells everything in one run"
    page.write_text(page.read_text().replace("S404", "S04"))
    said = "docs/new.md:1:1: error: page '/new/' is new and not published [unpublished]"
    assert said in repository.run("check").stderr
    published = repository.run("publish").stdout.splitlines()
    assert published == ["published page /new/", "published anchor /new/#new", "2 new"]


FORMER = (("timeline", "event", "first-claim"), ("glossary", "term", "poe"))
"""A file, a kind of thing in it, and an id of one."""


def test_an_event_and_a_term_may_have_another_id_where_they_keep_the_old_one(repository: Copy) -> None:
    def rename(more: str) -> None:
        for file, _, old in FORMER:
            path = repository.root / "decision_tree" / "knowledge" / f"{file}.yml"
            text, key = path.read_text(encoding="utf-8"), f"\n  {old}:\n" if not more else f"\n  {old}-now:\n"
            assert text.count(key) == 1
            path.write_text(text.replace(key, f"\n  {old}-now:\n{more.format(old)}"), encoding="utf-8")

    rename("")
    said = repository.run("check").stderr
    for _, kind, old in FORMER:
        assert f"'{kind} {old}' was published and is gone: links to it would break [vanished]" in said
        assert f"let the {kind} that has its place say 'was: [{old}]'; was it renamed to '{kind} {old}-now'?" in said
    rename("    was: [{}]\n")
    published = repository.run("publish").stdout.splitlines()
    assert published == [*(f"published {kind} {old}-now" for _, kind, old in FORMER), "2 new"]
    assert repository.run("stage").returncode == 0
    for file, _, old in FORMER:
        staged = (repository.root / "staged" / "reference" / f"{file}.md").read_text(encoding="utf-8")
        assert staged.count(f'id="{old}"') == staged.count(f'id="{old}-now"') == 1


def test_outside_of_a_repository_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["resolve", "which-claim", "area=azure"]) == 1
    assert (
        capsys.readouterr().err == f"error: {tmp_path} is in no repository with a folder decision_tree/: go into one\n"
    )


def test_a_folder_of_a_repository_is_in_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT / "docs" / "questions")
    assert main(["resolve", "which-claim", "area=azure"]) == 0
    assert json.loads(capsys.readouterr().out)["question"] == "channel"
