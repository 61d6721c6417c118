"""What somebody sees who waits for the benchmark."""

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

STARTED = time.monotonic()


def say(line: str) -> None:
    """Tell what was done, after how many seconds; standard output holds nothing but the tables."""
    sys.stderr.write(f"{time.monotonic() - STARTED:7.1f} s  {line}\n")
    sys.stderr.flush()


def alternating(things: Sequence[Thing], rounds: int) -> Iterator[tuple[int, Thing]]:
    """All things in every round, with another one first each time, so that none is always the one after another."""
    for number in range(rounds):
        shift = number % len(things)
        for thing in (*things[shift:], *things[:shift]):
            yield number + 1, thing
