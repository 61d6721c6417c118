"""Makes a built site ready for any static host, whichever generator built it.

Scripts and styles are bundled, and files that browsers may cache for ever get a content hash in their names. Every page
gets a Content-Security-Policy and a twin in Markdown, a service worker caches the pages that were read, and every file
that compresses lies beside its compressed copies.
The headers for hosts are derived once (`rules`) and written as `_headers`, for nginx and for Caddy.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import brotli
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from build_scripts.deliver.bundling import NotASite, bundle_scripts, bundle_styles
from build_scripts.deliver.twins import with_twins
from build_scripts.places import FLOWS, PROGRAM, PUBLIC_FILES, TWIN, Repository, kept
from build_scripts.python.files import sha256, with_digest

SCRIPTS = "assets/questionnaire"
"""Folder of our browser code. It gets one digest as a whole, because its modules name each other."""

NAMED_BY_CONTENT = ("assets/flows/*", "assets/answers/*", "assets/words/*", "assets/stylesheets/*.css")
"""Files whose names get a digest, unless the generator has given them one."""

LASTING = ("runtime", "flows", "answers", "words", "stylesheets", "javascripts")
"""Folders below assets/ in which every name has a digest."""

HAS_DIGEST = re.compile(r"\.[0-9a-f]{8,}(\.min)?\.[a-z]+\d?$|^" + SCRIPTS + r"\.[0-9a-f]{10}/")

OF_EVERY_PAGE = re.compile(
    r"^(assets/(fonts|images)/.*\.(woff2|png|svg)|search(/search_index)?\.json|sitemap\.xml|404\.html)$"
)
"""Other files that any page may request: fonts, images, search index, sitemap, page for unknown addresses."""

STYLES_AS_TEXT = re.compile(r"""='([.:#*]?[\w-][^'\\{]*\{(?:[^'\\]|\\.){200,}\})'""")
"""Stylesheet in a script, as a string that is assigned to a variable."""

SCRIPT_OF_THEME = re.compile(r'<script src="?([^">\s]*assets/javascripts/[^">\s]+)"?></script>')
"""The theme's own script in a page."""

ADDRESS = re.compile(r"assets/[\w./-]+")

SERVICE_WORKER = "service-worker.js"
GONE_WORKER = "service-worker-gone.js"
"""Replacement where the site is built without a service worker: it removes the caches of the other, and itself."""

COMPRESSED = {
    *(".css", ".html", ".js", ".json", ".map", ".md", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest", ".xml"),
    ".bin",
}
SMALLEST = 200
"""Size in bytes up to which a compressed file is no smaller on the wire."""

TEMPLATES = PROGRAM / "deliver" / "templates"

Policy = Mapping[str, tuple[str, ...]]
"""Content-Security-Policy: directive → allowed sources."""

NOTHING: Policy = {"default-src": ("'none'",)}

WORKER_POLICY: Policy = {**NOTHING, "script-src": ("'self'", "'wasm-unsafe-eval'"), "connect-src": ("'self'",)}
"""Policy of the worker that runs Python, the only script that compiles WebAssembly."""

SERVICE_WORKER_POLICY: Policy = {**NOTHING, "connect-src": ("'self'",)}

COMMON_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Headers of every response, besides its policy."""

ANYBODY = {"Access-Control-Allow-Origin": "*"}
"""Header for data files, so that pages of other sites may read them."""

MARKDOWN = {"Content-Type": "text/markdown; charset=utf-8", "X-Robots-Tag": "noindex"}
"""Headers of Markdown twins. They are not indexed, so that search engines show the page, which says the same."""

FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
"""Cached, but revalidated before each use."""

A_DAY = "public, max-age=86400"


@dataclass(frozen=True)
class Delivered:
    """Site that is ready for hosts, with the values for their configurations."""

    folder: Path
    base: str
    """The path that the site is built for: `/`, or `/cpor/`."""
    policy: Policy
    """Policy of pages."""
    renamed: Mapping[str, str]
    compressed: int


def deliver(
    repository: Repository,
    folder: Path,
    hosting: Path | None = None,
    site_at: Path | None = None,
    *,
    offline: bool = True,
    quick: bool = False,
) -> Delivered:
    """Make a built site ready in its own folder, and write the configurations of servers into `hosting`, if given.

    `site_at` is the folder from which the site will be served; by default its own. `quick` compresses fast, not small.

    Raises NotASite.
    """
    if not all((folder / name).exists() for name in ("index.html", SCRIPTS, SERVICE_WORKER, GONE_WORKER)):
        raise NotASite(f"{folder} is no site that was just built: run 'make build'")
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}
    bundle_scripts(folder / SCRIPTS, repository.packages)
    pages = bundle_styles(folder, pages, repository.packages)
    renamed = name_by_content(folder)
    pages = {path: with_addresses(text, renamed) for path, text in pages.items()}
    pages = with_twins(pages)
    scripts = sorted({one for text in pages.values() for one in inline(text, "script")})
    styles = sorted({one for text in pages.values() for one in inline(text, "style")})
    policy = page_policy(scripts, [*styles, *shadow_styles(folder)])
    version = digest(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    for path, text in pages.items():
        # one policy everywhere: instant navigation keeps the old head tags, and two different policies would both apply
        ready = with_security(with_theme_later(text), policy, version, offline=offline)
        path.write_text(ready, encoding="utf-8")
    write_service_worker(folder, version, offline=offline)
    delivered = Delivered(
        folder, base_of(folder), policy, renamed, compress(folder, None if quick else repository.cache)
    )
    write_hosting(delivered, hosting, site_at or folder)
    return delivered


# ---------- names


def name_by_content(folder: Path) -> dict[str, str]:
    """Rename the files that browsers may cache for ever to names with a digest; return former name → new name."""
    renamed = {}
    for pattern in NAMED_BY_CONTENT:
        for path in sorted(folder.glob(pattern)):
            name = path.relative_to(folder).as_posix()
            if not HAS_DIGEST.search(name):
                renamed[name] = f"{Path(name).parent.as_posix()}/{with_digest(path.name, path.read_bytes())}"
    for old, new in renamed.items():
        (folder / old).rename(folder / new)
    scripts = folder / SCRIPTS
    whole = f"{SCRIPTS}.{digest(named_bytes(scripts))}"
    for path in sorted(scripts.rglob("*")):
        renamed[path.relative_to(folder).as_posix()] = f"{whole}/{path.relative_to(scripts).as_posix()}"
    scripts.rename(folder / whole)
    return renamed


def named_bytes(folder: Path) -> Iterable[bytes]:
    """Names and contents of a folder's files, one after the other, for a digest."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix().encode()
            yield path.read_bytes()


def digest(parts: Iterable[bytes]) -> str:
    """Digest of these parts: ten hexadecimal digits."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:10]


def with_addresses(text: str, renamed: Mapping[str, str]) -> str:
    """Text of a page with each address of a renamed file replaced by the new one."""
    return ADDRESS.sub(lambda found: renamed.get(found[0], found[0]), text)


def with_theme_later(text: str) -> str:
    """HTML of a page that only preloads the theme's script, so that theme.js runs it once the page is readable."""
    link = r'<link rel="preload" as="script" href="\1" data-is="theme">'
    return SCRIPT_OF_THEME.sub(link, text)


# ---------- security


RUNS = {"script": (None, "", "module", "text/javascript"), "style": (None, "", "text/css")}
"""Types of inline elements that a browser uses; scripts of other types are data."""


class Inline(HTMLParser):
    """Parser that collects the text of a page's inline scripts or inline styles, without scripts that are data."""

    def __init__(self, tag: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tag = tag
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to collect at an inline element that a browser uses."""
        told = dict(attrs)
        if tag == self.tag and told.get("type") in RUNS[tag] and "src" not in told:
            self.inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Stop collecting at the end of the element."""
        if tag == self.tag:
            self.inside = False

    def handle_data(self, data: str) -> None:
        """Collect text."""
        if self.inside:
            self.texts[-1] += data


def inline(text: str, tag: str) -> list[str]:
    """Hash sources (`'sha256-…'`) that allow a page's inline elements of one tag, `script` or `style`, in a policy."""
    parser = Inline(tag)
    parser.feed(text)
    parser.close()
    return sorted({hash_of(found) for found in parser.texts})


def hash_of(text: str) -> str:
    """Hash source (`'sha256-…'`) of a policy that allows exactly this inline script or style."""
    return f"'sha256-{sha256(text.encode())}'"


def shadow_styles(folder: Path) -> list[str]:
    """Hash sources for styles that the generator's scripts write into a shadow tree, as Zensical's search does.

    The styles stand in the script as strings.
    """
    scripts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("assets/javascripts/*.js")))
    texts = [found[1] for script in scripts if "attachShadow" in script for found in STYLES_AS_TEXT.finditer(script)]
    styles = (json.loads('"{}"'.format(text.replace("\\'", "'").replace('"', '\\"'))) for text in texts)
    return sorted({hash_of(style) for style in styles})


def page_policy(scripts: Iterable[str], styles: Iterable[str]) -> Policy:
    """Policy of a page: it may load the site's own files, and inline scripts and styles with these hash sources."""
    own = ("'self'",)
    return {
        **NOTHING,
        "script-src": (*own, *scripts),
        "style-src": (*own, *styles),
        "img-src": (*own, "data:"),  # icons of the theme's stylesheet
        "font-src": own,
        "connect-src": own,
        "worker-src": own,
        "manifest-src": own,
        "form-action": own,
        "base-uri": ("'none'",),
    }


def written(policy: Policy) -> str:
    """Policy in the syntax of its header."""
    return "; ".join(" ".join((kind, *sources)) for kind, sources in policy.items())


def as_header(policy: Policy) -> str:
    """Policy as a header. It also forbids framing, which a policy in a `meta` element cannot do."""
    return written({**policy, "frame-ancestors": ("'none'",)})


def with_security(text: str, policy: Policy, version: str, *, offline: bool) -> str:
    """HTML of a page with its policy in a `meta` element, for hosts without headers, and the version for scripts."""
    metas = [
        f'<meta http-equiv="Content-Security-Policy" content="{escape(written(policy))}">',
        '<meta name="referrer" content="no-referrer">',
        f'<meta name="cpor-version" content="{version}"{" data-offline" if offline else ""}>',
    ]
    text = re.sub(r'<meta name="?referrer"?[^>]*>', "", text)
    return re.sub(r"(<head[^>]*>\s*<meta charset=[^>]*>)", lambda found: found[0] + "".join(metas), text, count=1)


# ---------- offline


def write_service_worker(folder: Path, version: str, *, offline: bool) -> None:
    """Write version and file lists into the service worker, or replace it by the one that removes itself."""
    gone = folder / GONE_WORKER
    if not offline:
        gone.replace(folder / SERVICE_WORKER)
        return
    gone.unlink()
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    lasting = [name for name in names if HAS_DIGEST.search(name) and not name.endswith(".map")]
    later = [name for name in lasting if name.startswith("assets/runtime/")]
    flows = sorted({name.split("/")[-1].split(".")[0] for name in names if name.startswith("assets/flows/")})
    told = {
        "version": version,
        "lasting": [name for name in lasting if name not in later],
        "later": later,
        "fresh": [*(name for name in names if OF_EVERY_PAGE.search(name)), *(f"{flow}/" for flow in flows), ""],
    }
    worker = folder / SERVICE_WORKER
    source = worker.read_text(encoding="utf-8")
    worker.write_text(f"const SITE = {json.dumps(told, indent=1)};\n{source}", encoding="utf-8")


# ---------- compression


def compress(folder: Path, cache: Path | None) -> int:
    """Write .br and .gz copies of each file that compresses; return the number of files.

    :param cache: folder of copies as small as they get, which take half a minute; None for copies made fast.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in COMPRESSED and path.stat().st_size > SMALLEST]
    with ThreadPoolExecutor() as pool:
        list(pool.map(partial(compress_file, cache=cache), files))
    return len(files)


def compress_file(path: Path, cache: Path | None) -> None:
    """Write the .br and .gz copies of a file."""
    data = path.read_bytes()
    for way in COMPRESSORS:
        small = QUICK_COMPRESSORS[way](data) if cache is None else compressed(data, way, cache)
        path.with_name(f"{path.name}.{way}").write_bytes(small)


def compressed(data: bytes, way: str, cache: Path) -> bytes:
    """Bytes compressed by `br` or `gz`; cached, because files that never change would take half a minute each build."""
    return kept(cache / way / hashlib.sha256(data).hexdigest(), lambda: COMPRESSORS[way](data)).read_bytes()


COMPRESSORS = {
    "br": partial(brotli.compress, quality=11, lgwin=24),
    "gz": partial(gzip.compress, compresslevel=9, mtime=0),
}
"""Suffix of the compressed copy → function that compresses bytes."""

QUICK_COMPRESSORS = {
    "br": partial(brotli.compress, quality=1),
    "gz": partial(gzip.compress, compresslevel=1, mtime=0),
}
"""The same for a site that is only checked or tried, where nobody waits for its bytes."""


# ---------- hosts


def base_of(folder: Path) -> str:
    """Path that a site was built for, from the canonical address of its home page."""
    found = re.search(r'<link rel="?canonical"? href="?([^">\s]+)', (folder / "index.html").read_text(encoding="utf-8"))
    return urlsplit(found[1]).path if found else "/"


@dataclass(frozen=True)
class Rule:
    """Headers that a host sends for some paths. No path gets a header from two rules: hosts would join the values."""

    paths: tuple[str, ...]
    """Paths below the base; a `*` at the beginning or at the end stands for anything."""
    headers: Mapping[str, str]


def rules(delivered: Delivered) -> list[Rule]:
    """Rules for hosts: the headers of every path of a site."""
    scripts = next(new for new in delivered.renamed.values() if new.startswith(f"{SCRIPTS}.")).rpartition("/")[0]
    folders = sorted(path.name for path in delivered.folder.iterdir() if path.is_dir() and path.name != "assets")
    policy = {"Content-Security-Policy": as_header(delivered.policy)}
    return [
        Rule(("*",), COMMON_HEADERS),
        Rule(
            ("", "index.html", "404.html", *(f"{name}/*" for name in folders)), {**policy, "Cache-Control": ASK_FIRST}
        ),
        Rule(
            (*(f"assets/{name}/*" for name in LASTING), f"{scripts}/*"),
            {"Cache-Control": FOR_EVER},
        ),
        Rule(("assets/fonts/*", "assets/images/*"), {"Cache-Control": A_DAY}),
        Rule(
            ("assets/previews/*",), {"Cache-Control": ASK_FIRST}
        ),  # pictures state facts, and a stale one may be wrong
        Rule(("assets/javascripts/workers/*",), policy),
        Rule((f"{scripts}/worker.js",), {"Content-Security-Policy": written(WORKER_POLICY)}),
        Rule(
            (SERVICE_WORKER,),
            {"Content-Security-Policy": written(SERVICE_WORKER_POLICY), "Cache-Control": ASK_FIRST},
        ),
        Rule((*PUBLIC_FILES, "feed.xml", "sitemap.xml", TWIN), {"Cache-Control": ASK_FIRST}),
        Rule((*PUBLIC_FILES, f"{FLOWS}/*"), ANYBODY),
        Rule(("*.md",), {**ANYBODY, **MARKDOWN}),
    ]


def by_header(found: Iterable[Rule]) -> dict[str, list[tuple[str, str]]]:
    """Header → paths that get it, each with the value, from all rules."""
    told: dict[str, list[tuple[str, str]]] = {}
    for rule in found:
        for header, value in rule.headers.items():
            told.setdefault(header, []).extend((path, value) for path in rule.paths)
    return told


def pattern(base: str, path: str) -> str:
    """Regular expression for a path of a rule."""
    return f"^{re.escape(base + path)}$".replace(r"\*", ".*").removesuffix(".*$")


def below(base: str, path: str) -> str:
    """Path of a rule as Caddy writes it; one that begins with a `*` needs no base, because Caddy compares its end."""
    return path if path.startswith("*") else base + path


def write_hosting(delivered: Delivered, target: Path | None, site_at: Path) -> None:
    """Write `_headers` into the site, and the configurations of servers into the folder `target`, if given."""
    found = rules(delivered)
    told = {"base": delivered.base, "rules": found, "headers": by_header(found[1:]), "root": site_at.resolve()}
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    environment.filters |= {"pattern": partial(pattern, delivered.base), "below": partial(below, delivered.base)}
    for template in sorted(TEMPLATES.glob("*.j2")):
        name = template.name.removesuffix(".j2")
        where = delivered.folder if name == "_headers" else target
        if where is None:
            continue
        where.mkdir(parents=True, exist_ok=True)
        (where / name).write_text(environment.get_template(template.name).render(told), encoding="utf-8")
