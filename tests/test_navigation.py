"""The navigation has every page, once; what is left out nobody finds."""

from pathlib import Path

import yaml
from ours import OURS, site_of
from yaml.nodes import MappingNode, Node, ScalarNode

from build_scripts.staging import GENERATED, pages_of

ROOT = Path(__file__).parent.parent


def leaves(node: Node) -> list[str]:
    """The pages of a part of the navigation."""
    if isinstance(node, ScalarNode):
        return [node.value]
    values = [value for _, value in node.value] if isinstance(node, MappingNode) else node.value
    return [page for value in values for page in leaves(value)]


def test_every_page_is_in_the_navigation_once() -> None:
    config = yaml.compose((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    nav = next(leaves(value) for key, value in config.value if key.value == "nav")
    flows = [path.stem for path in OURS.flows.glob("*.yml")]
    of_flows = [page for flow in flows for page in (f"{flow}/index.md", f"answers/{flow}/index.md")]
    examples = {f"examples/{case.flow}.md" for case in site_of().cases if case.example}
    assert sorted(nav) == sorted([*pages_of(OURS.docs), *GENERATED, *of_flows, *examples])
