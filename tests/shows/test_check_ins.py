"""Who answers for a city as its day comes: the lead, on silence her deputy, then the global team."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from coordinator.cities.models import City
from coordinator.db import db
from coordinator.editions.models import Edition
from coordinator.errors import Conflict, NotFound
from coordinator.people.accounts import grant, revoke
from coordinator.people.models import Role
from coordinator.people.readers import STRANGER, Reader
from coordinator.shows import check_ins
from coordinator.shows.check_ins import Post
from coordinator.shows.models import Show, ShowState
from tests.campaign.builders import LAGOS, Town, a_city, a_space, an_edition, at, spaces_taken
from tests.people.builders import a_person
from tests.statements import statements

APIA = Town(4035413, "Apia", "WS", -13.83333, -171.76666, 40_407, "Pacific/Apia")  # +13 all year
PAGO = Town(5881576, "Pago Pago", "AS", -14.27806, -170.7025, 11_500, "Pacific/Pago_Pago")  # −11


class Team:
    """A city's day with a lead, a deputy and somebody of the global team; shows at 19:30 on the local day."""

    def __init__(self, town: Town | None = None, day: date = date(2026, 9, 20)) -> None:
        self.edition: Edition = an_edition(day=day)
        self.city: City = a_city(town)
        (self.show,) = spaces_taken(self.edition, self.city, a_space())
        self.lead, self.deputy, self.globe = (a_person(f"{who}@example.org") for who in ("lead", "deputy", "globe"))
        grant(Role.LEAD, self.lead, city_id=self.city.id)
        grant(Role.LEAD, self.deputy, city_id=self.city.id, deputy=True)
        grant(Role.GLOBAL, self.globe)
        db.session.commit()

    def before(self, hours: float) -> datetime:
        """So many hours before the first show."""
        return self.show.starts_at - timedelta(hours=hours)

    def post(self, hours: float) -> Post:
        """Who answers for the city then."""
        return check_ins.in_charge(self.edition, self.city.id, at=self.before(hours)).post

    def says(self, person_id: str, hours: float) -> Post:
        """Somebody says “I am here” then; who answers for the city after that."""
        reader = Reader(person_id, frozenset({(Role.LEAD, self.city.id)}))
        return check_ins.check_in(reader, self.edition, self.city.id, at=self.before(hours)).post


@pytest.fixture
def team(app: Flask) -> Team:
    """Berlin."""
    return Team()


def test_a_silent_lead_loses_the_city_to_the_deputy_and_then_to_the_global_team(team: Team) -> None:
    told = [(hours, team.post(hours)) for hours in (200, 48.001, 48, 44.001, 44, 24.001)]

    assert told == [
        (200, Post.LEAD),
        (48.001, Post.LEAD),
        (48, Post.DEPUTY),
        (44.001, Post.DEPUTY),
        (44, Post.TEAM),
        (24.001, Post.TEAM),
    ]
    charge = check_ins.in_charge(team.edition, team.city.id, at=team.before(40))
    assert (charge.people, charge.silent_since) == ((team.globe,), team.before(48))


def test_a_lead_who_says_that_she_is_here_keeps_the_city_until_the_next_time(team: Team) -> None:
    team.says(team.lead, 50)

    assert [team.post(hours) for hours in (48, 24.001, 24, 22, 6)] == [
        Post.LEAD,
        Post.LEAD,
        Post.DEPUTY,
        Post.TEAM,
        Post.DEPUTY,
    ]


def test_a_late_check_in_takes_the_city_back(team: Team) -> None:
    assert team.post(40) is Post.TEAM

    assert team.says(team.lead, 40) is Post.LEAD

    assert [team.post(hours) for hours in (39, 24.001)] == [Post.LEAD, Post.LEAD]


def test_one_check_in_answers_every_time_that_is_open(team: Team) -> None:
    assert team.says(team.lead, 29) is Post.LEAD  # 48 is past, 24 is open

    assert [team.post(hours) for hours in (28, 23, 6.001, 6)] == [Post.LEAD, Post.LEAD, Post.LEAD, Post.DEPUTY]


def test_a_deputy_who_has_taken_over_keeps_the_city_until_the_next_time(team: Team) -> None:
    assert team.says(team.deputy, 47) is Post.DEPUTY

    with pytest.raises(Conflict, match="said_already") as refused:
        team.says(team.lead, 46)

    assert refused.value.facts == {"post": Post.DEPUTY}
    assert team.post(30) is Post.DEPUTY
    assert team.says(team.lead, 29) is Post.DEPUTY  # said for the time to come
    assert team.post(24) is Post.LEAD


def test_a_deputy_cannot_take_the_city_from_a_lead_whose_time_is_not_over(team: Team) -> None:
    with pytest.raises(Conflict, match="lead_still_has_it") as refused:
        team.says(team.deputy, 49)

    assert refused.value.facts == {"due_at": team.before(48)}
    assert team.says(team.lead, 48.5) is Post.LEAD


