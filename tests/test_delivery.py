"""What makes a built site ready: names by content, a policy that fits its pages, a service worker, compressed files."""

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import brotli
import pytest
from ours import OURS

from build_scripts.__main__ import main
from build_scripts.deliver import delivery
from build_scripts.deliver.bundling import NotASite
from build_scripts.deliver.delivery import deliver, inline

DOCS = Path(__file__).parent.parent / "docs"

PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8">
<link rel="canonical" href="https://example.org/cpor/"><link rel="stylesheet" href="assets/stylesheets/ours.css">
<link rel="stylesheet" href="assets/stylesheets/classic/main.0a1b2c3d.min.css"></head>
<body data-artefact="assets/flows/small.json"><script>one = "<b>" + 1 && 2</script>
<script type="application/json">{"data": 1}</script><script src="assets/javascripts/bundle.0a1b2c3d.min.js"></script>
<script type="module" src="assets/questionnaire/index.js"></script></body></html>
"""

FILES = {
    "index.html": PAGE,
    "small/index.html": PAGE.replace("assets/", "../assets/").replace("one =", "two ="),
    "404.html": PAGE.replace('"assets/', '"/cpor/assets/'),
    "assets/flows/small.json": '{"a": 1}' * 50,
    "assets/answers/small.json": '{"claim": "<section></section>"}',
    "assets/stylesheets/ours.css": "a { color: red }" * 30,
    "assets/stylesheets/classic/main.0a1b2c3d.min.css": "b { color: red }",
    "assets/javascripts/bundle.0a1b2c3d.min.js": "void 0",
    "assets/questionnaire/index.js": (
        'import { one } from "./one.js";\nexport { two } from "./two.js";\n'
        'one(new URL("./worker.js", import.meta.url));\n'
    ),
    "assets/questionnaire/one.js": (
        'import {\n  two,\n} from "./two.js";\nexport const one = (url) => run("one", two, url);\n'
    ),
    "assets/questionnaire/two.js": 'export const two = "the second";\nexport const unused = "the third";\n',
    "assets/questionnaire/worker.js": 'import { two } from "./two.js";\nwork(two);\n',
    "assets/runtime/python.0123456789.bin": "x" * 999,
    "assets/images/logo.svg": "<svg></svg>",
    "assets/previews/small.png": "picture",
    "assets/fonts/one.woff2": "font",
    "sitemap.xml": "<urlset/>",
    "service-worker.js": (DOCS / "service-worker.js").read_text(),
    "service-worker-gone.js": (DOCS / "service-worker-gone.js").read_text(),
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A site as a generator leaves it, small."""
    return written(tmp_path / "site")


def written(site: Path) -> Path:
    """The same site in any folder."""
    for name, text in FILES.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return site


def names(folder: Path) -> set[str]:
    """The files of a site without the compressed ones."""
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name for name in files if not name.endswith((".br", ".gz"))}


def test_what_may_be_kept_for_ever_is_named_by_its_content_and_pages_name_it_so(built: Path) -> None:
    done = deliver(OURS, built)
    for old, new in done.renamed.items():
        assert not (built / old).exists()
        assert (built / new).is_file()
    flow, styles = done.renamed["assets/flows/small.json"], done.renamed["assets/stylesheets/all.css"]
    assert hashlib.sha256((built / flow).read_bytes()).hexdigest().startswith(flow.split(".")[1])
    assert set(done.renamed.values()) <= names(built)
    for page, root in (("index.html", ""), ("small/index.html", "../"), ("404.html", "/cpor/")):
        text = (built / page).read_text()
        for name in (flow, styles, done.renamed["assets/questionnaire/index.js"]):
            assert f'"{root}{name}"' in text
        assert "questionnaire/index.js" not in text


def test_a_change_of_one_module_moves_all_scripts_and_nothing_else(built: Path, tmp_path: Path) -> None:
    changed = written(tmp_path / "changed")
    (changed / "assets/questionnaire/one.js").write_text("export const one = 1;")
    before, after = deliver(OURS, built).renamed, deliver(OURS, changed).renamed
    moved = {old for old in before if before[old] != after[old]}
    assert moved == {f"assets/questionnaire/{name}.js{end}" for name in ("index", "worker") for end in ("", ".map")}


