"""Form of links to where readers go on: another questionnaire of the site, or a page."""

from __future__ import annotations

from build_scripts.read.faults import Place
from build_scripts.read.forms import Form, Nodes, Values, optional, required
from build_scripts.read.values import ID, IDS, TEXT, list_of, mapping_of
from build_scripts.read.yaml_file import YamlFile, named
from decision_tree.model import See


def one_place(yaml: YamlFile, place: Place, nodes: Nodes, _values: Values) -> None:
    """Report a link that leads to no place or to two, and answers for a page."""
    if place not in yaml.spots:
        return
    said = None
    if ("flow" in nodes) == ("page" in nodes) and not any(yaml.meant(place, key) for key in ("flow", "page")):
        said = "names a questionnaire and a page" if "flow" in nodes else "leads nowhere"
    elif "page" in nodes and "answers" in nodes:
        said = "gives answers to a page"
    if said:
        help = "write 'flow: …' for a questionnaire, with 'answers:' if need be, or 'page: …', such as 'about.md'"
        yaml.fault("wrong-type", f"{named(place)} {said}", place, help=help)


SEE = Form(
    See,
    "See",
    "A link to where readers go on: a questionnaire, or a page.",
    required("text", TEXT, "What the link says, in a few words."),
    optional("flow", ID, "The id of the questionnaire.", required_when="unless it leads to a page"),
    optional(
        "answers",
        mapping_of(IDS, "mapping of questions to answers", kebab=False),
        "The answers with which the questionnaire begins.",
    ),
    optional("page", TEXT, "The page below `docs/`, such as `questions/index.md`."),
    rules=(one_place,),
)

WAYS_ON = optional("see", list_of(SEE), "Where readers go on from here.")
"""Key of whatever readers can go on from."""
