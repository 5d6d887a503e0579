"""What the README says of services, containers and proxies is understood by those who read it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import threading
import tomllib
from configparser import ConfigParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from cismig import Graph
from cismig.cli import main
from cismig.cli.serve import plan_of
from servers import PATIENCE, ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cismig.layout import Layout

pytestmark = pytest.mark.xdist_group("graph")

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PREFIX = "/cis"
PORT = "8000"
KNOWN = {
    "Unit": {"Description", "After"},
    "Service": {
        *("ExecStartPre", "ExecStart", "TimeoutStartSec", "TimeoutStopSec", "KillMode", "Restart"),
        *("DynamicUser", "CacheDirectory", "WorkingDirectory", "MemoryMax", "TasksMax", "UMask"),
        *("NoNewPrivileges", "CapabilityBoundingSet", "ProtectSystem", "ProtectHome"),
        *("ProtectProc", "ProtectClock", "ProtectHostname", "ProtectKernelLogs"),
        *("ProtectKernelModules", "ProtectKernelTunables", "ProtectControlGroups"),
        *("PrivateTmp", "PrivateDevices", "RestrictAddressFamilies", "RestrictNamespaces"),
        *("RestrictRealtime", "RestrictSUIDSGID", "LockPersonality"),
        *("SystemCallArchitectures", "SystemCallFilter"),
    },
    "Install": {"WantedBy"},
}
"""The words of systemd that are used, each looked up in systemd.exec, .service and .unit."""
HARD = {
    "DynamicUser": "yes",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
}
INSTRUCTIONS = {"FROM", "COPY", "RUN", "USER", "WORKDIR", "EXPOSE", "HEALTHCHECK", "CMD"}


def block(kind: str) -> str:
    """Return the one block of *kind* in the README."""
    (found,) = re.findall(rf"```{kind}\n(.*?)```", README, flags=re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def unit() -> ConfigParser:
    """Return the unit of systemd; a doubled word is refused."""
    parsed = ConfigParser(interpolation=None, delimiters=("=",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(block("ini"))
    return parsed


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile, continued lines joined."""
    lines = re.sub(r"\\\n\s*", "", block("dockerfile")).strip().splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def understood(words: list[str]) -> dict[str, object]:
    """Return what one of our commands understands of *words*, which begin with ``cismig``."""
    program, command, *arguments = words
    assert Path(program).name == "cismig"
    options = import_module(f"cismig.cli.{command}").parser().read(arguments)
    return {**vars(options), **(plan_of(options) if command == "serve" else {})}


def test_the_unit_has_words_of_systemd_and_flags_of_ours(unit: ConfigParser) -> None:
    assert {name: {*unit[name]} for name in unit.sections()} == KNOWN
    service = unit["Service"]
    assert {name: service[name] for name in HARD} == HARD
    made = understood(shlex.split(service["ExecStartPre"]))
    served = understood(shlex.split(service["ExecStart"]))
    cache = f"/var/cache/{service['CacheDirectory']}"
    assert made["store"] == served["store"] == service["WorkingDirectory"] == cache
    assert (served["prefix"], served["port"]) == (PREFIX, int(PORT))


