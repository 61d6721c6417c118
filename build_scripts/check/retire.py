"""Retirement of an id of a flow, as edits of text: its entry goes, and `former:` tells readers of older links why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from build_scripts.check.flow_ids import (
    ANY_OF,
    FlowText,
    Id,
    Naming,
    files_with_links,
    ids_of,
    named_in_links,
    named_in_scenarios,
    named_outside,
    with_former,
)
from build_scripts.check.where import Found
from build_scripts.check.yaml_edit import composed, lists_in, without_entry, without_items
from build_scripts.places import Refusal, Repository
from build_scripts.read.faults import did_you_mean, read_text
from decision_tree.model import Flow


def successors(flow: Flow, id: Id, said: Sequence[str]) -> list[str]:
    """Ids that take the place of another, from what somebody typed. Raises Refusal where they cannot."""
    known = [*(flow.questions[id.question].answers if id.question else ids_of(flow)[id.kind])]
    known.remove(id.id)
    now = [one.rpartition(":")[2].removeprefix(f"{id.question}.") for one in said]
    for one in now:
        if one not in known:
            help = did_you_mean(one, known)
            raise Refusal(f"'{one}' cannot stand instead of {id}: it is no other {id.kind} there; {help}".rstrip("; "))
    if id.kind == "question" and len(now) == 1:
        check_takes_options(flow, id.id, now[0])
    return now


def check_takes_options(flow: Flow, old: str, new: str) -> None:
    """Raise Refusal where a question lacks options of another, because links to that one will be read as its own."""
    mine, its = ({*flow.questions[id].answers, *flow.former.options.get(id, {})} for id in (old, new))
    if lacking := sorted(mine - its):
        raise Refusal(
            f"question '{new}' cannot stand instead of question '{old}': links to that one name options that it does "
            f"not have: {', '.join(lacking)}; leave '--instead' out, and readers of these links are told why"
        )


def retired_texts(
    repository: Repository, flow: FlowText, id: Id, why: str, now: Sequence[str], *, former: bool
) -> dict[Path, str]:
    """File → its text without an id. Raises Refusal with every place that still needs it.

    :param former: whether links may name the id, so that the flow has to say why it is gone.
    """
    root = composed(flow.text)
    lists = dict(lists_in(root))
    named = named_outside(root, id)
    among = [it for it in named if it.stands_in(ANY_OF, id.question) and it.node in lists]
    among = [it for it in among if len(lists[it.node].value) > 1]
    needing = [said_at(flow.file, flow.text, it) for it in named if it not in among]
    needing += [*in_links(repository, id), *in_scenarios(repository, id)]
    if needing:
        raise still_needed(f"{id} cannot be taken away", needing)
    text = without_items(flow.text, ((lists[it.node], it.node) for it in among))
    text = without_entry(text, id.place)
    if id.kind == "question" and id.id in flow.flow.former.options:
        text = without_entry(text, ("former", "options", id.id))
    return {flow.file: with_former(text, flow.flow, id, repository.today, now, why) if former else text}


def still_needed(what: str, places: Sequence[Found], help: str = "") -> Refusal:
    """Refusal of an edit before these places are mended, because they name the id."""
    count = f"{len(places)} places name it" if len(places) > 1 else "a place names it"
    said = [f"{what} while {count}: mend that, and run this again", *filter(None, [help]), *map(str, places)]
    return Refusal("\n".join(said))


def said_at(file: Path, text: str, naming: Naming) -> Found:
    """Place of a YAML file that names an id."""
    return Found(
        file=file, line=naming.line, where=".".join(naming.keys), text=text.splitlines()[naming.line - 1].strip()
    )


def in_links(repository: Repository, id: Id) -> Iterator[Found]:
    """Places of links that name an id."""
    for file in files_with_links(repository):
        text = read_text(file)
        for link in named_in_links(text, id):
            yield Found(file=file, line=text.count("\n", 0, link.start()) + 1, where="", text=link[0])


def in_scenarios(repository: Repository, id: Id) -> Iterator[Found]:
    """Places of situations that name an id."""
    for file in sorted(repository.scenarios.glob("*.yml")):
        text = read_text(file)
        yield from (said_at(file, text, it) for it in named_in_scenarios(composed(text), id))
