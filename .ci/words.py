"""For `make words`. Finds the sentences in Python: those given to gettext, and those that become a `Say`, a fault of a
field or a refusal, where they may have been named first, or be what a function of that file returns. As a command it
gives catalogues the head that editors and msgfmt need, and says how many sentences each lacks."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TAKES = {"gettext": (0,), "ngettext": (0, 1), "Say": (0,), "wrong": (0,), "refused": (1,), "Refused": (0,)}
"""Function → which of its arguments are sentences."""


def extract(file: IO[bytes], *_: Any, **__: Any) -> Iterator[tuple[int, str | None, Any, list[str]]]:
    """As Babel wants it: line, function, sentence (or both forms), comments."""
    tree = ast.parse(file.read())
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        for target, value in _assigned(node):
            named.setdefault(target, []).append(value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (takes := TAKES.get(_name(node.func))) and len(node.args) > max(takes):
            given = [list(_texts(node.args[place], named)) for place in takes]
            if len(takes) == 2 and all(given):
                yield node.lineno, "ngettext", (given[0][0], given[1][0]), []
            elif len(takes) == 1:
                yield from ((node.lineno, None, text, []) for text in given[0])


def _name(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _pairs(target, node.value)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _pairs(node.target, node.value)
    elif isinstance(node, ast.FunctionDef):
        returned = (one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None)
        yield from ((node.name, value) for value in returned)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=False):
            yield from _pairs(one, its)


def _texts(node: ast.expr, named: Mapping[str, list[ast.expr]], depth: int = 3) -> Iterator[str]:
    """The sentences that an expression may be; a name is what was assigned to it anywhere in the file, or what the
    function of that name returns."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, named, depth)
        yield from _texts(node.orelse, named, depth)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, named, depth)
    elif isinstance(node, ast.Subscript):
        yield from _texts(node.value, named, depth)
    elif isinstance(node, ast.Call) and depth:
        yield from _texts(node.func, named, depth)
    elif isinstance(node, ast.Name | ast.Attribute) and depth:
        for value in named.get(_name(node), ()):
            yield from _texts(value, named, depth - 1)


def put_head(file: Path) -> int:
    """Give a catalogue its head, which names nobody and no day; how many sentences it lacks."""
    plurals = Catalog(locale=file.stem).plural_forms
    kind = "text/plain; charset=utf-8"
    said = {"Language": file.stem, "Content-Type": kind, "Content-Transfer-Encoding": "8bit", "Plural-Forms": plurals}
    head = 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in said.items())
    body = file.read_text(encoding="utf-8")
    if not body.startswith(head):
        file.write_text(f"{head}\n{body}", encoding="utf-8")
    with file.open("rb") as opened:
        messages = [message for message in read_po(opened, locale=file.stem) if message.id]
    return sum(not (message.string if isinstance(message.id, str) else all(message.string)) for message in messages)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {put_head(Path(name))} sentences are missing")
