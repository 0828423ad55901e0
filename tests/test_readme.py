"""The README is true: every command, page, setting, picture and file that it names is there, and none is left out."""

import re
from dataclasses import fields
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from coordinator.cli import group
from coordinator.config import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_that_is_named_exists_and_every_command_is_named() -> None:
    named = set(re.findall(r"\bcoordinator ([a-z-]+)\b", README))

    assert named == {*group.commands, "db"}


def test_every_option_in_an_example_is_one_of_its_command() -> None:
    for name, rest in re.findall(r"^coordinator ([a-z]+) (.*)$", README, re.MULTILINE):
        if name in group.commands:
            known = {option for parameter in group.commands[name].params for option in parameter.opts}
            assert set(re.findall(r"--[a-z-]+", rest.partition(" && ")[0])) <= known


def test_every_setting_is_listed_and_no_other() -> None:
    listed = re.findall(rf"^\| `({PREFIX}[A-Z_]+)` \|", README, re.MULTILINE)
    elsewhere = {
        "COORDINATOR_TEST_POSTGRES",
        "COORDINATOR_CHROMIUM",
        "COORDINATOR_QUEUE_URL",
        "COORDINATOR_BENCH",
        "COORDINATOR_CHANCE",
        "COORDINATOR_SLOW",
    }  # of tests; of a decision; of measurements; of chance in tests; of slow machines in tests

    assert listed == [f"{PREFIX}{item.name.upper()}" for item in fields(Settings)]
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", README)) - set(listed) == elsewhere


def test_every_page_that_is_named_exists(app: Flask) -> None:
    pages = set(re.findall(r"`(/[a-z/-]*)`", README))

    adapter = app.url_map.bind("localhost")
    lost = []
    for page in pages:
        try:
            adapter.match(page)
        except RequestRedirect:
            continue
        except NotFound:
            lost.append(page)
    assert (len(pages) >= 7, lost) == (True, [])


def test_every_picture_and_file_that_is_named_is_there() -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", README) + re.findall(r"`((?:tests|\.ci|disclosure)/[\w./]+)`", README)

    assert [name for name in named if not ((ROOT / name).exists() or (ROOT / "coordinator" / name).exists())] == []


def test_every_front_door_that_is_named_is_in_the_makefile() -> None:
    doors = set(re.findall(r"^(\w+): \.venv", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert set(re.findall(r"\bmake (\w+)\b", README)) <= doors


def test_no_host_of_a_package_registry_stands_anywhere() -> None:
    texts = [
        ROOT / name
        for name in ("README.md", "Makefile", "pyproject.toml", ".ci/run", ".ci/lock/run.txt", ".ci/lock/dev.txt")
    ]
    hosts = ("py" + "pi.org", "python" + "hosted", "npm" + "js.", "unp" + "kg", "js" + "delivr", "deb." + "debian.org")

    assert [(path.name, host) for path in texts for host in hosts if host in path.read_text(encoding="utf-8")] == []
