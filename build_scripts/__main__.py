"""The command line: parse, call, print, exit code. The only module that prints."""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_scripts.check import scenarios
from build_scripts.check.compiler import Compiled, compile_flows
from build_scripts.places import Refusal, Repository, root_above
from build_scripts.read.faults import (
    BadFile,
    Diagnostic,
    annotation,
    at_lines_before,
    did_you_mean,
    read_text,
    relative,
    terminal,
)
from build_scripts.read.knowledge import Knowledge, read_knowledge
from build_scripts.read.values import PLACEHOLDERS
from decision_tree import links
from decision_tree.dates import iso_day
from decision_tree.engine import Step, result_json, settle
from decision_tree.markup import FORMATS
from decision_tree.model import Flow
from decision_tree.wording import count_words

if TYPE_CHECKING:
    from build_scripts.check.flow_ids import FlowText


def main(arguments: Sequence[str] | None = None, repository: Repository | None = None) -> int:
    """Run one command and return its exit code: 0 all is well, 1 something is wrong, 2 the arguments are wrong.

    :param repository: the repository to work on; by default the one around the working folder, as of today.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options, repository or repository_here()))
    except BadFile as bad:
        show(bad)
        return 1
    except Refusal as sentence:
        print(f"error: {sentence}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def parser() -> argparse.ArgumentParser:
    """Parser of the command line: the commands and their arguments."""
    description = "Check, try and stage the questionnaires of a site."
    top = argparse.ArgumentParser(prog="python -m build_scripts", description=description)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, help: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help, description=help)
        added.set_defaults(run=run)
        return added

    checked = command(
        "check", check, "say everything that is wrong with rules, pages, published ids, scenarios and pasted links"
    )
    checked.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="only these flow files, which lie anywhere"
    )
    checked.add_argument(
        "--format", choices=("text", "github", "json"), default="", help="default: text, and github in its workflows"
    )
    checked.add_argument(
        "--spelling", action="store_true", help="spelling as well, which takes seconds more; 'make check' does"
    )
    site = command(
        "check-site", run_check_site, "check the words of the repository and the links and HTML of a built site"
    )
    site.add_argument("folder", type=Path)

    due = command("stale", run_stale, "list what nobody has compared with its sources for long")
    due.add_argument("--older-than", default="12m", metavar="TIME", help="such as 90d, 6w, 12m or 2y; default: 12m")

    command("publish", publish, "add new ids and addresses to the list of what has been published")
    revised = command(
        "revise", run_revise, "write down what changed in all answers and notes whose facts changed, and publish"
    )
    revised.add_argument("--what", required=True, help="what changed, in a sentence for readers whose links are older")
    revised.add_argument("--on", metavar="DAY", help="year-month-day; default: today")
    renamed = command(
        "rename", run_rename, "give a question, an option, an outcome or a note of a flow another id, everywhere"
    )
    renamed.add_argument("flow")
    renamed.add_argument("what", help="its id; of an option 'channel.csp-own'; 'note:held' where several are called so")
    renamed.add_argument("new", help="the new id")
    retired = command("retire", run_retire, "take a question, an option, an outcome or a note out of a flow")
    retired.add_argument("flow")
    retired.add_argument("what", help="its id, as for rename")
    retired.add_argument("--why", required=True, help="why it is gone, in a sentence for readers whose links name it")
    retired.add_argument("--instead", nargs="+", default=[], metavar="ID", help="what took its place")
    parted = command("split", run_split, "make several options of one, with labels left to be written")
    parted.add_argument("flow")
    parted.add_argument("what", help="the option, as 'channel.csp-own'")
    parted.add_argument("new", nargs="+", help="the ids of the options that it becomes")
    parted.add_argument("--why", required=True, help="why, in a sentence for readers whose links name it")
    parted.add_argument("--taken", default="", metavar="NEW", help="what situations and links on pages are to answer")
    put = command("insert", run_insert, "ask a new question before something of a flow, with texts left to be written")
    put.add_argument("flow")
    put.add_argument("question", help="its id, which stays for good")
    put.add_argument("--before", required=True, metavar="NODE", help="the question, table or outcome that follows it")
    put.add_argument("--taken", required=True, metavar="OPTION", help="what older links are taken to answer")
    put.add_argument("--why", required=True, help="why it is asked, in a sentence for readers whose links are older")
    put.add_argument("--kind", choices=("one", "several"), default="one", help="how many are chosen; default: one")
    command("stage", stage, "write all pages as Markdown into staged/, where the site generator finds them")

    ready = command("deliver", run_deliver, "make a site that was just built ready for any static host")
    ready.add_argument("folder", type=Path)
    ready.add_argument("--hosting", type=Path, metavar="FOLDER", help="where nginx.conf and Caddyfile are written")
    ready.add_argument("--site-at", type=Path, metavar="FOLDER", help="where the site will be; default: where it is")
    ready.add_argument("--no-service-worker", action="store_true", help="ship one that removes itself instead")

    ready.add_argument(
        "--quick", action="store_true", help="compress fast and not small, for a site that is only tried"
    )

    cases = command("scenarios", run_scenarios, "compare case files with what the engine says")
    cases.add_argument("files", nargs="+", type=Path, metavar="FILE")
    cases.add_argument("--flow", help="only the cases of this flow")

    added = command("scenario", run_add_scenario, "add a situation to the scenarios, from a link that somebody copied")
    added.add_argument("do", choices=("add",))
    added.add_argument("link", help="as it stands in the address bar, with everything behind its #")
    added.add_argument("--title", help="the situation in a sentence; default: its answers")

    pasted = command("links", run_links, "replay links that were pasted somewhere, and compare what they mean")
    pasted.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: tests/links/*.txt")
    pasted.add_argument(
        "--since", metavar="REVISION", help="print only those that mean something else than in git's REVISION"
    )

    edited = command("diff", run_diff, "say what an edit of the rules does to readers, links and scenarios")
    edited.add_argument("revision", nargs="?", default="HEAD", help="git's name for the rules before; default: HEAD")
    edited.add_argument("--pages", action="store_true", help="compare every page, picture and reply as well: seconds")
    formats = ("text", "markdown", "json", "html")
    edited.add_argument("--format", choices=formats, default="text", help="markdown and html compare the pages as well")

    sought = command("where", run_where, "list every place that says something, or rests on it")
    sought.add_argument("--files", action="store_true", help="only the number of places in each file")
    beside = "only where these words stand in the same value or paragraph, or above it, as well; may be given again"
    sought.add_argument("--with", dest="beside", action="append", default=[], metavar="WORDS", help=beside)
    sought.add_argument(
        "words", nargs="+", help="'S08', 'claim:usage-recognition', 'designation:azure', or words: '14 business days'"
    )

    asked = command("ask", run_ask, "answer a questionnaire in the terminal")
    asked.add_argument("flow")
    asked.add_argument(
        "--json", action="store_true", help="print where the answers lead as JSON, the questions beside it"
    )

    replied = command("reply", run_reply, "write what to paste into a forum")
    replied.add_argument("flow")
    replied.add_argument("answers", help="as in a link: 'area=azure&channel=csp-own'")
    replied.add_argument("--as", dest="format", choices=("link", *FORMATS), default="text", help="default: text")
    replied.add_argument("--without-answers", action="store_true", help="what holds for everybody who gets this answer")
    replied.add_argument("--today", help="year-month-day; the day the link is copied")

    planned = command("plan", run_plan, "add up the answers for several products of one customer")
    planned.add_argument("flow")
    planned.add_argument("products", nargs="+", metavar="PRODUCT", help="the answers for one, or the link of a plan")
    planned.add_argument(
        "--as", dest="format", choices=("json", "link", *FORMATS), default="json", help="default: json"
    )
    planned.add_argument("--today", help="year-month-day; the day the answers are given")

    resolved = command("resolve", run_resolve, "print where answers lead, as JSON")
    resolved.add_argument("flow")
    resolved.add_argument("answers", help="as in a link: 'area=azure&channel=csp-own'")
    resolved.add_argument("--today", help="year-month-day; the day the answers are given")
    return top


# ---------- commands


def check(options: argparse.Namespace, repository: Repository) -> int:
    """Say everything that is wrong with the repository, or with flow files that lie anywhere."""
    from build_scripts.review import Review, review, review_of_flows

    for path in options.files:
        check_readable(path)
    more = ""
    try:
        found = review_of_flows(options.files, repository) if options.files else review(repository)
        if options.spelling:
            from build_scripts.check import built_site

            misspelt = built_site.misspelt(repository, read_knowledge(repository.knowledge).terms)
            found = replace(found, faults=(*found.faults, *misspelt))
    except BadFile as bad:
        found, more = Review(compiled={}, faults=tuple(bad.diagnostics), warnings=()), MORE_MAY_SHOW
    if options.format == "json":
        print(json.dumps(review_json(found.faults, found.warnings), ensure_ascii=False, indent=1))
        return int(bool(found.faults))
    if found.faults:
        tell_all(found.faults, options.format)
        print(f"{count_words(len(found.faults), 'fault')}{more}", file=sys.stderr)
        return 1
    tell_all(found.warnings, options.format)
    if found.warnings:
        print(f"{count_words(len(found.warnings), 'warning')}: nothing is stopped by them", file=sys.stderr)
    for one in found.compiled.values():
        print(
            f"{one.flow.id}: {len(one.flow.questions)} questions, {len(one.flow.tables)} tables, "
            f"{len(one.flow.outcomes)} outcomes, {len(one.flow.notes)} notes, {len(one.states)} states, "
            f"version {one.version}: no faults"
        )
    return 0


def run_check_site(options: argparse.Namespace, repository: Repository) -> int:
    """Check the words of the repository, and the links and HTML of a built site."""
    from build_scripts.check import built_site

    if not (options.folder / "index.html").is_file():
        raise Refusal(f"{options.folder} is no built site: run 'make build' first")
    knowledge, compiled = read(repository)
    count = built_site.check_site(options.folder, repository, compiled, knowledge.terms)
    print(f"{count} pages: words, links, answers and HTML are as they should be")
    return 0


def run_stale(options: argparse.Namespace, repository: Repository) -> int:
    """Print pages, answers and files of knowledge that are due for a check, the longest unchecked first."""
    from build_scripts import staging
    from build_scripts.pages import stale

    before = stale.day_before(options.older_than, repository.today)
    if before is None:
        raise Refusal(f"--older-than is '{options.older_than}', which is not a time such as 90d, 6w, 12m or 2y")
    due = stale.due(staging.Staging(repository).site, before)
    for one in due:
        print(f"{one.checked or 'never     '}  {one.file}  {one.what}".rstrip())
    print(f"{len(due)} not checked since {before}")
    return 0


def publish(options: argparse.Namespace, repository: Repository) -> int:
    """Write the lock and the files of paths, unless something published is missing or has changed without a revision.

    What is added to the lock stays, because links elsewhere name it.
    """
    from build_scripts.check import published

    new, written = published_now(repository)
    for line in new:
        print(f"published {published.shown(line)}")
    for file in written:
        print(f"wrote {relative(file)}")
    print(f"{len(new)} new")
    return 0


def published_now(repository: Repository) -> tuple[Sequence[str], Sequence[Path]]:
    """New lines of the lock, and the files of paths, after writing both."""
    from build_scripts import staging
    from build_scripts.check import paths, published

    rehearsed = staging.rehearse(repository)
    lines, gone = staging.published(rehearsed), staging.gone(rehearsed)
    new = published.publish(lines, rehearsed.site.compiled, repository.lock, gone)
    ways = paths.texts(rehearsed.site.compiled, repository.paths)
    repository.paths.mkdir(exist_ok=True)
    write_texts(ways)
    return new, list(ways)


def run_revise(options: argparse.Namespace, repository: Repository) -> int:
    """Write a revision into every entry whose facts changed, and publish. All files are restored if something fails."""
    from build_scripts.check import published, revisions

    what = sentence(options.what, "--what", "Deadline corrected to 90 days.")
    day = iso_day(options.on) if options.on else repository.today
    if day is None or day > repository.today:
        raise Refusal(f"--on is '{options.on}', which is not a day of the form year-month-day until today")
    due = revisions.to_revise(read(repository)[1], repository.lock)
    with as_before_on_failure(one.file for one in due):
        revisions.revise(due, day, what)
        new, written = published_now(repository)
    if not due and not new:
        raise Refusal("nothing that was published says something else, so there is nothing to write down")
    for one in due:
        print(f"revised {one.entry} in {one.at.file}")
    for line in new:
        print(f"published {published.shown(line)}: {revisions.of_its_line(line, due)}")
    for file in written:
        print(f"wrote {relative(file)}")
    if not due:
        print("no line was written: what is new says nothing else than before")
    return 0


def run_rename(options: argparse.Namespace, repository: Repository) -> int:
    """Rename an id in every file that has it, and publish. All files are restored if something fails."""
    from build_scripts.check import rename
    from build_scripts.check.published import is_published, read_lock

    one = flow_named(options.flow, read(repository)[1])
    scenarios.read_folder(repository.scenarios)
    id = rename.renamed_id(one.flow, options.what, options.new)
    out_there = is_published(read_lock(repository.lock), id.lock_line, one.flow)
    write_edit(rename.renamed_texts(repository, one, id, options.new, former=out_there), repository)
    return 0


def run_retire(options: argparse.Namespace, repository: Repository) -> int:
    """Remove an id from a flow, say why under `former:`, and publish. All files are restored if something fails."""
    from build_scripts.check import flow_ids, retire
    from build_scripts.check.published import is_published, read_lock

    one = flow_ids.flow_text(options.flow, repository, read_knowledge(repository.knowledge))
    scenarios.read_folder(repository.scenarios)
    id = flow_ids.linked_id(one.flow, options.what)
    why = sentence(options.why, "--why", "The programme ended.")
    now = retire.successors(one.flow, id, options.instead)
    out_there = is_published(read_lock(repository.lock), id.lock_line, one.flow)
    write_edit(retire.retired_texts(repository, one, id, why, now, former=out_there), repository)
    return 0


def run_split(options: argparse.Namespace, repository: Repository) -> int:
    """Split an option into several, with placeholders for their labels. All files are restored if something fails."""
    from build_scripts.check import flow_ids, retire, split
    from build_scripts.check.published import is_published, read_lock

    one = whole_flow(options.flow, repository)
    id = flow_ids.linked_id(one.flow, options.what)
    new = split.new_options(one.flow, id, options.new)
    if options.taken and options.taken not in new:
        raise Refusal(f"--taken is '{options.taken}', which is none of {', '.join(new)}")
    why = sentence(options.why, "--why", "How it is paid makes a difference now.")
    out_there = is_published(read_lock(repository.lock), id.lock_line, one.flow)
    write_edit(
        split.split_texts(repository, one, id, new, why, options.taken, former=out_there), repository, whole=False
    )
    for place in (*retire.in_links(repository, id), *retire.in_scenarios(repository, id)):
        print(f"choose one of {', '.join(new)}: {place}")
    print(TO_BE_WRITTEN.format(relative(one.file)))
    return 0


def run_insert(options: argparse.Namespace, repository: Repository) -> int:
    """Insert a question into a flow, with placeholders for its texts. All files are restored if something fails."""
    from build_scripts.check import insert

    one = whole_flow(options.flow, repository)
    why = sentence(options.why, "--why", "Whether the customer has a plan makes a difference now.")
    new = insert.NewQuestion(
        id=options.question, kind=options.kind, before=options.before, taken=options.taken, why=why, on=repository.today
    )
    insert.check_new(one.flow, new)
    knowledge = read_knowledge(repository.knowledge)
    write_edit(insert.inserted_texts(repository, one, new, knowledge), repository, whole=False)
    print(TO_BE_WRITTEN.format(relative(one.file)))
    return 0


TO_BE_WRITTEN = "write what is to stand for each … in {}; 'check' says what is missing, 'publish' ends it"


def whole_flow(name: str, repository: Repository) -> FlowText:
    """Flow file without faults. Raises BadFile, also for scenarios that cannot be read, and Refusal."""
    from build_scripts.check.flow_ids import FlowText

    one = flow_named(name, read(repository)[1])
    scenarios.read_folder(repository.scenarios)
    return FlowText(file=one.file, text=read_text(one.file), flow=one.flow)


def write_edit(texts: Mapping[Path, str], repository: Repository, *, whole: bool = True) -> None:
    """Write these texts, and publish; say what changed, and where pasted links lead now.

    All files are restored if something fails, and faults are reported at the lines of the restored ones.

    :param whole: whether nothing is left to be written, so that it can be published.
    """
    from build_scripts.check import pasted_links

    corpus = sorted(repository.pasted_links.glob("*.txt"))
    with as_before_on_failure({*texts, *corpus}) as before:
        write_texts(texts)
        try:
            knowledge = read_knowledge(repository.knowledge)
            compiled = compile_flows(repository.flows, knowledge, former=True)
            flows = {id: one.flow for id, one in compiled.items()}
            write_texts(pasted_links.with_marks(pasted_links.read_corpus(corpus), flows, repository.today))
            if whole:
                publish(argparse.Namespace(), repository)
        except BadFile as bad:
            print("nothing was changed, because files would have faults then:\n", file=sys.stderr)
            former = {relative(file): content.decode("utf-8-sig") for file, content in before.items()}
            raise BadFile(at_lines_before(bad.every, former)) from None
    for file in sorted(file for file, content in before.items() if file.read_bytes() != content):
        print(f"changed {relative(file)}")
    for link in pasted_links.unlike(pasted_links.read_corpus(corpus), flows, repository.today):
        print(f"{link.file}:{link.span.line}: {link.message}: if that is meant, write it behind the link")


def sentence(said: str, option: str, example: str) -> str:
    """Sentence for readers that the command line gives, on one line. Raises Refusal where it says nothing."""
    words = " ".join(said.split())
    if not words or words in PLACEHOLDERS:
        raise Refusal(f"{option} says nothing: write a sentence for readers, such as '{example}'")
    return words


@contextmanager
def as_before_on_failure(files: Iterable[Path]) -> Iterator[dict[Path, bytes]]:
    """Content of these files, which is written back where the block fails, so that nothing is half done."""
    before = {file: file.read_bytes() for file in files}
    try:
        yield before
    except BaseException:
        for file, content in before.items():
            file.write_bytes(content)
        raise


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write these texts into their files."""
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8", newline="")