def test_nobody_checks_in_before_the_first_window_or_after_the_day(team: Team) -> None:
    for hours, reason in ((61, "not_open_yet"), (-2.5, "day_over")):
        with pytest.raises(Conflict, match=reason):
            team.says(team.lead, hours)

    assert team.says(team.lead, 60) is Post.LEAD


def test_saying_it_twice_says_it_once(team: Team) -> None:
    first = team.says(team.deputy, 47), team.says(team.lead, 29)

    again = team.says(team.deputy, 28), team.says(team.lead, 28)

    assert first == again == (Post.DEPUTY, Post.DEPUTY)


def test_two_who_say_it_at_once_get_one_city(app: Flask, team: Team) -> None:
    answers: list[str] = []
    lead, deputy, edition, city, at = team.lead, team.deputy, team.edition.id, team.city.id, team.before(47)
    db.session.remove()
    gate = Barrier(2)

    def act(person_id: str) -> None:
        with app.app_context():
            gate.wait()
            try:
                row = db.session.get_one(Edition, edition)
                check_ins.check_in(Reader(person_id, frozenset({(Role.LEAD, city)})), row, city, at=at)
                db.session.commit()
                answers.append("taken")
            except Conflict as refused:
                db.session.rollback()
                answers.append(refused.reason)

    threads = [Thread(target=act, args=[person]) for person in (lead, deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["said_already", "taken"]


def test_somebody_who_has_nothing_to_do_with_the_city_does_not_learn_of_it(team: Team) -> None:
    other = Reader(a_person("other@example.org"), frozenset({(Role.LEAD, a_city(LAGOS).id)}))

    for reader in (other, STRANGER):
        with pytest.raises(NotFound):
            check_ins.check_in(reader, team.edition, team.city.id, at=team.before(47))


def test_a_check_in_of_a_lead_who_lost_the_city_counts_no_more(team: Team) -> None:
    assert team.says(team.lead, 50) is Post.LEAD
    revoke(Role.LEAD, team.lead, city_id=team.city.id)

    assert team.post(47) is Post.DEPUTY
    assert team.says(team.deputy, 47) is Post.DEPUTY


def test_a_city_without_a_deputy_or_a_lead_falls_to_whoever_is_next(team: Team) -> None:
    revoke(Role.LEAD, team.deputy, city_id=team.city.id)

    assert team.post(48) is Post.TEAM

    revoke(Role.LEAD, team.lead, city_id=team.city.id)
    charge = check_ins.in_charge(team.edition, team.city.id, at=team.before(200))
    assert (charge.post, charge.people, charge.is_passed) == (Post.TEAM, (team.globe,), False)


def test_a_cancelled_show_does_not_count_and_a_city_without_shows_is_its_leads(team: Team) -> None:
    first = team.show.starts_at
    (later,) = spaces_taken(team.edition, team.city, a_space("S2", start=at(21)))
    show = db.session.get_one(Show, team.show.id)
    show.state = ShowState.CANCELLED
    db.session.flush()

    assert check_ins.in_charge(team.edition, team.city.id, at=first).day.first_start == later.starts_at
    db.session.get_one(Show, later.id).state = ShowState.CANCELLED
    db.session.flush()
    assert check_ins.in_charge(team.edition, team.city.id, at=first).post is Post.LEAD
    with pytest.raises(Conflict, match="no_shows"):
        team.says(team.lead, 47)


@pytest.mark.parametrize(
    ("town", "day", "due"),
    [
        (APIA, date(2026, 9, 20), datetime(2026, 9, 18, 6, 30, tzinfo=UTC)),
        (PAGO, date(2026, 9, 20), datetime(2026, 9, 19, 6, 30, tzinfo=UTC)),
        (None, date(2026, 10, 25), datetime(2026, 10, 23, 18, 30, tzinfo=UTC)),  # clocks go back that night
        (None, date(2026, 3, 29), datetime(2026, 3, 27, 17, 30, tzinfo=UTC)),  # and forward
    ],
)
def test_hours_are_hours_in_every_zone_and_over_every_change_of_clocks(
    app: Flask, town: Town | None, day: date, due: datetime
) -> None:
    team = Team(town, day)

    turn = check_ins.in_charge(team.edition, team.city.id, at=due).day.turns[0]

    assert (turn.opens_at, turn.due_at, turn.passes_at) == (
        due - timedelta(hours=12),
        due,
        due + timedelta(hours=4),
    )
    ticks = [due + timedelta(seconds=seconds) for seconds in (-1, 0)]
    posts = [check_ins.in_charge(team.edition, team.city.id, at=tick).post for tick in ticks]
    assert posts == [Post.LEAD, Post.DEPUTY]


def test_all_cities_take_as_many_statements_as_one(team: Team) -> None:
    spaces_taken(team.edition, a_city(LAGOS), a_space("L1"))

    with statements() as seen:
        charges = check_ins.charges(team.edition, at=team.before(47))

    assert len(seen) == 3
    assert {city: charge.post for city, charge in charges.items()} == {
        team.city.id: Post.DEPUTY,
        a_city(LAGOS).id: Post.TEAM,
    }