def test_all_modules_are_in_the_two_that_are_asked_for_by_name(built: Path) -> None:
    scripts = (built / deliver(OURS, built).renamed["assets/questionnaire/index.js"]).parent
    assert {path.name for path in scripts.glob("*.js")} == {"index.js", "worker.js"}
    script, worker = ((scripts / name).read_text() for name in ("index.js", "worker.js"))
    assert script.count("the second") == worker.count("the second") == 1
    assert "the third" not in script + worker, "nobody imports it"
    assert '"./worker.js"' in script, "beside it, under its own name"
    assert re.search(r"export\s*\{\w+ as two\}", script)
    maps = [json.loads((scripts / f"{name}.js.map").read_text())["sources"] for name in ("index", "worker")]
    assert [{name.rsplit("/", 1)[1] for name in sources} for sources in maps] == [
        {"two.js", "one.js", "index.js"},
        {"two.js", "worker.js"},
    ]


def test_all_stylesheets_are_one_in_their_order_and_none_reaches_into_the_next(built: Path) -> None:
    (built / "assets/stylesheets/ours.css").write_text("a { color: red; }\nb { color: blue")
    styles = (built / deliver(OURS, built).renamed["assets/stylesheets/all.css"]).read_text()
    assert re.sub(r"\s", "", styles) == "a{color:red}b{color:#00f}b{color:red}"
    assert [path.name for path in (built / "assets/stylesheets").rglob("*.css")] == [f"all.{digest_in(styles)}.css"]
    for page, root in (("index.html", ""), ("small/index.html", "../"), ("404.html", "/cpor/")):
        asked = re.findall(r'<link rel="stylesheet" href="([^"]+)">', (built / page).read_text())
        assert asked == [f"{root}assets/stylesheets/all.{digest_in(styles)}.css"]


def test_a_page_that_starts_gives_no_element_its_style_anew(built: Path) -> None:
    rule = "[data-md-color-switching] *, [data-md-color-switching] :after { transition-duration: 0ms !important }"
    (built / "assets/stylesheets/ours.css").write_text(f"a {{ color: red }} {rule} u {{ color: red }}")
    styles = (built / deliver(OURS, built).renamed["assets/stylesheets/all.css"]).read_text()
    assert re.sub(r"\s", "", styles) == "a{color:red}u{color:red}b{color:red}"


def digest_in(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def test_the_script_of_the_theme_is_named_and_not_run(built: Path) -> None:
    deliver(OURS, built)
    for page, root in (("index.html", ""), ("small/index.html", "../"), ("404.html", "/cpor/")):
        text = (built / page).read_text()
        named = f'href="{root}assets/javascripts/bundle.0a1b2c3d.min.js" data-is="theme">'
        assert named in text
        assert re.findall(r"<script[^>]*\bsrc=[^>]*>", text) == [
            f'<script type="module" src="{root}{scripts_of(built)}/index.js">'
        ]


def scripts_of(built: Path) -> str:
    [folder] = built.glob("assets/questionnaire.*")
    return folder.relative_to(built).as_posix()


@pytest.mark.parametrize(
    ("text", "sentence"),
    {
        'import { no } from "./two.js"; no();': r'No matching export in ".*two\.js" for import "no" \(one\.js:1:9\)',
        "const = 3;": r'Expected identifier but found "=" \(one\.js:1:6\)',
        'import "./nowhere.js";': r'Could not resolve "\./nowhere\.js" \(one\.js:1:7\)',
    }.items(),
    ids=("a name that is not there", "no JavaScript", "a module that is not there"),
)
def test_a_module_that_cannot_be_read_is_a_sentence(built: Path, text: str, sentence: str) -> None:
    (built / "assets/questionnaire/one.js").write_text(text)
    with pytest.raises(NotASite, match=f"^what pages load could not be put together: {sentence}$"):
        deliver(OURS, built)


def test_without_esbuild_a_sentence_says_what_to_do(built: Path, tmp_path: Path) -> None:
    sentence = r"^node_modules/esbuild/bin/esbuild is not there: run 'make build', or 'npm ci'$"
    with pytest.raises(NotASite, match=sentence):
        deliver(replace(OURS, root=tmp_path), built)


def test_pages_with_other_stylesheets_are_told(built: Path) -> None:
    page = built / "small/index.html"
    page.write_text(page.read_text().replace("ours.css", "theirs.css"))
    with pytest.raises(NotASite, match=r"^the pages have 2 different lists of stylesheets: .*ours\.css.*theirs\.css"):
        deliver(OURS, built)


def test_twice_the_same_site_is_the_same_bytes(built: Path, tmp_path: Path) -> None:
    deliver(OURS, built, tmp_path / "hosting")
    first = {path.relative_to(built): path.read_bytes() for path in built.rglob("*") if path.is_file()}
    again = written(tmp_path / "again")
    deliver(OURS, again, tmp_path / "hosting")
    assert first == {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}


# ---------- the policy


def policy_of(text: str) -> dict[str, list[str]]:
    """The policy that a page's head has."""
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', text)
    assert found is not None
    parts = found[1].replace("&#x27;", "'").split("; ")
    return {kind: sources for kind, *sources in (part.split() for part in parts)}


def test_the_policy_allows_the_scripts_of_the_pages_by_their_hashes_and_no_other(built: Path) -> None:
    done = deliver(OURS, built)
    wanted = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in ('one = "<b>" + 1 && 2', 'two = "<b>" + 1 && 2')
    ]
    for page in ("index.html", "small/index.html", "404.html"):
        text = (built / page).read_text()
        policy = policy_of(text)
        assert set(policy["script-src"]) == {"'self'", *wanted}
        assert policy["default-src"] == ["'none'"]
        assert text.index("Content-Security-Policy") < text.index("<link"), "before anything is loaded"
    assert not any("unsafe" in source for sources in done.policy.values() for source in sources)


