"""`coordinator plan`: two spreadsheets in, four files out, or none and every reason."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coordinator.artists.schemas import ArtistRow
from coordinator.geo.gazetteer import gazetteer
from coordinator.lineups.commands import plan
from coordinator.lineups.locating import Atlas
from coordinator.lineups.planning import Lists, located
from coordinator.lineups.problem import Mode, Problem
from coordinator.rows import load_rows
from coordinator.spaces.schemas import SpaceRow
from coordinator.spreadsheets import Loaded

SPACES = """space_id,space_name,city,country,latitude,longitude,start,curfew
B,Loft,Berlin,DE,"52,52","13,40",19:30,23:00
K,Garden,Auckland,New Zealand,,,7:30 PM,
S,Beach House,Apia,WS,,,19.30,
"""
ARTISTS = "artist_id,act_name,city,country,genres\n" + "".join(
    f"{letter}{genre[0]},{city} {genre},{city},{country},{genre}\n"
    for letter, city, country in (("B", "Berlin", "DE"), ("K", "Auckland", "NZ"), ("S", "Apia", "Samoa"))
    for genre in ("soul", "jazz", "rock")
)

HERE = Path(__file__).resolve().parents[2]
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in an empty folder, on files of the given texts, into `out`."""
    monkeypatch.chdir(tmp_path)

    def run(*options: str, spaces: str = SPACES, artists: str = ARTISTS, day: str = "2017-09-24") -> Result:
        Path("spaces.csv").write_text(spaces, encoding="utf-8")
        Path("artists.csv").write_text(artists, encoding="utf-8")
        return CliRunner().invoke(plan, ["spaces.csv", "artists.csv", "--date", day, "--out", "out", *options])

    return run


def rows(name: str) -> list[dict[str, str]]:
    """A written spreadsheet."""
    return list(csv.DictReader(Path("out", name).read_text(encoding="utf-8").splitlines()))


def a_problem(spaces: str, artists: str = ARTISTS, *, day: date) -> Problem:
    """What the lists come to, without solving."""
    lists = Lists(
        spaces=load_rows(SpaceRow(), spaces.encode(), name="spaces.csv"),
        artists=load_rows(ArtistRow(), artists.encode(), name="artists.csv"),
        kept=Loaded("kept"),
    )
    return located(lists, day=day, atlas=Atlas(gazetteer()))[0]


def test_three_cities_get_their_three_acts_each_at_half_past_seven_on_its_own_clock(run: Run) -> None:
    result = run()

    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        0,
        "3 shows in 3 cities: 3 complete, 0 partial, 0 empty.",
    )
    starts = {(row["space_id"], row["city"], row["show_starts_at"]) for row in rows("lineups.csv")}
    assert starts == {
        ("B", "Berlin", "2017-09-24T17:30:00Z"),
        ("K", "Auckland", "2017-09-24T06:30:00Z"),  # clocks went forward that night
        ("S", "Apia", "2017-09-24T05:30:00Z"),  # west of the date line on the globe, east of it by the calendar
    }
    assert [(row["space_id"], row["slot"]) for row in rows("lineups.csv")] == [(s, n) for s in "BKS" for n in "123"]
    assert {row["artist_id"][0] for row in rows("lineups.csv") if row["space_id"] == "K"} == {"K"}
    assert rows("unfilled.csv") == []