def stage(options: argparse.Namespace, repository: Repository) -> int:
    """Write the site as Markdown into the folder of staged files."""
    from build_scripts import staging

    print(f"staged {len(staging.stage(repository).files)} files")
    return 0


def run_deliver(options: argparse.Namespace, repository: Repository) -> int:
    """Make a built site ready for any static host."""
    from build_scripts.deliver import delivery

    offline = not options.no_service_worker
    done = delivery.deliver(
        repository, options.folder, options.hosting, options.site_at, offline=offline, quick=options.quick
    )
    print(f"{len(done.renamed)} files named by their content, {done.compressed} compressed, for {done.base}")
    return 0


def run_scenarios(options: argparse.Namespace, repository: Repository) -> int:
    """Run case files; print one line a case, and how many passed and failed."""
    _, compiled = read(repository)
    if options.flow:
        flow_named(options.flow, compiled)
    cases = [case for path in options.files for case in read_file(path)]
    kept = [case for case in cases if options.flow in (None, case.flow)]
    failed = 0
    for verdict in scenarios.run(kept, {id: one.flow for id, one in compiled.items()}, repository.today):
        failed += bool(verdict.differences)
        print(verdict)
    print(f"{len(kept) - failed} passed, {failed} failed")
    return int(failed > 0)