def test_systemd_finds_nothing_to_say_of_the_unit(tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("needs systemd-analyze")
    command = shutil.which("cismig", path=str(Path(sys.executable).parent))
    assert command is not None
    path = tmp_path / "cismig.service"
    path.write_text(block("ini").replace("/opt/cismig/bin/cismig", command))
    done = subprocess.run(
        [systemd, "verify", "--man=no", "--recursive-errors=no", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_container_is_built_of_what_there_is(steps: list[tuple[str, str]]) -> None:
    assert {word for word, _ in steps} == INSTRUCTIONS
    assert steps[0][0] == "FROM"
    order = [word for word, _ in steps]
    user = order.index("USER")
    assert steps[user][1] not in {"root", "0"}
    assert f"useradd --system --create-home --home-dir /srv/cismig {steps[user][1]}" in str(steps)
    commands = [
        (place, shlex.split(part))
        for place, (word, rest) in enumerate(steps)
        if word == "RUN"
        for part in rest.split("&&")
    ]
    installed = next(words[-1] for _, words in commands if words[:2] == ["pip", "install"])
    extras = re.search(r"\[(.*)\]", installed)
    assert extras is not None
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {*extras[1].split(",")} <= {*project["optional-dependencies"]}
    place, build = next((place, words) for place, words in commands if words[0] == "cismig")
    assert place > user  # root builds nothing and serves nothing
    served = understood(json.loads(steps[-1][1]))
    assert steps[-1][0] == "CMD"
    assert understood(build)["store"] == served["store"]
    assert served["host"] == "0.0.0.0"  # noqa: S104 - the container's own
    assert dict(steps)["EXPOSE"] == PORT


def test_the_container_tells_whether_it_is_well(steps: list[tuple[str, str]], proxied: str) -> None:
    flags, _, command = dict(steps)["HEALTHCHECK"].partition("CMD ")
    assert all(
        re.fullmatch(r"--(interval|timeout|start-period)=\d+s", each) for each in flags.split()
    )
    program, *arguments = json.loads(command)
    assert program == "python"
    here = arguments[-1].replace(f"http://127.0.0.1:{PORT}", proxied)
    assert here != arguments[-1]
    for code, expected in ((here, 0), (here.replace("healthz", "nothing/here"), 1)):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        assert done.returncode == expected


def test_the_proxy_takes_away_the_prefix_of_the_unit(tmp_path: Path) -> None:
    text = block("nginx")
    assert text.count("{") == text.count("}")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert all(line.endswith((";", "{", "}")) for line in lines)
    assert f"location {PREFIX}/ {{" in lines
    assert f"proxy_pass http://127.0.0.1:{PORT}/;" in lines
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in lines
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None:
        return
    path = tmp_path / "nginx.conf"
    head = f"pid {tmp_path}/pid; error_log stderr; events {{ }} http {{ access_log off;"
    path.write_text(f"{head}\n{text}\n}}\n")
    done = subprocess.run(
        [nginx, "-t", "-p", str(tmp_path), "-c", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "syntax is ok" in done.stderr


@pytest.fixture(scope="module")
def proxied(layout: Layout) -> Iterator[str]:
    """Return the address of a proxy that takes the prefix away, as nginx would."""
    with ours(layout, "--prefix", f"{PREFIX}/", "--rate", "0") as server:

        class Proxy(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                there = httpx.request(
                    self.command,
                    server.base + self.path.removeprefix(PREFIX),
                    content=self.rfile.read(length),
                    headers={
                        **dict(self.headers),
                        "X-Forwarded-For": "203.0.113.7",
                        "X-Forwarded-Proto": "https",
                        "Accept-Encoding": "identity",
                    },
                    timeout=PATIENCE,
                )
                self.send_response(there.status_code)
                for name, value in there.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(there.content)

            do_POST = do_GET  # noqa: N815 - as the library calls it

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
            threading.Thread(target=proxy.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{proxy.server_port}{PREFIX}"
            proxy.shutdown()
        assert "203.0.113.7" in server.log.read_text()


def test_every_address_that_is_told_has_the_prefix(proxied: str) -> None:
    outside = proxied.replace("http:", "https:")
    with httpx.Client(base_url=proxied, timeout=PATIENCE) as web:
        thing = web.get("/state/tj", headers={"Accept": "text/turtle"})
        assert thing.headers["location"] == f"{outside}/state/tj.ttl"
        linked = re.findall(r"<([^>]*)>; rel=\"alternate", thing.headers["link"])
        assert linked
        assert all(each.startswith(f"{outside}/state/tj.") for each in linked)
        excerpt = web.get("/excerpt/asia-plus-2024-05-28-council-l14")
        assert excerpt.headers["location"].startswith(f"{outside}/source/asia-plus-")
        for path in ("/sparql", "/.well-known/void"):
            told = web.get(path, headers={"Accept": "application/n-triples"}).text
            assert f"<{outside}/sparql>" in told
            assert f"<{outside.removesuffix(PREFIX)}/sparql>" not in told
        answer = web.get("/questions/who-took-part.json").json()
        assert answer["permalink"].startswith(f"{outside}/questions/who-took-part?")
        assert answer["permalink"] in answer["cite"]["text"]
        listed = web.get("/questions", headers={"Accept": "application/json"}).json()
        assert all(each["address"].startswith(f"{outside}/questions/") for each in listed)
        assert web.get("/openapi.json").json()["servers"] == [{"url": outside}]
        page = web.get("/", headers={"Accept": "text/html"}).text
        led = re.findall(r"(?:href|src|action)=\"(/[^\"]*)\"", page)
        assert led
        assert all(each.startswith(f"{PREFIX}/") for each in led)


def test_the_graph_is_asked_through_the_proxy(proxied: str) -> None:
    with Graph(f"{proxied}/") as graph:
        assert graph.ask("who-took-part").rows
        assert graph.sparql("ASK { state:tj a cism:State }") is True


@pytest.mark.parametrize("prefix", ["cis", "/a b", "//x", "https://example.org/cis"])
def test_a_prefix_that_is_no_path_is_refused(
    prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--prefix", prefix]) == 2
    assert "give one such as /cis" in capsys.readouterr().err
