"""A site about library cards, built whole with our tools: no word of ours is in anything that its readers get."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from functools import cached_property
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from docx import Document
from ours import OURS, ROOT
from served import REPORTS

from build_scripts.__main__ import main
from build_scripts.deliver.delivery import deliver
from build_scripts.pages.replies import places_of
from build_scripts.places import Repository
from build_scripts.previews.cards import said
from build_scripts.read.faults import BadFile
from build_scripts.staging import Staging, stage
from decision_tree import reply
from decision_tree.engine import Step, resolve
from decision_tree.lists import calendar_of, last_days
from decision_tree.markup import FORMATS

pytestmark = pytest.mark.slow

LIBRARY = ROOT / "tests" / "library"

ADDRESS = "https://cards.example/desk/"

TODAY = date(2026, 11, 30)

OF_OURS = re.compile(
    r"CPOR|Microsoft|Partner Center|\bclaim|Influenced|designation|incentive|\bpartners?\b|\bcustomers?\b|metric"
    r"|\bcredit|Azure|\bPAL\b|\bEA\b|\bCSP\b|recognition|Tech Community|\bpays?\b|\bmoney\b|product",
    re.IGNORECASE,
)
"""Words of our subject. None of them is one of library cards."""

SAYS_ITSELF = ("It is made with the tools of CPOR Answers, a site about Microsoft's partner programme.",)
"""What the site about cards says of us, on its page about itself."""


OF_THE_FORMAT = re.compile(r"^(claim|designation|metric|customers?|product|partner|pays?|credit|money)$", re.IGNORECASE)

EXCEPTED = {
    "assets/fonts/LICENSE.txt": (OF_OURS, "the licence of the font, which is not ours to word"),
    "answers.schema.json": (OF_THE_FORMAT, "the format knows answers about claims, whether a site has some or not"),
    "flows.schema.json": (OF_THE_FORMAT, "the same; a site without claims has empty lists there"),
}
"""Files that may have some of these words, each with the words and the reason."""


class Library:
    """The site about library cards in a repository of its own, staged, built and delivered."""

    def __init__(self, root: Path) -> None:
        """Copy the site into this folder, with our code, scripts, styles and font, and nothing else of ours."""
        self.root = root
        shutil.copytree(LIBRARY, root)
        (root / "build_scripts").symlink_to(ROOT / "build_scripts")
        (root / "node_modules").symlink_to(ROOT / "node_modules")
        for path in OURS.engine.glob("*.py"):
            shutil.copy(path, root / "decision_tree")
        shutil.copytree(OURS.overrides, root / "overrides", dirs_exist_ok=True, copy_function=unless_there)
        for folder in ("fonts", "images", "questionnaire", "stylesheets"):
            there = root / "docs" / "assets" / folder
            shutil.copytree(OURS.docs / "assets" / folder, there, dirs_exist_ok=True, copy_function=unless_there)
        for script in OURS.docs.glob("service-worker*.js"):
            shutil.copy(script, root / "docs")
        self.repository = Repository.at(root, {"SITE_URL": ADDRESS, "REPORT_ADDRESS": REPORTS}, TODAY)
        self.staging: Staging = stage(self.repository)
        self.folder = root / "site"

    def build(self) -> None:
        """Build and deliver it."""
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "--site-dir", str(self.folder)],
            cwd=self.root,
            env={
                **os.environ,
                "SITE_URL": ADDRESS,
                "REPORT_ADDRESS": REPORTS,
                "STAGED_DIR": "staged",
                "PYTHONPATH": str(self.root),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert built.returncode == 0, built.stdout + built.stderr
        deliver(self.repository, self.folder, quick=True)

    @cached_property
    def steps(self) -> list[Step]:
        """A step with each answer that the questionnaire has."""
        flow = self.staging.site.compiled["card"].flow
        given = [{"who": ("child",)}, {"who": ("visitor",)}]
        given += [{"who": ("adult",), "lost-on": (day,)} for day in ("2026-11-25", "2026-01-05")]
        steps = [resolve(flow, answers, TODAY) for answers in given]
        assert {step.result.outcome for step in steps if step.result} == set(flow.outcomes)
        return steps

    def replies(self) -> Iterator[tuple[str, str]]:
        """Name and text of each reply, in each format, as the engine writes it."""
        site = self.staging.site
        flow = site.compiled["card"].flow
        wording, places = site.wording(flow), places_of(flow, ADDRESS)
        for step in self.steps:
            for carry in (True, False):
                written = reply.of_answer(flow, wording, step, TODAY, places, carry=carry)
                for name, write in FORMATS.items():
                    yield f"reply with {step.result.outcome if step.result else ''}, {name}", write(written.text)
        for id in flow.questions:
            asked = reply.of_question(flow, resolve(flow, {}, TODAY), id, places, carry=False)
            yield f"reply with the question {id}", FORMATS["text"](asked.text)

    def calendars(self) -> Iterator[tuple[str, str]]:
        """Name and text of each calendar file."""
        flow = self.staging.site.compiled["card"].flow
        for step in self.steps:
            for id in last_days(flow, step):
                yield f"calendar of {id}", calendar_of(flow, step, id, TODAY, ADDRESS) or ""

    def pictures(self) -> Iterator[tuple[str, str]]:
        """Name and words of each preview picture, as they are drawn."""
        for name, card in self.staging.cards.items():
            yield f"picture of {name}", said(card)
            yield f"picture of {name}, as data", str(asdict(card))

    def files(self) -> Iterator[tuple[str, str]]:
        """Name and words of each file that readers and their programs get."""
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.suffix == ".html":
                yield name, words_of_page(path.read_text(encoding="utf-8"))
            elif path.suffix in (".md", ".txt", ".xml"):
                yield name, path.read_text(encoding="utf-8")
            elif path.suffix == ".json" and not name.startswith("assets/runtime"):
                yield name, "\n".join(words_of_json(json.loads(path.read_text(encoding="utf-8"))))
            elif path.suffix in (".docx", ".pdf"):
                yield name, words_of_paper(path)


def words_of_paper(path: Path) -> str:
    """What a paper says, in its fields about itself too."""
    if path.suffix == ".docx":
        file = Document(str(path))
        about, foot = file.core_properties, file.sections[0].footer.paragraphs
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(it.text for it in (*file.paragraphs, *foot)), *cells, about.author, about.comments])
    pdf = pypdfium2.PdfDocument(path)
    return "\n".join([*(page.get_textpage().get_text_bounded() for page in pdf), *pdf.get_metadata_dict().values()])


def unless_there(source: str, target: str) -> str:
    """Copy a file that the site has not itself; the name of the copy."""
    return target if Path(target).exists() else shutil.copy(source, target)


def words_of_page(html: str) -> str:
    """Text of an HTML page that readers see or hear: of elements, templates and attributes such as `alt`."""
    soup = BeautifulSoup(html, "html.parser")
    for code in soup.find_all(["style", "script"]):
        if code.get("type") != "application/ld+json":
            code.decompose()
    shown = ("alt", "aria-label", "content", "title", "placeholder", "data-pattern", "data-title", "data-answer")
    attributes = [str(tag[name]) for tag in soup.find_all() for name in shown if tag.has_attr(name)]
    return "\n".join([soup.get_text("\n"), *attributes])


def words_of_json(value: object) -> Iterator[str]:
    """Every text in JSON; its keys are names of the format."""
    if isinstance(value, str):
        yield words_of_page(value) if "</" in value else value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from words_of_json(one)


def found_in(texts: Iterator[tuple[str, str]]) -> list[str]:
    """A line for each word of ours in these texts, with what stands around it."""
    lines = {}
    for name, text in texts:
        for own in SAYS_ITSELF:
            text = text.replace(own, "")  # noqa: PLW2901
        excepted, _ = EXCEPTED.get(name, (None, ""))
        for word in OF_OURS.finditer(text):
            if excepted and excepted.search(word[0]):
                continue
            around = " ".join(text[max(0, word.start() - 60) : word.end() + 40].split())
            lines.setdefault(f"{word[0].lower()}: {around}", name)
    return [f"{name}: {line}" for line, name in lines.items()]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Folder of the delivered site about library cards. The tests share it, so none may change it."""
    made = Library(tmp_path_factory.mktemp("library") / "repository")
    made.build()
    return made


