"""Python for the browser has no types of arguments and results, and is the same otherwise."""

import ast

import pytest
from ours import OURS

from build_scripts.python.packer import without_types

ENGINE = sorted(OURS.engine.glob("*.py"))

SOURCE = '''
MARKS: Mapping[str, str] = {}


@dataclass
class Day:
    """A day."""

    on: date
    why: str = "“so”"

    def told(self, long: bool = False, *rest: str, **more: tuple[str, int]) -> dict[str, Callable[[], None]]:
        """“Words” -> words."""
        found: list[str] = []
        return lambda x: found


def several(
    first: Mapping[str, str],
    second: int
    | None = None,
) -> Iterator[str]:
    yield first[second:]
'''


def test_types_are_left_out_and_fields_of_classes_keep_theirs() -> None:
    said = without_types(SOURCE)
    assert "MARKS = {}" in said
    assert '    on: date\n    why: str = "“so”"\n' in said
    assert "def told(self, long = False, *rest, **more) :" in said
    assert "return lambda x: found" in said and "yield first[second:]" in said
    assert "found: list[str] = []" in said, "Python keeps no types of variables in functions"


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: path.stem)
def test_the_engine_is_the_same_without_types_line_by_line(path) -> None:
    source = path.read_text(encoding="utf-8")
    said = without_types(source)
    assert source.count("\n") == said.count("\n")
    before, after = ast.parse(source), ast.parse(said)
    assert not any(isinstance(it, ast.arg) and it.annotation for it in ast.walk(after))
    assert not any(isinstance(it, ast.FunctionDef) and it.returns for it in ast.walk(after))
    assert ast.dump(bare(before)) == ast.dump(bare(after))


def bare(tree: ast.Module) -> ast.Module:
    """A tree without the types that are left out."""
    for it in ast.walk(tree):
        if isinstance(it, ast.arg):
            it.annotation = None
        elif isinstance(it, ast.FunctionDef):
            it.returns = None
    tree.body = [
        ast.Assign(targets=[it.target], value=it.value) if isinstance(it, ast.AnnAssign) and it.value else it
        for it in tree.body
    ]
    return tree