def test_the_files_have_exactly_the_columns_and_keys_of_the_contract(run: Run) -> None:
    run(spaces=SPACES.replace('B,Loft,Berlin,DE,"52,52","13,40"', "N,Loft,Oslo,NO,,"))

    header, first, *_ = Path("out/lineups.csv").read_bytes().split(b"\r\n")
    assert header == b"space_id,show_starts_at,city,slot,artist_id,act_name,distance_km,locked"
    assert first.startswith(b"K,2017-09-24T06:30:00Z,Auckland,1,K")
    assert [(row["space_id"], row["slot"], row["reason"]) for row in rows("unfilled.csv")] == [
        ("N", slot, "no_artist_in_range") for slot in "123"
    ]
    assert list(rows("unfilled.csv")[0]) == ["space_id", "slot", "reason", "explanation"]
    told = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))
    assert " ".join(told) == (
        "date shows cities artists complete partial empty slots_filled objective bound gap "
        "complete_bound quality_gap status artists_used seconds seed solver stability advice"
    )
    assert list(told["seconds"]) == ["geocode", "candidates", "solve", "total"]
    assert (told["shows"], told["cities"], told["artists"], told["complete"], told["empty"]) == (3, 3, 9, 2, 1)


def test_what_would_complete_most_shows_is_told_in_the_summary_and_on_the_terminal(run: Run) -> None:
    result = run(spaces=SPACES.replace('B,Loft,Berlin,DE,"52,52","13,40"', "N,Loft,Oslo,NO,,"))

    (found,) = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))["advice"]
    assert (found["kind"], found["things"], found["completes"]) == ("acts", 3, ["N"])
    assert found["text"] in (
        "3 more acts within 30 km of Oslo complete 1 shows.",
        "3 more acoustic acts within 30 km of Oslo complete 1 shows.",
    )
    assert result.stdout.splitlines()[-1] == f"What would help: {found['text']}"


def test_json_prints_the_summary_and_nothing_else(run: Run) -> None:
    result = run("--json", spaces=SPACES.replace(",,,", ",0.5,100.5,"))

    assert json.loads(result.stdout) == json.loads(Path("out/summary.json").read_text(encoding="utf-8"))
    assert result.stderr == ""


def test_the_same_input_and_seed_give_the_same_bytes(run: Run) -> None:
    files = [Path("out", name) for name in ("lineups.csv", "unfilled.csv", "map.html")]
    run("--seed", "7")
    first = [path.read_bytes() for path in files]

    run("--seed", "7")

    assert [path.read_bytes() for path in files] == first


def test_every_fault_of_both_lists_is_told_and_nothing_is_written(run: Run) -> None:
    result = run(
        spaces=SPACES + "X,Shop,Nirgendwo,,,,19:30,\nY,Shop,,,,,19:30,\nZ,Shop,Berlin,Utopia,,,26:00,\n",
        artists=ARTISTS + "N1,,Berlin,DE,soul\nN2,Act,Berlin,Utopia,soul\nBs,Act,Berlin,DE,soul\n",
    )

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "spaces.csv:5: city: “Nirgendwo” is not in the gazetteer; correct it, or fill in latitude and longitude.",
        "spaces.csv:6: city: Nothing says where this is; fill in the city, or latitude and longitude.",
        "spaces.csv:7: country: “Utopia” is no country we know; a code like DE or a name like Germany would be.",
        "spaces.csv:7: start: “26:00” is no time of day; one like 19:30 would be.",
        "artists.csv:11: act_name: This is needed; fill it in.",
        "artists.csv:12: country: “Utopia” is no country we know; a code like DE or a name like Germany would be.",
        "artists.csv:13: artist_id: “Bs” already stands in line 2; it may stand once.",
    ]
    assert not Path("out").exists()


def test_a_refused_run_leaves_the_plan_of_before(run: Run) -> None:
    run()
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}

    run(spaces=SPACES + "X,Shop,Nirgendwo,,,,19:30,\n")

    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before


def test_lists_without_a_row_are_refused(run: Run) -> None:
    result = run(spaces="space_id,city\n")

    assert (result.exit_code, result.stderr) == (
        1,
        "spaces.csv:1: file: There is no row below the header; fill in at least one.\n",
    )


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(run: Run) -> None:
    Path("taken").write_text("a file", encoding="utf-8")

    result = run("--out", "taken/out")

    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        1,
        "Error: taken/out: Not a directory; choose another file or folder.",
    )


