"""Plots as SVG, made from numbers alone: counts of months as bars, and the highest count so far as a line of steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 760, 300
"""Size in units, which are pixels where there is room."""

LEFT, RIGHT, TOP, BOTTOM = 78, 12, 14, 34
"""Units around the plot; on the left stand numbers of up to eleven letters."""

MOST_TICKS = 8
"""Most labels below the plot: more would run into each other."""

STEPS = (1, 2, 5)
"""First digits of the distance between two lines of the grid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A month in the plot."""

    at: int
    """Number of the month; months without a bar are left free."""
    label: str
    count: int
    growth: int
    """How much of the count lies above the mark before."""
    mark: int
    """The highest count until then."""


def plot(bars: Sequence[Bar], title: str, id: str) -> str:
    """SVG of bars in the order of their months. `title` says in words what the picture shows, `id` names the title.

    Raises ValueError where there are no bars.
    """
    if not bars:
        raise ValueError("there is nothing to draw")
    look = 'class="cpor-drawing cpor-plot" role="img" focusable="false"'
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" {look} viewBox="0 0 {WIDTH} {HEIGHT}" aria-labelledby="{id}">'
    return "\n".join((begin, f'<title id="{id}">{title}</title>', *Scale(bars).shapes(bars), "</svg>"))


class Scale:
    """Positions of months and counts in a plot, in units."""

    def __init__(self, bars: Sequence[Bar]) -> None:
        self.first = bars[0].at
        self.slot = (WIDTH - LEFT - RIGHT) / (bars[-1].at - bars[0].at + 1)
        """Units of a month."""
        self.step = step_of(max(bar.mark for bar in bars))
        self.top = self.step * max(1, -(-max(bar.mark for bar in bars) // self.step))
        """Count at the upper end of the plot."""

    def x(self, month: int) -> float:
        """Where a month begins."""
        return round(LEFT + (month - self.first) * self.slot, 2)

    def y(self, count: int) -> float:
        """How far down a count is."""
        return round(HEIGHT - BOTTOM - count / self.top * (HEIGHT - TOP - BOTTOM), 2)

    def shapes(self, bars: Sequence[Bar]) -> Iterator[str]:
        """Grid, bars, line and labels, from the back to the front."""
        yield from self.grid()
        for bar in bars:
            yield from self.bar(bar)
        yield f'<path class="cpor-plot__mark" d="{self.line(bars)}"/>'
        yield from self.ticks(bars)

    def grid(self) -> Iterator[str]:
        """Lines across the plot, each with its number."""
        for count in range(0, self.top + 1, self.step):
            y = self.y(count)
            yield f'<path class="cpor-plot__grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>'
            yield label(LEFT - 8, y + 4, "end", f"{count:,}")

    def bar(self, bar: Bar) -> Iterator[str]:
        """A month's bar; what lies above the mark before is set apart."""
        for kind, lower, upper in (("seats", 0, bar.count - bar.growth), ("growth", bar.count - bar.growth, bar.count)):
            if upper > lower:
                y = self.y(upper)
                x, width = round(self.x(bar.at) + self.slot * 0.14, 2), round(self.slot * 0.72, 2)
                size = f'width="{width}" height="{round(self.y(lower) - y, 2)}"'
                yield f'<rect class="cpor-plot__bar" data-kind="{kind}" x="{x}" y="{y}" {size}/>'

    def line(self, bars: Sequence[Bar]) -> str:
        """Path of the mark: level within a month, and over months without a bar."""
        steps = "".join(f"H{self.x(bar.at)}V{self.y(bar.mark)}H{self.x(bar.at + 1)}" for bar in bars)
        return f"M{self.x(bars[0].at)} {self.y(bars[0].mark)}{steps}"

    def ticks(self, bars: Sequence[Bar]) -> Iterator[str]:
        """Labels of some months below the plot."""
        every = -(-len(bars) // MOST_TICKS)
        for bar in bars[::every]:
            yield label(self.x(bar.at) + self.slot / 2, HEIGHT - 12, "middle", bar.label)


def label(x: float, y: float, anchor: str, words: str) -> str:
    """Small words in the plot."""
    place = f'x="{round(x, 2)}" y="{round(y, 2)}" text-anchor="{anchor}"'
    return f'<text class="cpor-drawing__small" {place}>{words}</text>'


def step_of(highest: int) -> int:
    """Distance between two lines of the grid, so that there are about four.

    >>> [step_of(count) for count in (0, 3, 12, 168, 1000, 999_999_999)]
    [1, 1, 5, 50, 500, 500000000]
    """
    power = 1
    while True:
        for first in STEPS:
            if first * power * 4 >= highest:
                return first * power
        power *= 10
