"""The house rules that a linter does not know: sizes of functions and modules, words in names, no leftovers."""

import ast
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

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


EDGE = {"views", "show_views", "schemas", "commands", "list_commands", "letters", "words"} | {
    "offer_views",
    "tries",
    "beginning",
    "relay",
    "evening_views",
    "reminder_views",
    "ticket_views",
    "envelope_views",
    "after_views",
    "feed_views",
    "leg_views",
    "evening_words",
    "cards",
    "answering",
    "live_views",
    "unsaved",
    "step_schemas",
    "show_schemas",
    "entry_schemas",
    "entry_views",
    "token_views",
    "bearing",
    "step_words",
    "pages",
    "plan_pages",
    "plan_views",
    "plan_words",
    "sheet_views",
    "readiness_views",
    "readiness_words",
    "models",
    "readers",
    "__init__",
    "proposal_views",
    "proposal_words",
    "draw_views",
    "plus_one_views",
    "verifying",
    "void_views",
    "elsewhere_views",
    "elsewhere_letters",
    "remedy_words",
    "seen_views",
    "photo_views",
    "door_views",
    "change_views",
    "report_views",
    "talk_views",
    "lead_views",
    "mine_views",
    "page_views",
    "form_views",
    "here_views",
    "second_step_views",
    "email_views",
    "proof_pages",
    "stop_views",
    "data_views",
    "erase_views",
    "entering",
    "arriving",
    "board_views",
    "remedy_views",
    "opened_views",
    "case_views",
    "section_views",
    "signing_views",
    "collecting_views",
    "tally_views",
    "telling",
    "line_views",
    "document",
    "printing",
    "announce_views",
    "card_views",
    "edition_views",
    "answer_views",
    "public_views",
    "desk_views",
    "act_views",
    "visitors",
    "note_views",
    "note_words",
}
FEATURES = (
    *("editions", "cities", "people", "spaces", "artists", "shows", "reviews", "lineups", "doubles", "guests"),
    *("door", "playing", "hosting", "parting", "leaks", "letters", "album", "joining", "hours", "day", "answers"),
    "campaign",
    "api",
    "rehearsal",
)
COMMAND_BAND = {
    "campaign.finding",
    "campaign.scenes",
    "campaign.looking_back",
    "campaign.pinning",
    "rehearsal.casting",
    "hosting.finding",
    "hosting.naming",
    "cities.towns",
    "rehearsal.looking",
    "rehearsal.playing",
}  # they look things up in the gazetteer, make pictures or open pages, for commands and for pages


def test_every_use_case_stands_in_the_contract_of_use_cases() -> None:
    listed = set(
        re.findall(r"^    coordinator\.(\S+)$", (ROOT / ".importlinter").read_text(encoding="utf-8"), re.MULTILINE)
    )
    uses = {
        f"{feature}.{path.stem}"
        for feature in FEATURES
        for path in (ROOT / "coordinator" / feature).glob("*.py")
        if path.stem not in EDGE
    }

    assert uses - COMMAND_BAND - listed == set()


@pytest.mark.parametrize(
    ("module", "planted", "contract"),
    [
        ("people/accounts.py", "from coordinator.web import reader", "Use-cases know no web"),
        ("cities/models.py", "from coordinator.shows.models import Show", "Features look left"),
        ("shows/views.py", "import folium", "folium only in maps"),
        (
            "lineups/views.py",
            "from coordinator.disclosure.sealed import SealedSlot",
            "Only disclosure touches the sealed",
        ),
        ("lineups/views.py", "from coordinator.gate import granted", "Only disclosure opens the gate"),
    ],
)
def test_a_planted_violation_breaks_its_contract(tmp_path: Path, module: str, planted: str, contract: str) -> None:
    shutil.copytree(ROOT / "coordinator", tmp_path / "coordinator", ignore=shutil.ignore_patterns("static", "data"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    guilty = tmp_path / "coordinator" / module
    guilty.write_text(f"{guilty.read_text(encoding='utf-8')}\n{planted}\n", encoding="utf-8")

    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run(
        [linter, "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tmp_path)},
    )

    assert told.returncode == 1
    assert re.findall(r"^(.+) BROKEN", told.stdout, re.MULTILINE)[0].startswith(contract)


def _uses(name: str) -> list[str]:
    """Modules that mention `name`, an attribute such as `os.environ`."""
    owner, attribute = name.split(".")
    return [
        str(path.relative_to(ROOT / "coordinator"))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == attribute and isinstance(node.value, ast.Name)
        if node.value.id == owner
    ]


def test_the_environment_is_read_in_one_place_and_so_is_the_clock() -> None:
    assert set(_uses("os.environ")) == {"config.py"}
    assert set(_uses("datetime.now")) == {"clock.py"}
    assert _uses("date.today") == []
