"""Makes a browser as slow as that of a slower machine, by letting all its processes stand still part of the time.

Chromium's own throttling (CDP, Emulation.setCPUThrottlingRate) slows the main thread only, and Python runs in a worker.
Here every thread of every process of the browser gets one part in so many of each period.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

BRAKE = Path(__file__).with_name("brake.py")

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
    command = [sys.executable, str(BRAKE), str(group), str(factor)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as brake:
        assert brake.stdin is not None
        assert brake.stdout is not None
        try:
            brake.stdout.readline()  # it has begun
            yield
        finally:
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
