"""Makes a browser as slow as that of a slower machine, by letting all its processes stand still part of the time.

Chromium's own throttling (CDP, Emulation.setCPUThrottlingRate) slows the main thread only, and Python runs in a worker.
Here every thread of every process gets one part in so many of each period. A period is 40 ms: that is the error of a
single time. `python slowdown.py GROUP FACTOR` is the process that does it; it ends, and lets go, when its input ends.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser

PERIOD = 0.04
"""Seconds."""

SPIN = """async () => {
  const spin = `const spin = times => {
    let x = 1;
    const start = performance.now();
    for (let i = 0; i < times; i++) x = Math.imul(x, 1664525) + 1013904223 | 0;
    return [performance.now() - start, x][0];
  };
  for (let i = 0; i < 20; i++) spin(1e6);`;
  const main = new Function(`${spin} return spin(3e8)`)();
  const worker = new Worker(URL.createObjectURL(new Blob([`${spin} postMessage(spin(3e8))`])));
  const there = await new Promise(done => { worker.onmessage = ({ data }) => done(data); });
  worker.terminate();
  return [main, there];
}"""
"""Milliseconds for the same work on the main thread and in a worker."""


@contextmanager
def slowed(browser: Browser, factor: int) -> Iterator[None]:
    """A browser that is so many times slower; 1: as fast as it is."""
    if factor == 1:
        yield
        return
    group = process_group(browser)
    command = [sys.executable, str(Path(__file__)), str(group), str(factor)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as brake:
        try:
            yield
        finally:
            assert brake.stdin is not None
            brake.stdin.close()
            brake.wait(10)


def process_group(browser: Browser) -> int:
    """The process group of a browser that Playwright has started: all its processes and none of ours."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    groups = {os.getpgid(process["id"]) for process in processes}
    if len(groups) != 1 or os.getpgid(0) in groups:
        raise RuntimeError(f"the browser's processes cannot be told from others: groups {groups}")
    return groups.pop()


def spun(browser: Browser) -> list[float]:
    """How long the main thread and a worker take for the same work."""
    page = browser.new_page()
    try:
        return [min(times) for times in zip(*(page.evaluate(SPIN) for _ in range(3)), strict=True)]
    finally:
        page.close()


def brake(group: int, factor: int) -> None:
    """Let the group run for one part of each period only, until the input ends."""
    run = PERIOD / factor
    try:
        while not select.select([sys.stdin], [], [], run)[0]:
            os.killpg(group, signal.SIGSTOP)
            time.sleep(PERIOD - run)
            os.killpg(group, signal.SIGCONT)
    except ProcessLookupError:
        return  # the browser is gone
    finally:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGCONT)


if __name__ == "__main__":
    brake(int(sys.argv[1]), int(sys.argv[2]))