def run_add_scenario(options: argparse.Namespace, repository: Repository) -> int:
    """Add a situation to the scenarios of its flow, with what the engine says to it today."""
    from build_scripts.check import new_scenario

    flows = {id: one.flow for id, one in read(repository)[1].items()}
    taken = {case.id for case in scenarios.read_folder(repository.scenarios)}
    case = new_scenario.case_of(options.link, flows, repository.today, taken)
    entry = new_scenario.yaml_of(replace(case, title=options.title) if options.title else case)
    file = repository.scenarios / f"{case.flow}.yml"
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{before.rstrip()}\n\n{entry}".lstrip(), encoding="utf-8")
    print(entry + f"added to {relative(file)}: compare what it expects with its sources")
    return 0


def run_links(options: argparse.Namespace, repository: Repository) -> int:
    """Replay links that were pasted somewhere, and report those that mean something else than they did."""
    from build_scripts.check import pasted_links

    for path in options.files:
        check_readable(path)
    kept = pasted_links.read_corpus(options.files or sorted(repository.pasted_links.glob("*.txt")))
    _, compiled = read(repository)
    flows = {id: one.flow for id, one in compiled.items()}
    if options.since:
        with says_since_when(options.since, repository):
            former = former_flows(options.since, repository)
        changed = pasted_links.link_changes(kept, former, flows, repository.today)
        print(
            "\n".join(
                [*map(str, changed), f"{len(changed)} of {len(kept)} links mean something else than in {options.since}"]
            )
        )
        return 0
    unlike = list(pasted_links.unlike(kept, flows, repository.today))
    if unlike:
        raise BadFile(unlike)
    print(f"{len(kept)} links lead where they led; links --since REVISION says whose answers say something else")
    return 0


