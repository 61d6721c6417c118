"""Forms declare each key of a file once: for its reader, and for decision_tree/FORMAT.md."""

from typing import Any

from build_scripts.manual import WHOLE, forms_in
from build_scripts.read.forms import Form, optional, required
from build_scripts.read.values import TEXT, TEXTS
from build_scripts.read.yaml_file import YamlFile

ALL = list(dict.fromkeys(form for whole in WHOLE.values() for form in forms_in(whole)))


def test_each_form_makes_its_thing_of_its_keys() -> None:
    for form in ALL:
        form.read(YamlFile(""), None, ("id",))  # a TypeError where the keys are not the arguments of `make`


def test_a_form_declares_each_key_once() -> None:
    for form in ALL:
        names = [key.name for key in form.keys]
        assert len(names) == len(set(names)), form.title


FORM = Form(
    dict,
    "Example",
    "An example.",
    required("name", TEXT, "A text."),
    optional("other-names", TEXTS, "Texts."),
    optional("is", TEXT, "A text.", default="left out", goes_to="kind"),
)


def read(text: str) -> tuple[dict[str, Any], list[str]]:
    yaml = YamlFile(text)
    value = FORM.read(yaml, yaml.root(), ())
    return value, [fault.message for fault in yaml.faults]


def test_a_key_that_is_left_out_has_its_default_or_is_empty() -> None:
    assert read("name: x") == ({"name": "x", "other_names": (), "kind": "left out"}, [])


def test_a_value_goes_to_the_argument_called_like_its_key_if_no_other_is_named() -> None:
    assert read("{name: x, other-names: [y, z], is: w}")[0] == {"name": "x", "other_names": ("y", "z"), "kind": "w"}


def test_missing_and_unknown_keys_are_told() -> None:
    assert read("{name: x, other: y}")[1] == ["the file has no key 'other'"]
    assert read("is: y")[1] == ["the file has no 'name'"]
