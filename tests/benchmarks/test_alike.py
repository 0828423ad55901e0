"""How long a known and an unknown address take to be answered, interleaved over HTTP-less requests, as a ratio."""

from statistics import median
from time import perf_counter

import pytest
from flask import Flask

from coordinator.people import attempts
from tests.people.builders import a_person

ROUNDS = 300
FORMS = {
    "a link": ("/sign-in", {}),
    "a password": ("/sign-in", {"password": "a guess"}),
    "offering a room": ("/host/", {"name": "Somebody"}),
    "playing": ("/artist/apply", {"name": "Somebody"}),
}

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("what", FORMS)
def test_known_and_unknown_addresses(app: Flask, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr(attempts, "LIMITS", dict.fromkeys(attempts.LIMITS, ()))
    path, form = FORMS[what]
    rounds = ROUNDS // 5 if "password" in form else ROUNDS
    for number in range(rounds):
        a_person(f"known{number}@example.org", name="Somebody")
    client, took = app.test_client(), {"known": list[float](), "other": list[float]()}
    for number in range(rounds):
        for who in sorted(took, reverse=bool(number % 2)):  # each goes first as often as the other
            began = perf_counter()
            client.post(path, data={"email": f"{who}{number}@example.org", **form})
            took[who].append(perf_counter() - began)

    known, other = (median(took[who]) for who in ("known", "other"))
    print(f"\n{what}: known {known * 1000:.2f} ms, unknown {other * 1000:.2f} ms, ratio {known / other:.3f}")
