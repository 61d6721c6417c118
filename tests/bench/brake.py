"""`python brake.py GROUP FACTOR` lets a process group run for one part of each period only, until its input ends.

A process of its own, since the one that measures has other things to do at the moment when the brake should come on or
off. It says that it has begun with a line.
"""

import os
import select
import signal
import sys
import time
from contextlib import suppress

PERIOD = 0.04
"""Seconds. It is the error of a single time."""


def brake(group: int, factor: int) -> None:
    """Stop and go, until the input ends or the group is gone; then go."""
    run = PERIOD / factor
    sys.stdout.write("braking\n")
    sys.stdout.flush()
    try:
        while not select.select([sys.stdin], [], [], run)[0]:
            os.killpg(group, signal.SIGSTOP)
            time.sleep(PERIOD - run)
            os.killpg(group, signal.SIGCONT)
    except ProcessLookupError:
        return
    finally:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGCONT)


if __name__ == "__main__":
    brake(int(sys.argv[1]), int(sys.argv[2]))