@pytest.mark.parametrize("kind", ["replies", "calendars", "pictures", "files"])
def test_nothing_that_readers_get_has_a_word_of_ours(library: Library, kind: str) -> None:
    texts = list(getattr(library, kind)())
    assert len(texts) > (0 if kind == "calendars" else 4)
    assert found_in(iter(texts)) == []


def test_what_is_excepted_has_such_words(library: Library) -> None:
    files = dict(library.files())
    assert all(words.search(word) for name, (words, _) in EXCEPTED.items() for word in OF_OURS.findall(files[name]))
    assert all(OF_OURS.search(files[name]) for name in EXCEPTED)
    for name in ("about/index.html", "about/index.html.md"):
        assert all(words in files[name] for words in SAYS_ITSELF), "what the site says itself stays"


def test_what_the_site_declares_stands_where_ours_stood(library: Library) -> None:
    files, pictures = dict(library.files()), dict(library.pictures())
    assert pictures["picture of index.md"].startswith("Card Desk. For readers in our town. Card Desk. ")
    assert pictures["picture of questions/lost-card.md"].startswith("Card Desk. A question that readers ask.")
    assert files["llms.txt"].startswith("# Card Desk\n")
    assert "<title>Card Desk: what changed</title>" in files["feed.xml"]
    assert "Card Desk" in files["papers/application.docx"].splitlines()
    assert "Can I have a library card?" in files["404.html"]
    assert "Not run by the library. The librarian decides." in " ".join(files["card/index.html"].split())
    assert "Said at the desk" in files["sources/index.html"]
    assert "it is not the library's word" in files["sources/index.html"]
    assert "The library’s current page on the subject" in files["sources/index.html"]
    assert "A questionnaire of Card Desk" in files["flows.schema.json"].splitlines()
    html = (library.folder / "questions/lost-card/index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'data-grade="?([\w-]+)', html)) == {"one", "reported"}
    assert "look='reported'" in pictures["picture of questions/lost-card.md, as data"].replace('"', "'").replace(
        "'look': ", "look="
    )
    assert "Card Desk: from the door to the desk" in files["reference/index.html"]
    [calendar] = [text for _, text in library.calendars()]
    assert "PRODID:-//Card Desk//Deadlines//EN" in calendar
    assert "@card-desk" in calendar
    assert any("concluded by Card Desk" in text for _, text in library.replies())
    assert not any("neighbourhood board" in text for _, text in library.replies()), "a forum is named last"


def test_a_site_without_claims_matrix_and_plans_has_no_trace_of_them(library: Library) -> None:
    names = {path.relative_to(library.folder).as_posix() for path in library.folder.rglob("*")}
    names = {name for name in names if not name.startswith("assets/stylesheets/")}
    assert not [name for name in names if "plan" in name or "claim" in name]
    assert "data-plans" not in (library.folder / "404.html").read_text(encoding="utf-8")
    html = "".join(path.read_text(encoding="utf-8") for path in library.folder.rglob("*.html"))
    assert "cpor-matrix" not in html
    assert "cpor-do__table" not in html


def test_the_site_can_be_published_and_then_has_no_faults(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("publish",), library.repository) == 0
    assert main(("check",), library.repository) == 0, capsys.readouterr().err


def test_a_picture_of_the_site_that_cannot_be_drawn_is_told_at_its_place(library: Library, tmp_path: Path) -> None:
    root = Path(shutil.copytree(library.root, tmp_path / "repository", symlinks=True))
    (root / "decision_tree" / "pictures" / "shelf.html.j2").write_text("<figure>\n{{ knowledge.shelf }}\n</figure>\n")
    with pytest.raises(
        BadFile, match=r"shelf.html.j2:2:\d+: error: the picture cannot be drawn: .*\[broken-template\]"
    ):
        stage(Repository.at(root, {"SITE_URL": ADDRESS}, TODAY))
