"""The benchmark's own instruments. What it measures is not tested here, nor is anything that it has to install."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bench.progress import alternating
from bench.server import Host, Network
from bench.slowdown import BRAKE
from bench.survey import survey_of
from bench.tables import Row, Table, Target, markdown, text
from served import answering
from walks import every_path, flow_of

pytestmark = pytest.mark.slow

TABLE = Table(
    group="Ready (ms)",
    title="cold",
    baseline="stock",
    digits=0,
    rows=(
        Row(what="ours", values=(300.0, 200.0, 1000.0), target=Target(limit=0.25)),
        Row(what="stock", values=(1500.0, 1000.0)),
    ),
)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    (tmp_path / "index.html").write_text("<p>x</p>" * 5000, encoding="utf-8")
    (tmp_path / "noise.bin").write_bytes(os.urandom(50_000))
    with Host(tmp_path) as host, answering(host):
        yield host


def fetch(url: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read(), {name.lower(): value for name, value in response.headers.items()}


# ---------- tables


def test_a_ratio_is_one_of_medians() -> None:
    assert [TABLE.ratio(row) for row in TABLE.rows] == [0.24, 1.0]


def test_a_target_is_reached_or_missed() -> None:
    ours, stock = TABLE.rows
    assert TABLE.reached(ours) is True
    assert TABLE.reached(replace(ours, target=Target(limit=0.2))) is False
    assert TABLE.reached(replace(ours, target=Target(limit=900, of="p95"))) is False
    assert TABLE.reached(replace(ours, target=Target(limit=301, of="median", at_least=True))) is False
    assert TABLE.reached(stock) is None


def test_tables_come_back_from_json_with_every_value() -> None:
    assert Table.from_json(json.loads(json.dumps(TABLE.to_json()))) == TABLE


def test_conditions_go_down_and_contestants_across() -> None:
    warm = replace(TABLE, title="warm", rows=(replace(TABLE.rows[0], values=(900.0,)), TABLE.rows[1]))
    assert markdown([TABLE, warm]).splitlines() == [
        "| Ready (ms) | ours | stock | ratio to stock | target |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| cold | 300 | 1,250 | **0.24** | ≤ 0.25 ✓ |",
        "| warm | 900 | 1,250 | **0.72** | ≤ 0.25 ✗ ours |",
    ]


def test_a_missed_target_is_told_on_the_terminal() -> None:
    missed = replace(TABLE, rows=(replace(TABLE.rows[0], values=(900.0,)), TABLE.rows[1]))
    assert "≤ 0.25 ✓" in text([TABLE])
    assert "≤ 0.25 ✗ missed" in text([missed])


def test_nobody_is_first_in_every_round() -> None:
    assert [thing for _, thing in alternating("abc", 3)] == list("abcbcacab")


# ---------- instruments


def test_what_gets_smaller_is_sent_compressed_and_what_does_not_is_not(host: Host) -> None:
    body, headers = fetch(f"{host.url}/", Accept_Encoding="br")
    assert headers["content-encoding"] == "br"
    assert len(body) < 500
    assert "content-encoding" not in fetch(f"{host.url}/noise.bin", Accept_Encoding="br")[1]
    assert len(fetch(f"{host.url}/")[0]) == 40_000


def test_bytes_are_counted_with_their_headers(host: Host) -> None:
    fetch(f"{host.url}/noise.bin")
    assert 50_100 < host.bytes < 50_600
    host.forget()
    assert host.bytes == 0


def test_all_connections_share_the_bandwidth(host: Host) -> None:
    host.network = Network(name="slow", rate=250_000)
    threads = [threading.Thread(target=fetch, args=(f"{host.url}/noise.bin",)) for _ in range(4)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.75 < time.monotonic() - start < 4


def test_a_process_that_is_slowed_gets_a_part_of_the_time() -> None:
    count = "import time; print(sum(time.sleep(.001) is None for _ in iter(lambda: time.time() < END, False)))"
    end = time.time() + 2
    slow, fast = (
        subprocess.Popen(
            [sys.executable, "-c", count.replace("END", str(end))], stdout=subprocess.PIPE, start_new_session=True
        )
        for _ in range(2)
    )
    with subprocess.Popen(
        [sys.executable, BRAKE, str(slow.pid), "4"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as brake:
        counts = [int(process.communicate(timeout=30)[0]) for process in (slow, fast)]
    assert brake.returncode == 0
    assert counts[0] < 0.6 * counts[1]


# ---------- the survey


def test_the_survey_asks_what_the_flow_asks_in_its_order() -> None:
    made = survey_of(flow_of("which-claim"))
    asked = [element["name"] for page in made["pages"] for element in page["elements"]]
    for given, _ in every_path("which-claim"):
        assert [question for question in asked if question in given] == list(given)


def test_the_survey_shows_a_question_where_the_flow_leads_to_it() -> None:
    made = survey_of(flow_of("which-claim"))
    conditions = {element["name"]: element.get("visibleIf") for page in made["pages"] for element in page["elements"]}
    assert conditions["area"] is None
    assert conditions["product"] == "({area} = 'business-applications')"
    assert conditions["seats"].startswith(
        "({channel} = 'volume-licensing' and (({area} notempty and ({area} = 'modern-work'"
    )