@pytest.mark.parametrize(
    "options", [["--date", "20.9.2017"], ["--keep", "nowhere.csv"], ["--seconds", "0"], ["--date", "9999-12-31"]]
)
def test_wrong_usage_ends_with_two(run: Run, options: list[str]) -> None:
    assert run(*options).exit_code == 2


def test_a_terminal_sees_the_progress_and_a_pipe_does_not(run: Run) -> None:
    assert "Shows decided" not in run().stderr
    terminal, end = os.openpty()
    code = "from coordinator.lineups.commands import plan; plan()"
    arguments = ["spaces.csv", "artists.csv", "--date", "2017-09-24", "--out", "out"]

    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        stderr=end,
        stdout=subprocess.DEVNULL,
        env={"PYTHONPATH": str(HERE)},
        check=True,
    )

    os.close(end)
    assert b"Shows decided" in os.read(terminal, 10_000)
    os.close(terminal)


def test_the_help_shows_an_example() -> None:
    told = CliRunner().invoke(plan, ["--help"]).stdout

    assert "plan spaces.csv artists.csv --date 2017-09-20 --out plan" in told


def test_a_start_that_clocks_skip_is_a_fault_of_its_row(run: Run) -> None:
    result = run(spaces=SPACES.replace("7:30 PM", "2:30 AM"))

    assert (result.exit_code, result.stderr) == (
        1,
        "spaces.csv:3: start: Clocks in Pacific/Auckland skip 02:30 on 2017-09-24; take a time after the change.\n",
    )


def test_a_curfew_that_clocks_skip_is_told_as_one(run: Run) -> None:
    result = run(spaces="space_id,city,start,curfew\nK,Auckland,20:00,02:30\n", day="2017-09-23")

    assert result.stderr == (
        "spaces.csv:2: curfew: Clocks in Pacific/Auckland skip 02:30 on 2017-09-24; take a time after the change.\n"
    )


def test_of_a_start_that_clocks_show_twice_the_earlier_is_taken_with_a_warning(run: Run) -> None:
    result = run(spaces="space_id,city,latitude,longitude,start\nB,Berlin,52.52,13.4,02:30\n", day="2017-10-29")

    assert {row["show_starts_at"] for row in rows("lineups.csv")} == {"2017-10-29T00:30:00Z"}
    assert result.stderr == (
        "Warning: spaces.csv:2: start: Clocks in Europe/Berlin show 02:30 twice that night; the earlier one is taken.\n"
    )


def test_a_night_in_which_the_clocks_change_is_as_long_as_it_really_is() -> None:
    spaces = "space_id,city,start,curfew,minutes\nB,Berlin,01:00,03:30,240\n"

    lengths = [a_problem(spaces, day=date(2017, 3, day)).shows[0].playing_minutes for day in (25, 26)]

    assert lengths == [150, 90]


def test_a_curfew_before_the_start_is_in_the_next_morning() -> None:
    spaces = "space_id,city,start,curfew,minutes\nB,Berlin,20:00,01:00,400\n"

    (show,) = a_problem(spaces, day=date(2017, 9, 20)).shows

    assert (show.curfew, show.playing_minutes) == (25 * 60, 300)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("18:00,02:00", (18 * 60, 26 * 60)), (",01:30", (None, 25 * 60 + 30)), (",23:30", (None, 23 * 60 + 30))],
)
def test_until_is_the_next_day_where_it_is_before_from(said: str, meant: tuple[int | None, int]) -> None:
    artists = f"artist_id,act_name,city,from,until\nA,Act,Berlin,{said}\n"

    (artist,) = a_problem(SPACES, artists, day=date(2017, 9, 20)).artists

    assert (artist.free_from, artist.free_until) == meant


def test_a_city_spelt_three_ways_is_one_city(run: Run) -> None:
    spellings = ("Sao Paulo", "São Paulo", "sao  paulo\u00a0")
    run(spaces="space_id,city,country\n" + "".join(f"S{n},{name},Brasil\n" for n, name in enumerate(spellings)))

    assert json.loads(Path("out/summary.json").read_text(encoding="utf-8"))["cities"] == 1