def run_diff(options: argparse.Namespace, repository: Repository) -> int:
    """Say what the edits since a revision do to readers, pages, links and scenarios."""
    from build_scripts.impact import text
    from build_scripts.impact.report import impact_of

    with says_since_when(options.revision, repository):
        impact = impact_of(repository, options.revision)
    if not impact.sentences and (options.pages or options.format in ("markdown", "html")):
        from build_scripts.impact.site_changes import site_changes

        impact = replace(impact, site=site_changes(repository, options.revision, impact.flows))
    if options.format in ("markdown", "html"):
        from build_scripts.impact import review

        print(review.markdown(impact) if options.format == "markdown" else review.page(impact))
    else:
        print(text.as_json(impact) if options.format == "json" else text.text(impact))
    return 0


def run_where(options: argparse.Namespace, repository: Repository) -> int:
    """List every place that says something or rests on it; of a sentence that no place says, its longest part."""
    from build_scripts.check.where import KINDS, NO_KIND, longest_part, places

    words = " ".join(options.words).strip()
    if not words:
        raise Refusal("say what to look for: a source such as S08, an id such as claim:usage-recognition, or words")
    found = list(places(words, repository, options.beside))
    if not found and not options.beside and (part := longest_part(words, repository)):
        print(f"no place says all of it; these say '{part}'")
        found = list(places(part, repository))
    if not found and (stray := NO_KIND.fullmatch(words)):
        raise Refusal(
            f"nothing says '{words}', and no kind of id is called '{stray[1]}'; the kinds are {', '.join(KINDS)}"
        )
    files = Counter(relative(one.file) for one in found)
    if found:
        print(f"{count_words(len(found), 'place')} in {count_words(len(files), 'file')}\n")
        print(*(f"{count:4}  {file}" for file, count in files.items()) if options.files else found, sep="\n")
    else:
        beside = "".join(f" beside '{one}'" for one in options.beside)
        print(f"nothing says '{words}'{beside}, and nothing is called so")
    return 0


