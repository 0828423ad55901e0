"""docs/security.md is true: all forty controls stand in it, and each file and test that it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+)( \(3\))? \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
LEVEL_2 = """
1.2.1 1.2.2 1.2.3 1.3.6 1.3.7 1.3.11 2.3.1 2.3.2 2.3.3 2.3.4 2.4.1 3.3.1 3.3.3 3.4.3 3.4.5 3.5.1 3.5.3
3.7.2 5.2.1 5.2.2 6.2.12 6.3.1 6.3.3 6.4.3 6.5.1 6.5.5 7.2.4 7.4.1 7.4.2 8.1.2 8.2.2 8.2.3 8.4.1 11.3.3
11.5.1 14.2.1 14.3.2 15.3.3 16.2.5 16.5.3
""".split()  # noqa: SIM905
LEVEL_3 = ["1.2.10", "5.2.6", "6.3.8", "8.3.2", "14.2.6", "14.2.7", "14.2.8"]


def test_all_forty_controls_and_the_seven_of_level_three_stand_in_the_table() -> None:
    assert (len(LEVEL_2), [number for number, level, *_ in ROWS if not level]) == (40, LEVEL_2)
    assert [number for number, level, *_ in ROWS if level] == LEVEL_3


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_control_names_a_test_that_is_there_or_says_that_it_is_not_done(row: tuple[str, ...]) -> None:
    _, _, _, where, test = row
    if "not done" in where:
        assert test.strip() == "–"
        return
    file, _, name = test.strip().strip("`").partition("::")

    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), test


def test_every_file_that_it_names_is_there() -> None:
    named = re.findall(r"`((?:coordinator|tests)/[\w/.]+)`", TEXT)

    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []
