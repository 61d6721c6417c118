"""Every path of a flow on a line, so that no way changes by accident."""

from pathlib import Path

import pytest
from conftest import Copy
from walks import NAMES, compiled, every_path_of_all_times

from build_scripts.check.paths import changed, file_of, paths, text_of, texts


def lines(name: str) -> list[str]:
    """The paths of a flow."""
    return [line for line in text_of(compiled(name)).splitlines() if not line.startswith("#")]


def test_options_that_lead_the_same_way_share_a_line_and_times_stand_first() -> None:
    assert lines("dated") == [
        "at first · area: azure or old → nothing",
        "at first · area: apps · work: not presales → nothing",
        "at first · area: apps · work: presales → claim",
        "from 2027-01-01 · area: azure or old → nothing",
        "from 2027-01-01 · area: apps → claim",
        "from 2027-03-01 · area: azure → nothing",
        "from 2027-03-01 · area: apps → claim",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_reader_is_on_one_line_and_led_where_it_says(name: str) -> None:
    written = list(paths(compiled(name).states, 0, ()))
    for _, step, day in every_path_of_all_times(name):
        assert step.result is not None
        chosen = {hop.question: hop.chosen for hop in step.path}
        here = [
            outcome for said, outcome in written if all(holds(words, chosen, day.isoformat(), name) for words in said)
        ]
        assert here == [step.result.outcome], step.answers


def holds(words: str, chosen: dict[str, frozenset[str]], day: str, name: str) -> bool:
    """Whether a part of a line, read by itself, is so for a reader."""
    if words == "at first" or words.startswith("from "):
        come = max(("", *(one for one in compiled(name).flow.days if one <= day)))
        return words.removeprefix("from ").replace("at first", "") == come
    question, _, said = words.partition(": ")
    if question not in chosen:
        return False
    if " or " in said or (", " not in said and not said.startswith("not ")):
        return not chosen[question].isdisjoint(said.split(" or "))
    wanted = said.split(", ")
    return all((one.removeprefix("not ") in chosen[question]) != one.startswith("not ") for one in wanted)


def test_a_way_that_changed_is_told_at_its_line_until_it_is_written_down(tmp_path: Path) -> None:
    one = {"dated": compiled("dated")}
    assert list(changed(one, tmp_path)) == [], "a new flow has no file yet"
    file = file_of(tmp_path, "dated")
    file.write_text(texts(one, tmp_path)[file], encoding="utf-8")
    assert (list(changed(one, tmp_path)), texts(one, tmp_path)) == ([], {})
    file.write_text(
        file.read_text(encoding="utf-8").replace("azure or old → nothing", "azure → nothing", 1), encoding="utf-8"
    )
    [told] = changed(one, tmp_path)
    assert (told.span.line, told.name) == (3, "changed-paths")
    assert told.message == "answers lead another way than here: now 'at first · area: azure or old → nothing'"


def test_a_command_writes_them_and_check_refuses_others(repository: Copy) -> None:
    assert repository.run("check").returncode == 0
    flow = repository.flow
    text = flow.read_text(encoding="utf-8")
    flow.write_text(text.replace("{when: {work: presales}, goto: claim}", "{when: {work: adoption}, goto: claim}")
                    .replace("none-of: [presales]", "none-of: [adoption]"), encoding="utf-8")  # fmt: skip
    done = repository.run("check")
    assert done.returncode == 1
    assert "decision_tree/paths/small.txt:4:1: error: answers lead another way than here" in done.stderr
    assert "wrote decision_tree/paths/small.txt" in repository.run("publish").stdout
    assert "changed-paths" not in repository.run("check").stderr
