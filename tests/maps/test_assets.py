"""Vendored files are the ones the manifest describes, and no page of ours asks another site for anything."""

import importlib.util
import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "coordinator" / "static"


def the_checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendored", ROOT / ".ci" / "vendor" / "vendored.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_vendored_file_is_the_one_in_the_manifest() -> None:
    assert the_checker().faults(STATIC / "vendor") == []


def test_a_changed_a_missing_and_a_stray_file_are_told(tmp_path: Path) -> None:
    copy = shutil.copytree(STATIC / "vendor", tmp_path / "vendor")
    (copy / "htmx" / "htmx.min.js").write_text("changed")
    (copy / "leaflet" / "leaflet.js").unlink()
    (copy / "stray.js").write_text("")

    assert the_checker().faults(copy) == [
        "stray.js: on disk and not in the manifest",
        "leaflet/leaflet.js: in the manifest and not on disk",
        "htmx/htmx.min.js: not the file the manifest describes",
    ]


def test_every_package_brings_its_licence() -> None:
    rows = json.loads((STATIC / "vendor" / "manifest.json").read_text("utf-8"))

    licensed = {row["package"] for row in rows if row["file"].endswith("/LICENSE")}
    assert licensed == {row["package"] for row in rows}
    assert all(row["licence"] for row in rows)


# a page may link to these; it never loads from them. The last ones are names, not addresses, or comments of authors.
LINKED = {"www.geonames.org", "creativecommons.org", "www.naturalearthdata.com", "www.w3.org"}


@pytest.mark.parametrize("folder", ["css", "maps"])
def test_our_own_assets_name_no_other_site(folder: str) -> None:
    text = "".join(path.read_text("utf-8") for path in sorted((STATIC / folder).iterdir()))

    assert set(re.findall(r"https?://([\w.-]+)", text)) <= LINKED


def test_no_source_map_is_promised() -> None:
    files = [path for path in (STATIC / "vendor").rglob("*") if path.suffix in {".js", ".css"}]

    assert files
    assert [path.name for path in files if b"sourceMappingURL" in path.read_bytes()] == []


def test_scripts_of_the_house_write_no_html_and_run_no_text() -> None:
    text = "".join(path.read_text("utf-8") for path in sorted((STATIC / "maps").iterdir()))

    assert re.findall(r"innerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|outerHTML", text) == []