def test_a_space_outside_every_known_city_keeps_its_own_words_and_the_zone_around_it() -> None:
    spaces = (
        "space_id,city,latitude,longitude\nA,Klein  Nirgendwo,52.6,13.9\nB,klein nirgendwo,52.6,13.9\nC,,48.85,2.35\n"
    )

    shows = a_problem(spaces, day=date(2017, 9, 20)).shows

    assert [(show.city, show.starts_at % 1440) for show in shows] == [
        ("Klein Nirgendwo", 17 * 60 + 30),
        ("Klein Nirgendwo", 17 * 60 + 30),
        ("Paris", 17 * 60 + 30),
    ]


def test_exchanged_coordinates_are_noticed_by_the_city() -> None:
    spaces = load_rows(SpaceRow(), b"space_id,city,latitude,longitude\nB,Berlin,13.4,52.52\n", name="spaces.csv")

    artists = load_rows(ArtistRow(), ARTISTS.encode(), name="artists.csv")
    with pytest.raises(Exception, match="exchanged: the other way round they lie in Berlin"):
        located(
            Lists(spaces=spaces, artists=artists, kept=Loaded("kept")), day=date(2017, 9, 20), atlas=Atlas(gazetteer())
        )


def test_vetoes_may_name_whoever_stands_below_and_unknown_ids_are_warned_of(run: Run) -> None:
    artists = ARTISTS.replace("genres\n", "genres,not_with\n").replace("Berlin,DE,soul", "Berlin,DE,soul,Bj;B;Bx")

    result = run(artists=artists)

    assert "Bs" not in {row["artist_id"] for row in rows("lineups.csv")}
    assert (
        "Warning: artists.csv:2: not_with: “Bx” is in none of the lists, so it rules nobody out; check the id."
        in result.stderr.splitlines()
    )


def test_a_locked_row_of_the_plan_before_survives(run: Run) -> None:
    run()
    before = Path("out/lineups.csv").read_text(encoding="utf-8")
    (line,) = [line for line in before.splitlines() if line.startswith("B,") and ",Bs," in line]
    place, slot = line.split(",Bs,")[0].rsplit(",", 1)
    elsewhere = next(number for number in "123" if number != slot)
    kept = f"{before.splitlines()[0]}\n{place},{elsewhere},Bs,any name,9,YES\n"
    Path("kept.csv").write_text(kept, encoding="utf-8")

    result = run("--keep", "kept.csv")

    locked = [(row["space_id"], row["slot"], row["artist_id"]) for row in rows("lineups.csv") if row["locked"] == "yes"]
    assert (result.exit_code, locked) == (0, [("B", elsewhere, "Bs")])


def test_a_plan_kept_as_it_is_comes_out_again(run: Run) -> None:
    run("--seed", "1")
    before = Path("out/lineups.csv").read_bytes()

    run("--seed", "2", "--keep", "out/lineups.csv")

    assert Path("out/lineups.csv").read_bytes() == before


def test_kept_rows_of_spaces_and_artists_that_left_are_faults_only_when_locked(run: Run) -> None:
    Path("kept.csv").write_text(
        "space_id;slot;artist_id;locked\nGone;1;Bs;no\nB;1;Gone;yes\nB;2;Bj;no\nB;3;Bj;yes\nB;4;Br;no\n",
        encoding="utf-8",
    )

    result = run("--keep", "kept.csv")

    assert (result.exit_code, result.stderr.splitlines()) == (
        1,
        [
            "kept.csv:3: artist_id: “Gone” is locked here and no longer in the list; put it back, or unlock this row.",
            "kept.csv:5: artist_id: “Bj” already plays at this show in line 4; take one of the rows out.",
            "kept.csv:6: slot: “4” is out of bounds; 1 to 3 is possible.",
        ],
    )