@contextmanager
def says_since_when(revision: str, repository: Repository) -> Iterator[None]:
    """Where the rules of a revision cannot be read, add to the reason since which revision they can."""
    from build_scripts.check.revision import NoRevision, first_read

    try:
        yield
    except NoRevision as reason:
        since = first_read(revision, repository.root, partial(print, file=sys.stderr))
        raise Refusal(
            f"{reason}; the first revision after it that can be read is {since}" if since else reason
        ) from None


def former_flows(revision: str, repository: Repository) -> dict[str, Flow]:
    """Flow id → flow of a git revision. Raises NoRevision."""
    from build_scripts.check.revision import rules_at

    return {id: one.flow for id, one in rules_at(revision, repository.root)[1].items()}


def run_ask(options: argparse.Namespace, repository: Repository) -> int:
    """Ask on this terminal; with --json on stderr, so that stdout holds nothing but the JSON."""
    from build_scripts.ask import ask

    knowledge, compiled = read(repository, options.flow)
    flow, today = flow_named(options.flow, compiled).flow, repository.today
    aside = sys.stderr if options.json else sys.stdout
    show = partial(print, file=aside)
    try:
        with redirect_stdout(aside):  # input() writes its prompt to stdout
            fragment = ask(flow, knowledge, today, input, show)
    except (EOFError, KeyboardInterrupt):
        show()
        return 1
    show(f"\nThese answers as a link: /{flow.id}/#{fragment}")
    if options.json:
        step, assumed = settle(flow, links.parse(fragment, flow).answers, today)
        print(json.dumps(step_json(step, assumed, ()), ensure_ascii=False, indent=2))
    return 0


