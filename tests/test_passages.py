"""Passages of pages: what stands around a paragraph, an item or a cell, and where it begins."""

from build_scripts.read.passages import Passage, passages

PAGE = """\
# Badges

Intro to [a page](other-sales.md).

## Sales { #sales }

**What counts.**
{grade:unknown}

- Advice
  is one.
  - Not [this](answer:filing?area=sales).

| Work | 2023 | By 2026 |
|---|---|---|
| For sales | Link | Service |

It is so:

1. Use

### More

Text.
"""


def test_a_passage_stands_below_what_says_what_it_speaks_of() -> None:
    found = {it.text.split("\n")[0].strip(): it for it in passages(PAGE, "Title")}
    assert {words: it.topics for words, it in found.items()} == {
        "Intro to [a page]                .": ("Badges", "Title"),
        "**What counts.**": ("What counts.", "Sales", "Badges", "Title"),
        "Advice": ("What counts.", "Sales", "Badges", "Title"),
        "Not [this]                          .": ("Advice\n", "What counts.", "Sales", "Badges", "Title"),
        "For sales": found["Advice"].topics,
        "Service": found["Advice"].topics,
        "It is so:": ("What counts.", "Sales", "Badges", "Title"),
        "Use": ("It is so:\n", "What counts.", "Sales", "Badges", "Title"),
        "Text.": ("More", "Sales", "Badges", "Title"),
    }


def test_every_passage_begins_at_its_index() -> None:
    bare = PAGE.replace("(other-sales.md)", " " * 16).replace("(answer:filing?area=sales)", " " * 26)
    assert all(bare[it.at :].startswith(it.text) for it in passages(PAGE))


def test_a_cell_stands_beside_its_row_and_below_its_column_and_cells_of_former_years_are_left_out() -> None:
    cells = [(it.text.strip(), tuple(map(str.strip, it.beside))) for it in passages(PAGE) if it.beside]
    assert cells == [("For sales", ("Work",)), ("Service", ("For sales", "By 2026"))]


def test_a_text_without_blocks_is_one_passage() -> None:
    assert list(passages("One.\nTwo.")) == [Passage(text="One.\nTwo.", at=0, topics=())]
