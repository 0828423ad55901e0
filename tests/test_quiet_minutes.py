"""What is looked for every minute, for as long as a site runs, asks little where nothing has come up: as much for many
sections of a campaign as for one, and not table by table of an edition that was forgotten long ago."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from coordinator.album import forgetting
from coordinator.clock import now
from coordinator.db import db
from coordinator.guests import overdue
from coordinator.hosting import erasing
from coordinator.joining import asking
from coordinator.letters import reminding
from coordinator.shows import envelopes
from tests.campaign.builders import an_edition
from tests.letters.builders import a_campaign, a_section
from tests.statements import statements

LONG_AGO = date(2018, 9, 20)


@pytest.mark.parametrize(
    ("walk", "asked"),
    [
        (reminding.remind, ["sections"]),
        (overdue.tell_due, ["draws"]),
        (envelopes.seal_due, ["editions", "shows"]),
        (erasing.sweep, ["editions", "doors", "spaces", "drafts"]),
        (forgetting.sweep, ["editions", "shots"]),
        (asking.tidy, ["requests"]),
    ],
)
def test_a_minute_in_which_nothing_came_up(app: Flask, walk: Callable[[datetime], None], asked: list[str]) -> None:
    campaign = a_campaign(an_edition("coming", day=(now() + timedelta(days=90)).date()))
    for name in ("Germany", "Norway", "Chile"):
        a_section(campaign, name, country=name[:2].upper())
    an_edition("gone", day=LONG_AGO)
    db.session.commit()

    with statements() as seen:
        walk(now())

    assert len(seen) == len(asked), seen
