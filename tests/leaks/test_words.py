"""Every fact and every role has a name on the pages that tell who has learnt what."""

from flask import Flask

from coordinator.disclosure.policy import Fact
from coordinator.learnt_words import fact_words, role_words
from coordinator.people.models import Role


def test_every_fact_and_every_role_has_a_name(app: Flask) -> None:
    with app.test_request_context():
        names = [fact_words(fact) for fact in Fact] + [role_words(role) for role in Role]

    assert len(set(names)) == len(Fact) + len(Role)