def run_reply(options: argparse.Namespace, repository: Repository) -> int:
    """Print the reply, ready to be piped into a clipboard; problems with the answers go to stderr."""
    from build_scripts import staging
    from build_scripts.pages import replies
    from decision_tree import reply

    made = staging.Staging(repository)
    flow = flow_named(options.flow, made.site.compiled).flow
    link = links.parse(options.answers, flow)
    for problem in link.problems:
        print(problem, file=sys.stderr)
    today = a_day(options.today, repository)
    step, _ = settle(flow, link.answers, today)
    carry, places = not options.without_answers, replies.places_of(flow, repository.site_address)
    if step.opened:
        if step.opened.problem:
            print(step.opened.problem, file=sys.stderr)
        written = reply.of_question(flow, step, step.opened.question, places, carry=carry)
    else:
        written = reply.of_answer(flow, made.site.wording(flow), step, today, places, carry=carry)
    print(reply.reply_json(written)["formats"][options.format])
    return 0


def run_plan(options: argparse.Namespace, repository: Repository) -> int:
    """Print the plan as JSON, or as a reply to paste."""
    from build_scripts import staging
    from build_scripts.pages import replies
    from decision_tree import plan, reply

    made = staging.Staging(repository)
    flow = flow_named(options.flow, made.site.compiled).flow
    if flow.plans is None:
        raise Refusal(f"flow '{flow.id}' has no plans: it does not say under 'plan:' what a product is told by")
    link = links.parse_plan(fragment_of(options.products), flow)
    for problem in link.problems:
        print(problem, file=sys.stderr)
    if not link.products:
        raise Refusal("there is no product to add up: give the answers for each, as in a link of its answer")
    today, wording = a_day(options.today, repository), made.site.wording(flow)
    found = plan.plan_of(flow, link, today)
    if options.format == "json":
        print(json.dumps(plan.plan_json(flow, wording, found), ensure_ascii=False, indent=2))
    else:
        written = plan.reply_with(flow, wording, found, today, replies.places_of(flow, repository.site_address))
        print(reply.reply_json(written)["formats"][options.format])
    return 0


