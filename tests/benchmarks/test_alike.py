"""How long a known and an unknown address take to be answered, interleaved over HTTP-less requests, as a ratio."""

from statistics import median
from time import perf_counter

import pytest
from flask import Flask

from coordinator.people import attempts
from tests.people.builders import a_person

ROUNDS = 300
TURNS = 3
APART = 0.05  # of their ratio from one
FORMS = {
    "a link": ("/sign-in", {}),
    "a password": ("/sign-in", {"password": "a guess"}),
    "offering a room": ("/host/", {"name": "Somebody"}),
    "playing": ("/artist/apply", {"name": "Somebody"}),
}

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("what", FORMS)
def test_known_and_unknown_addresses(app: Flask, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """A difference that is there is there each time; one of a busy machine is not."""
    monkeypatch.setattr(attempts, "LIMITS", dict.fromkeys(attempts.LIMITS, ()))
    told = []
    for turn in range(TURNS):
        known, other = _medians(app, what, f"{turn}-")
        told.append(known / other)
        print(f"\n{what}: known {known * 1000:.2f} ms, unknown {other * 1000:.2f} ms, ratio {told[-1]:.3f}")
        if abs(told[-1] - 1) < APART:
            return
    raise AssertionError(f"{what}: {told}")


def _medians(app: Flask, what: str, prefix: str) -> tuple[float, float]:
    """Seconds until a known and until an unknown address has its answer."""
    path, form = FORMS[what]
    rounds = ROUNDS // 5 if "password" in form else ROUNDS
    for number in range(rounds):
        a_person(f"{prefix}known{number}@example.org", name="Somebody")
    client, took = app.test_client(), {"known": list[float](), "other": list[float]()}
    for number in range(rounds):
        for who in sorted(took, reverse=bool(number % 2)):  # each goes first as often as the other
            began = perf_counter()
            client.post(path, data={"email": f"{prefix}{who}{number}@example.org", **form})
            took[who].append(perf_counter() - began)
    return median(took["known"]), median(took["other"])
