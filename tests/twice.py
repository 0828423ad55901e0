"""What is sent twice has the effect of once: a telephone that lost the answer sends its form again.

Whoever lists the forms of a feature takes their routes from the site itself (`posts_of`), so that a new one is missed
until it has its case.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from coordinator.db import Base, db
from coordinator.gate import granted

FELT = {"disclosures", "audit_links", "sign_in_attempts", "open_sessions"}
"""Tables that note each request as such: who has looked, how often somebody tried, which device is signed in."""


@dataclass(frozen=True)
class Sent:
    """What somebody sends, and where to."""

    by: FlaskClient
    path: str
    form: dict[str, Any] = field(default_factory=dict)
    json: Any = None

    def send(self) -> int:
        """The status of the answer."""
        more = {"json": self.json} if self.json is not None else {"data": self.form}
        return self.by.post(self.path, **more).status_code


def posts_of(app: Flask, *packages: str) -> set[str]:
    """Every endpoint of these features that takes a form, and which of its words where it takes several."""
    found = set()
    for rule in app.url_map.iter_rules():
        module = app.view_functions[rule.endpoint].__module__
        if "POST" in (rule.methods or ()) and module.startswith(tuple(f"coordinator.{one}." for one in packages)):
            words = re.search(r"any\((.*?)\)", rule.rule)
            found |= (
                {f"{rule.endpoint} {word}" for word in re.findall(r"'(\w+)'", words[1])} if words else {rule.endpoint}
            )
    return found


def has_the_effect_of_once(sent: Sent) -> None:
    """Send it twice: the first time something changes and the second time nothing."""
    before = everything()

    first = sent.send()
    once = everything()
    again = sent.send()

    assert (first < 400, again < 500) == (True, True)
    assert once != before
    assert _differences(once, everything()) == {}


def everything() -> dict[str, list[str]]:
    """Each table's rows, but for those that note requests."""
    db.session.rollback()
    db.session.expire_all()
    with granted("compare in a test"):
        return {
            name: sorted(str(tuple(row)) for row in db.session.execute(select(table)))
            for name, table in Base.metadata.tables.items()
            if name not in FELT
        }


def _differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted(set(one[name]) ^ set(other[name])) for name in one if one[name] != other[name]}
