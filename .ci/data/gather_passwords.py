"""Make the list of passwords that everybody knows anew, from published packages that lie in a folder.

pip download --no-deps django==5.2.19 zxcvbn==4.5.0 && npm pack @zxcvbn-ts/language-common@4.1.3
python .ci/data/gather_passwords.py FOLDER coordinator/people/data/known_passwords.txt.gz
"""

import ast
import gzip
import json
import sys
import tarfile
import zipfile
from pathlib import Path

SHORTEST = 4  # what is shorter is no core of a password of ten


def of_django(folder: Path) -> list[str]:
    """Twenty thousand by Royce Williams."""
    with zipfile.ZipFile(next(folder.glob("django-*.whl"))) as wheel:
        return gzip.decompress(wheel.read("django/contrib/auth/common-passwords.txt.gz")).decode().splitlines()


def of_zxcvbn(folder: Path) -> list[str]:
    """Thirty thousand."""
    with zipfile.ZipFile(next(folder.glob("zxcvbn-*.whl"))) as wheel:
        tree = ast.parse(wheel.read("zxcvbn/frequency_lists.py"))
    lists = next(node for node in ast.walk(tree) if isinstance(node, ast.Dict))
    named = {ast.literal_eval(key): value for key, value in zip(lists.keys, lists.values, strict=True) if key}
    text = next(node.value for node in ast.walk(named["passwords"]) if isinstance(node, ast.Constant))
    return str(text).split(",")


def of_zxcvbn_ts(folder: Path) -> list[str]:
    """Forty-nine thousand."""
    with tarfile.open(next(folder.glob("zxcvbn-ts-language-common-*.tgz"))) as package:
        member = package.extractfile("package/src/passwords.json")
        found: list[str] = json.load(member) if member else []
    return found


def main(folder: Path, file: Path) -> None:
    """Write them, each once, in their order."""
    told = [*of_django(folder), *of_zxcvbn(folder), *of_zxcvbn_ts(folder)]
    kept = sorted({word.strip().casefold() for word in told if len(word.strip()) >= SHORTEST})
    file.write_bytes(gzip.compress(("\n".join(kept) + "\n").encode(), 9, mtime=0))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