def test_names_hostile_to_html_and_spreadsheets_do_nothing(run: Run) -> None:
    names = ["{{7*7}}", "${7*7}", "</script><img src=x onerror=alert(1)>", "=HYPERLINK(1)"]
    spaces = 'space_id,space_name,city,latitude,longitude\nB,"</script><b>{{7*7}}",Berlin,52.52,13.4\n'
    artists = "artist_id,act_name,city,genres\n" + "".join(f"A{n},{name},Berlin,g{n}\n" for n, name in enumerate(names))

    run(spaces=spaces, artists=artists + "=1,Act,Berlin,other\n")

    page = Path("out/map.html").read_text(encoding="utf-8")
    names_on_it = [name for name in (row["act_name"] for row in rows("lineups.csv")) if not name.startswith("'")]
    shown = [name.replace("<", "\\u003c").replace(">", "\\u003e") in page for name in names_on_it]
    assert len(shown) >= 2
    assert shown == [True] * len(shown)
    assert ("<img src=x" in page, "<b>{{7*7}}" in page) == (False, False)
    assert [row for row in rows("lineups.csv") if row["act_name"][0] == "=" or row["artist_id"][0] == "="] == []


def test_an_act_on_tour_plays_there_and_who_speaks_the_audiences_language_before_another(run: Run) -> None:
    spaces = "space_id,city,latitude,longitude,languages\nK,Auckland,-36.85,174.76,Māori;English\n"
    touring = "B1,Tour,Berlin,soul,,2017-09-20T10:00/2017-09-26T10:00@-36.85 174.76\n"
    acts = "artist_id,act_name,city,genres,languages,legs\n" + touring
    acts += "K1,Plain,Auckland,jazz,Klingon,\nK2,Speaks,Auckland,jazz,englisch,\n"

    result = run(spaces=spaces, artists=acts)

    assert (result.exit_code, {row["artist_id"] for row in rows("lineups.csv")}) == (0, {"B1", "K2"})
    assert {row["artist_id"]: row["distance_km"] for row in rows("lineups.csv")}["B1"] == "0.0"


def test_a_leg_is_in_the_local_time_of_its_base_unless_it_names_a_zone_and_a_car_is_usual() -> None:
    spaces = "space_id,city,start\nB,Berlin,19:30\n"
    artists = (
        "artist_id,act_name,city,mode,legs\n"
        "A1,Act,Berlin,Bicycle,2017-09-19T10:00/2017-09-21T10:00@-36.85 174.76\n"
        "A2,Act,Berlin,,2017-09-19T10:00Z/2017-09-21T10:00+02:00@-36.85 174.76\n"
    )

    problem = a_problem(spaces, artists, day=date(2017, 9, 20))

    spans = [(leg.begins, leg.ends) for act in problem.artists for leg in act.legs]
    noon = int(datetime(2017, 9, 19, 10, tzinfo=UTC).timestamp()) // 60
    assert [act.mode for act in problem.artists] == [Mode.BICYCLE, Mode.CAR]
    assert spans == [(noon - 12 * 60, noon + 36 * 60), (noon, noon + 46 * 60)]


@pytest.mark.parametrize(
    ("legs", "said"),
    [
        (
            "2017-09-21T10:00Z/2017-09-19T10:00Z@48.85,2.35",
            "The leg from 2017-09-21 10:00 UTC is over before it begins; correct its second time.",
        ),
        (
            "2017-09-19T10:00Z/2017-09-21T10:00Z@48.85,2.35;2017-09-18T10:00Z/2017-09-19T10:01Z@52.5,13.4",
            "A leg begins at 2017-09-19 10:00 UTC while the one before goes on; let it end by then.",
        ),
        (
            "2017-03-26T02:30/2017-03-27T10:00@48.85,2.35",
            "Clocks in Europe/Paris skip 02:30 on 2017-03-26; take a time after the change.",
        ),
    ],
)
def test_legs_that_cannot_be_are_told_by_line(run: Run, legs: str, said: str) -> None:
    result = run(artists=f'{ARTISTS.splitlines()[0]},legs\nA1,Act,Berlin,DE,soul,"{legs}"\n')

    assert (result.exit_code, result.stderr.splitlines()) == (1, [f"artists.csv:2: legs: {said}"])


