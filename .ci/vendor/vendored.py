#!/usr/bin/env python3
"""The assets other people wrote: check them against their manifest, or renew them from their packages.

    .ci/vendor/vendored.py check           every file on disk is in the manifest with this hash, and the other way round
    .ci/vendor/vendored.py renew           fetch the packages of packages.json with npm, write files and manifest

Nothing is built: a file is the package's own file, without the comment that points at a source map we do not ship.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parents[1] / "coordinator" / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")
TEXT = {".js", ".css", ".svg", ""}


def sha256(path: Path) -> str:
    """The hash the manifest keeps, as hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def faults(vendor: Path = VENDOR) -> list[str]:
    """What differs between the manifest and the files beside it, one sentence each; empty when all is well."""
    rows = {row["file"]: row for row in json.loads((vendor / "manifest.json").read_text("utf-8"))}
    found = {p.relative_to(vendor).as_posix() for p in vendor.rglob("*") if p.is_file()} - {"manifest.json"}
    said = [f"{name}: on disk and not in the manifest" for name in sorted(found - rows.keys())]
    said += [f"{name}: in the manifest and not on disk" for name in sorted(rows.keys() - found)]
    changed = (name for name in sorted(found & rows.keys()) if sha256(vendor / name) != rows[name]["sha256"])
    return said + [f"{name}: not the file the manifest describes" for name in changed]


def unpacked(package: str, version: str) -> Iterator[tuple[str, bytes]]:
    """The files of one published package as (path inside it, bytes)."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{package}@{version}"]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
        with tarfile.open(Path(folder) / done.stdout.split()[-1]) as archive:
            for member in archive.getmembers():
                if (content := archive.extractfile(member)) is not None:
                    yield member.name.removeprefix("package/"), content.read()


def placed(package: dict[str, object], files: dict[str, str]) -> list[dict[str, str]]:
    """Write one package's chosen files and return their manifest rows."""
    name, version, licence = (str(package[key]) for key in ("package", "version", "licence"))
    rows = []
    for inside, content in unpacked(name, version):
        if (target := files.get(inside)) is None:
            continue
        path = VENDOR / str(package["folder"]) / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SOURCE_MAP.sub(b"\n", content) if path.suffix in TEXT else content)
        file = path.relative_to(VENDOR).as_posix()
        rows.append({"package": name, "version": version, "file": file, "sha256": sha256(path), "licence": licence})
    return rows


def renew() -> None:
    """Write every vendored file anew, and the manifest."""
    rows = []
    for package in json.loads((HERE / "packages.json").read_text("utf-8")):
        rows += placed(package, package["files"])
    rows.sort(key=lambda row: row["file"])
    MANIFEST.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main(arguments: list[str]) -> int:
    """Exit status 0 when all is well, 1 when files differ, 2 when asked for something else."""
    if arguments not in (["check"], ["renew"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    if arguments == ["renew"]:
        renew()
    said = faults()
    sys.stderr.writelines(f"{line}\n" for line in said)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