def test_a_script_that_is_data_or_a_file_needs_no_hash() -> None:
    assert inline('<script type="application/ld+json">{}</script><script src="a.js"></script>', "script") == []
    assert len(inline("<script>a</script><script type=module>b</script><SCRIPT>a</SCRIPT>", "script")) == 2
    assert inline("<style>a</style><script>b</script>", "style") == inline("<style>a</style>", "style") != []


def test_styles_that_the_theme_writes_into_a_tree_of_its_own_are_allowed_by_their_hash_alone(built: Path) -> None:
    style = ".a{color:red}" * 20 + ".b:after{content:'\\\\2191'}"
    written = style.replace("'", "\\'")
    script = built / "assets/javascripts/bundle.0a1b2c3d.min.js"
    script.write_text(f"var one='{written}';two.attachShadow()")
    wanted = "'sha256-" + base64.b64encode(hashlib.sha256(style.replace("\\\\", "\\").encode()).digest()).decode() + "'"
    assert deliver(OURS, built).policy["style-src"] == ("'self'", wanted)


def test_hosts_are_told_each_header_once_for_each_path(built: Path) -> None:
    deliver(OURS, built)
    rules: list[tuple[str, list[str]]] = []
    for line in (built / "_headers").read_text().splitlines():
        if line.startswith("/"):
            rules.append((line, []))
        else:
            rules[-1][1].append(line.split(":")[0].strip())
    for name in names(built) - {"_headers"}:
        path = "/cpor/" + name.removesuffix("index.html")
        told = [header for pattern, headers in rules if fnmatchcase(path, pattern) for header in headers]
        assert len(told) == len(set(told)), path
        assert {"Referrer-Policy", "Permissions-Policy", "X-Content-Type-Options"} <= set(told), path
        if name.endswith(".html") and "flows" not in name:
            assert {"Content-Security-Policy", "Cache-Control"} <= set(told), path


def test_no_configuration_says_what_another_does_not(built: Path, tmp_path: Path) -> None:
    done = deliver(OURS, built, tmp_path / "hosting", Path("/srv/cpor"))
    texts = [(tmp_path / "hosting" / name).read_text() for name in ("nginx.conf", "Caddyfile")]
    texts.append((built / "_headers").read_text())
    for rule in delivery.rules(done):
        for header, value in rule.headers.items():
            by_itself = value.removesuffix("; charset=utf-8")  # nginx says it of all texts at once
            assert all(header in text and by_itself in text for text in texts)
    assert all(str(Path("/srv/cpor")) in text for text in texts[:2])
    assert "location /cpor/ {" in texts[0]


@pytest.mark.parametrize(("base", "path", "fits", "does_not"), [
    ("/cpor/", "about/*", "/cpor/about/a.md", "/about/"),
    ("/cpor/", "*.md", "/cpor/about/index.html.md", "/cpor/about/index.html.md.br"),
    ("/", "llms.txt", "/llms.txt", "/llms.txt2"),
    ("/", "", "/", "/a"),
])  # fmt: skip
def test_nginx_knows_a_path_by_a_pattern_of_all_of_it(base: str, path: str, fits: str, does_not: str) -> None:
    assert re.search(delivery.pattern(base, path), fits)
    assert not re.search(delivery.pattern(base, path), does_not)