def run_resolve(options: argparse.Namespace, repository: Repository) -> int:
    """Print the step that answers lead to, as JSON."""
    _, compiled = read(repository, options.flow)
    flow = flow_named(options.flow, compiled).flow
    link = links.parse(options.answers, flow)
    step, assumed = settle(flow, link.answers, a_day(options.today, repository))
    print(json.dumps(step_json(step, assumed, link.problems), ensure_ascii=False, indent=2))
    return 0


# ---------- parts of commands


def repository_here() -> Repository:
    """Repository of the working folder, as it is today. Raises NoRepository."""
    return Repository.at(root_above(Path.cwd()), os.environ, date.today())  # noqa: DTZ011 - the day at the terminal


def read(repository: Repository, only: str = "") -> tuple[Knowledge, dict[str, Compiled]]:
    """Knowledge and compiled flows of a repository. Raises BadFile.

    :param only: id of the only flow that is asked about: others need not be read, nor be without faults.
    """
    knowledge = read_knowledge(repository.knowledge)
    return knowledge, compile_flows(repository.flows, knowledge, only=only)


def flow_named(name: str, compiled: Mapping[str, Compiled]) -> Compiled:
    """Compiled flow with this id. Raises Refusal."""
    if name not in compiled:
        raise Refusal(f"there is no flow '{name}'; {did_you_mean(name, compiled)}")
    return compiled[name]


