"""The house rules that a linter does not know: sizes of functions and modules, words in names, no leftovers."""

import ast
import re
import statistics
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "coordinator").rglob("*.py"))
BANNED = {"service", "manager", "helper", "helpers", "util", "utils", "handler", "handlers", "common"}


def _functions() -> list[tuple[int, str]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((lines, f"{path.relative_to(ROOT)}: {node.name}"))
    return sorted(found)


def test_no_function_is_longer_than_forty_lines() -> None:
    assert [name for lines, name in _functions() if lines > 40] == []


def test_half_of_all_functions_have_at_most_eight_lines_and_nine_in_ten_at_most_twenty() -> None:
    lengths = [lines for lines, _ in _functions()]

    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 20


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    long = [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 300]

    assert long == []


def test_every_module_opens_with_what_it_is_for() -> None:
    silent = [path.name for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]

    assert silent == []


def test_no_file_is_named_for_nothing_in_particular() -> None:
    names = {part for path in SOURCES for part in re.split(r"[_/]", str(path.relative_to(ROOT).with_suffix("")))}

    assert names & BANNED == set()


def test_no_test_is_left_out_by_its_name() -> None:
    """A function in a test module that nobody calls and pytest does not collect is a test that never runs."""
    orphans = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if not isinstance(node, ast.FunctionDef) or node.decorator_list:
                continue
            if not node.name.startswith("test_") and len(re.findall(rf"\b{node.name}\b", text)) < 2:
                orphans.append(f"{path.name}: {node.name}")

    assert orphans == []