# ---------- for programs


def test_pages_have_twins_which_are_compressed_and_never_kept_beforehand(built: Path) -> None:
    (built / "small/index.html").write_text(
        PAGE.replace("</body>", f'<article class="md-content__inner"><p>{"Small. " * 99}</p></article></body>')
    )
    deliver(OURS, built)
    twin = built / "small/index.html.md"
    assert "Small. Small." in twin.read_text()
    assert gzip.decompress((built / "small/index.html.md.gz").read_bytes()) == twin.read_bytes()
    assert 'type="text/markdown"' in (built / "small/index.html").read_text()
    assert ".md" not in (built / "service-worker.js").read_text().partition(";\n")[0]


def test_hosts_send_twins_as_markdown_that_search_engines_do_not_show(built: Path, tmp_path: Path) -> None:
    deliver(OURS, built, tmp_path / "hosting")
    nginx, caddy = ((tmp_path / "hosting" / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    assert re.search(r"text/markdown +md;", nginx) and re.search(r"charset_types [^;]*text/markdown", nginx)
    assert '"~^/cpor/.*\\.md$" "noindex";' in nginx
    assert "add_header Content-Type" not in nginx, "it would be a second one"
    assert re.search(r"path \*\.md\n[^}]*Content-Type \"text/markdown; charset=utf-8\"", caddy)
    assert (
        "/cpor/*.md\n  Access-Control-Allow-Origin: *\n  Content-Type: text/markdown"
        in (built / "_headers").read_text()
    )


# ---------- the service worker, compression, mistakes


def test_the_service_worker_knows_what_to_keep_at_once_and_what_later(built: Path) -> None:
    done = deliver(OURS, built)
    text = (built / "service-worker.js").read_text()
    told = json.loads(text[len("const SITE = ") : text.index(";\n")])
    assert told["later"] == ["assets/runtime/python.0123456789.bin"]
    assert {"small/", "", "sitemap.xml", "assets/fonts/one.woff2", "assets/images/logo.svg"} <= set(told["fresh"])
    assert {new for new in done.renamed.values() if not new.endswith(".map")} <= set(told["lasting"])
    assert not any(name.endswith(".map") for name in told["lasting"])
    assert f'content="{told["version"]}" data-offline' in (built / "small/index.html").read_text()
    assert "service-worker-gone.js" not in names(built)


def test_pictures_for_other_sites_are_not_kept_by_readers_and_asked_for_anew_by_others(built: Path) -> None:
    done = deliver(OURS, built)
    assert "assets/previews/small.png" in names(built), "under its own name: it stands in posts"
    assert "previews" not in (built / "service-worker.js").read_text()
    [rule] = [rule for rule in delivery.rules(done) if "assets/previews/*" in rule.paths]
    assert rule.headers == {"Cache-Control": "no-cache"}, "a picture states facts, as its page does"


def test_a_site_without_a_service_worker_ships_the_one_that_removes_itself(built: Path) -> None:
    deliver(OURS, built, offline=False)
    assert (built / "service-worker.js").read_text() == FILES["service-worker-gone.js"]
    assert "data-offline" not in (built / "index.html").read_text()


def test_what_compresses_stands_there_compressed(built: Path) -> None:
    done = deliver(OURS, built)
    for name in ("index.html", done.renamed["assets/flows/small.json"], "assets/runtime/python.0123456789.bin"):
        data = (built / name).read_bytes()
        assert brotli.decompress((built / f"{name}.br").read_bytes()) == data
        assert gzip.decompress((built / f"{name}.gz").read_bytes()) == data
    assert not (built / "assets/images/logo.svg.br").exists(), "too small to be smaller"


def test_what_is_no_built_site_or_was_made_ready_before_is_a_sentence(built: Path, tmp_path: Path, capsys) -> None:
    with pytest.raises(NotASite, match="is no site that was just built: run 'make build'"):
        deliver(OURS, tmp_path / "nowhere")
    deliver(OURS, built)
    assert main(["deliver", str(built)]) == 1
    assert capsys.readouterr().err.startswith(f"error: {built} is no site that was just built")