def read_file(path: Path) -> list[scenarios.Case]:
    """Cases of a file that the command line names. Raises Refusal where the file cannot be read."""
    check_readable(path)
    return scenarios.read_cases(path)


def check_readable(path: Path) -> None:
    """Raise Refusal where a file that the command line names cannot be read."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror or error}") from None


def fragment_of(products: list[str]) -> str:
    """Fragment of a plan: each product under its number; a single one may be a plan's fragment. Raises Refusal."""
    if len(products) > links.MOST_PRODUCTS:
        raise Refusal(f"a plan holds {links.MOST_PRODUCTS} products at most, and these are {len(products)}")
    if len(products) == 1:
        return products[0]
    parts = enumerate((product.lstrip("#").split("&") for product in products), start=1)
    return "&".join(f"{number}.{pair}" for number, pairs in parts for pair in pairs)


def a_day(said: str | None, repository: Repository) -> date:
    """Day that the command line gives, or today. Raises Refusal where it is no date."""
    day = iso_day(said) if said else repository.today
    if day is None:
        raise Refusal(f"--today is '{said}', which is not a date of the form year-month-day")
    return day


def step_json(step: Step, assumed: dict[str, tuple[str, ...]], problems: tuple[str, ...]) -> dict[str, Any]:
    """Step as JSON data, with the public names of its parts."""
    opened = step.opened
    return {
        "flow": step.flow,
        "path": [{"question": hop.question, "answer": list(hop.answer)} for hop in step.path],
        "question": opened.question if opened else None,
        "offered": list(opened.offered) if opened else [],
        "problem": opened.problem if opened else None,
        "outcome": step.result.outcome if step.result else None,
        **(result_json(step.result) if step.result else {}),
        "decided": [
            {
                "table": decision.table,
                "row": decision.row + 1,
                "because": {test.question: list(step.answers.get(test.question, ())) for test in decision.clause},
            }
            for decision in step.decisions
        ],
        "deadlines": {question: day.isoformat() for question, day in step.deadlines.items()},
        "ignored": list(step.ignored),
        "assumed": {question: list(answer) for question, answer in assumed.items()},
        "problems": list(problems),
        "fragment": links.link_of(step),
    }


MORE_MAY_SHOW = "; more may show when this is mended"
"""Words behind the number of faults where something could not be checked because of them."""


def show(bad: BadFile) -> None:
    """Print every diagnostic, and how many there are."""
    tell_all(bad.diagnostics)
    print(f"{count_words(len(bad.diagnostics), 'fault')}{MORE_MAY_SHOW}", file=sys.stderr)


def tell_all(found: Iterable[Diagnostic], how: str = "") -> None:
    """Print diagnostics, sorted by place, each once: for a terminal, or as annotations that GitHub shows at the line.

    :param how: `text` or `github`; empty: the latter in a workflow of GitHub.
    """
    on_github = how == "github" or (not how and os.environ.get("GITHUB_ACTIONS") == "true")
    for one in BadFile(found).diagnostics:
        print(annotation(one) if on_github else terminal(one) + "\n", file=sys.stderr)


def review_json(faults: Iterable[Diagnostic], warnings: Iterable[Diagnostic]) -> dict[str, Any]:
    """Faults and warnings as JSON data, for editors and other programs. Lines and columns are counted from 1."""
    return {
        name: [
            {"file": one.file, **asdict(one.span), "name": one.name, "message": one.message, "help": one.help}
            for one in BadFile(found).diagnostics
        ]
        for name, found in (("faults", faults), ("warnings", warnings))
    }


if __name__ == "__main__":
    gc.set_threshold(1_000_000, 50, 50)  # most objects of a command live on; collecting garbage took a fifth of a check
    sys.exit(main())