def test_the_price_of_stability_is_told_on_the_terminal_and_in_the_summary(run: Run) -> None:
    """Berlin's soul act is rated a point below a new one."""
    rated = ARTISTS.replace("genres\n", "genres,rating\n").replace("soul\n", "soul,3.0\n")
    run(artists=rated)
    Path("out/lineups.csv").rename("before.csv")
    more = rated + "BX,Berlin gospel,Berlin,DE,gospel,4.0\n"

    cheap = run("--keep", "before.csv", artists=more)
    summaries = [json.loads(Path("out/summary.json").read_text(encoding="utf-8"))["stability"]]
    dear = run("--keep", "before.csv", "--price", "5", artists=more)
    summaries.append(json.loads(Path("out/summary.json").read_text(encoding="utf-8"))["stability"])

    assert "8 of 9 kept acts stay. They stayed only where that costs nothing" in cheap.stdout
    assert (
        "9 of 9 kept acts stay. A plan without keeping would have "
        "0 more complete shows, 0 more slots and 4.0 more rating points." in dear.stdout
    )
    assert [(one["price"], one["stay"], one["rating_points"]) for one in summaries] == [(0.0, 8, 0.0), (5.0, 9, 4.0)]


def test_a_price_is_at_most_all_of_a_rating(run: Run) -> None:
    assert run("--price", "5.1").exit_code == 2


def test_ways_are_as_fast_as_the_list_of_speeds_says_however_it_spells_the_city(run: Run) -> None:
    acts = ARTISTS.replace("genres", "genres,max_shows,mode").replace(",soul\n", ",soul,2,bicycle\n")
    two = 'B,Loft,Berlin,DE,"52,52","13,30",15:00,17:30\nC,Attic,Berlin,DE,"52,52","13,50",19:15,22:00\n'
    spaces = SPACES.splitlines()[0] + "\n" + two

    def evenings_of(speeds: str) -> int:
        Path("speeds.csv").write_text(speeds, encoding="utf-8")
        result = run("--speeds", "speeds.csv", spaces=spaces, artists=acts)
        assert result.exit_code == 0, result.stderr
        return sum(row["artist_id"] == "Bs" for row in rows("lineups.csv"))

    assert evenings_of("city,country,bicycle\nBERLÍN,Germany,\n") == 1
    assert evenings_of("city,country,bicycle\nBERLÍN,Germany,25 km/h\n") == 2
    assert evenings_of("city,country,bicycle,car\nPotsdam,Germany,25,\n") == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Nowhere Atall,DE,20", "speeds.csv:2: city: “Nowhere Atall” is not in the gazetteer"),
        ("Berlin,DE,0", "speeds.csv:2: car: “0” is out of bounds; 1 to 200 is possible."),
        ("Berlin,DE,20\nberlin,Germany,30", "speeds.csv:3: city: Berlin stands in the list already"),
    ],
)
def test_speeds_that_cannot_be_are_told_by_line(run: Run, row: str, said: str) -> None:
    Path("speeds.csv").write_text(f"city,country,car\n{row}\n", encoding="utf-8")

    result = run("--speeds", "speeds.csv")

    assert result.exit_code == 1
    assert said in result.stderr
    assert not Path("out").exists()


def test_speeds_of_a_city_without_a_show_count_for_nothing_and_that_is_said(run: Run) -> None:
    Path("speeds.csv").write_text("city,country,car\nRome,IT,20\n", encoding="utf-8")

    result = run("--speeds", "speeds.csv")

    assert result.exit_code == 0
    assert "No show is in Rome, so its speeds count for nothing." in result.stderr
