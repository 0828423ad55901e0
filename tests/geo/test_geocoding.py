"""From address to point: pin, kept answer, service, gazetteer; and what leaves the server or lies on its disk."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import geopy.extra.rate_limiter
import pytest
from geopy.exc import GeocoderQueryError, GeocoderUnavailable

from coordinator.disclosure.cipher import CannotOpen, Cipher
from coordinator.errors import Invalid
from coordinator.geo.answers import SealedAnswers
from coordinator.geo.gazetteer import gazetteer
from coordinator.geo.geocoding import Address, Geocoded, GeocoderSettings, Geocoding, geocoding
from coordinator.geo.offline import GazetteerGeocoder, RefusingAdapter

HOME = Address("Oranienstraße 25", "Berlin", "DE")
POINT = (52.5006, 13.4191)
NOMINATIM = [{"lat": "52.5006", "lon": "13.4191", "display_name": "25, Oranienstraße", "addresstype": "building"}]
PHOTON = {
    "features": [
        {
            "geometry": {"type": "Point", "coordinates": [13.4191, 52.5006]},
            "properties": {"type": "house", "name": "Oranienstraße 25"},
        }
    ]
}
PELIAS = {
    "features": [
        {
            "geometry": {"type": "Point", "coordinates": [13.4191, 52.5006]},
            "properties": {"layer": "address", "name": "Oranienstraße 25", "label": "Oranienstraße 25, Berlin"},
        }
    ]
}


@dataclass
class AService:
    """A geocoding service on this machine that answers the same to everybody and remembers who asked what."""

    answer: Any = field(default_factory=lambda: NOMINATIM)
    status: int = 200
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[AService]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    there = AService()

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            there.asked.append((next(iter(query.get("q") or query["text"])), self.headers["User-Agent"]))
            self.send_response(there.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(there.answer).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        there.url = f"http://127.0.0.1:{server.server_address[1]}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield there
        server.shutdown()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock of the rate limit that moves only when somebody waits; how long they waited."""
    slept: list[float] = []
    monkeypatch.setattr(geopy.extra.rate_limiter, "sleep", slept.append)
    monkeypatch.setattr(geopy.extra.rate_limiter, "default_timer", lambda: sum(slept))
    return slept


@pytest.fixture
def answers(tmp_path: Path) -> SealedAnswers:
    return SealedAnswers(tmp_path / "answers.sqlite3", Cipher({"k1": b"k" * 32}, b"i" * 32))


def a_chain(there: AService, answers: SealedAnswers | None = None, **settings: Any) -> Geocoding:
    given: dict[str, Any] = {
        "kind": "nominatim",
        "url": there.url,
        "user_agent": "our-concerts (us@example.org)",
        "min_seconds_between": 0.0,
    }
    return geocoding(GeocoderSettings(**given | settings), gazetteer(), answers=answers)


def test_offline_an_address_leads_to_its_town() -> None:
    chain = geocoding(GeocoderSettings(), gazetteer())

    found = [chain.find(HOME), chain.find(Address("Oranienstraße 25, 10999 Berlin")), chain.find(Address("?", "", ""))]

    assert found[0] == Geocoded(52.52437, 13.41053, "town", "gazetteer", "Berlin")
    assert found == [found[0], found[0], None]


@pytest.mark.parametrize(("kind", "answer"), [("nominatim", NOMINATIM), ("photon", PHOTON), ("pelias", PELIAS)])
def test_each_service_answers_with_the_house(service: AService, kind: str, answer: Any) -> None:
    service.answer = answer

    found = a_chain(service, kind=kind).find(HOME)

    assert found == Geocoded(*POINT, "address", kind)


def test_the_service_learns_the_address_and_who_asks_and_nothing_else(service: AService) -> None:
    a_chain(service).find(HOME)

    assert service.asked == [("Oranienstraße 25, Berlin, Germany", "our-concerts (us@example.org)")]


def test_an_answer_that_is_a_whole_town_is_not_called_an_address(service: AService) -> None:
    service.answer = [NOMINATIM[0] | {"addresstype": "city"}]

    assert a_chain(service).find(HOME) == Geocoded(*POINT, "town", "nominatim")


def test_a_kept_answer_is_not_asked_for_again(service: AService, answers: SealedAnswers) -> None:
    first = a_chain(service, answers).find(HOME)
    again = a_chain(service, answers).find(Address("ORANIENSTRASSE 25", "Berlin", "Germany"))

    assert again == first == Geocoded(*POINT, "address", "nominatim")
    assert len(service.asked) == 1


def test_that_nothing_was_found_is_kept_too(service: AService, answers: SealedAnswers) -> None:
    service.answer = []
    chain = a_chain(service, answers)

    found = [chain.find(HOME), chain.find(HOME)]

    assert found == [Geocoded(52.52437, 13.41053, "town", "gazetteer", "Berlin")] * 2
    assert len(service.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 403])
def test_when_the_service_fails_the_town_stands_in_and_is_asked_again(
    service: AService, answers: SealedAnswers, waits: list[float], status: int
) -> None:
    chain = a_chain(service, answers)
    service.status = status
    failed = chain.find(HOME)
    service.status = 200

    found = chain.find(HOME)

    assert failed == Geocoded(52.52437, 13.41053, "town", "gazetteer", "Berlin")
    assert found == Geocoded(*POINT, "address", "nominatim")
    assert len(service.asked) == 2


def test_a_service_that_is_gone_is_no_reason_to_stop(answers: SealedAnswers) -> None:
    chain = a_chain(AService(url="http://127.0.0.1:9"), answers)

    assert chain.find(HOME) == Geocoded(52.52437, 13.41053, "town", "gazetteer", "Berlin")


def test_requests_wait_their_turn(service: AService, waits: list[float]) -> None:
    chain = a_chain(service, min_seconds_between=60.0)

    for street in ("Oranienstraße 25", "Adalbertstraße 7"):
        chain.find(Address(street, "Berlin", "DE"))

    assert waits == [60.0]


@pytest.mark.parametrize(("url", "pause"), [("", 1.1), ("https://nominatim.example.org", 0.0)])
def test_public_services_are_never_asked_faster_than_they_allow(url: str, pause: float) -> None:
    assert GeocoderSettings(kind="nominatim", url=url, min_seconds_between=0.0).pause == pause


def test_nothing_overwrites_a_pin(service: AService, answers: SealedAnswers) -> None:
    chain = a_chain(service, answers)
    before = chain.find(HOME)
    pin = chain.place_pin(HOME, 52.50071, 13.41822)

    answers.keep(str(HOME), '{"an": "answer of the service"}')

    assert before == Geocoded(*POINT, "address", "nominatim")
    assert pin == Geocoded(52.50071, 13.41822, "pin", "pin")
    assert chain.find(HOME) == pin
    assert geocoding(GeocoderSettings(), gazetteer(), answers=answers).find(HOME) == pin


def test_a_pin_placed_while_the_service_is_thinking_counts(answers: SealedAnswers) -> None:
    def ask(address: str) -> None:
        chain.place_pin(HOME, 52.50071, 13.41822)

    chain = Geocoding(gazetteer(), ask=ask, answers=answers)

    assert chain.find(HOME) == Geocoded(52.50071, 13.41822, "pin", "pin")


def test_another_pin_moves_it_and_forgetting_drops_it(service: AService, answers: SealedAnswers) -> None:
    chain = a_chain(service, answers)
    chain.place_pin(HOME, 1.0, 2.0)
    chain.place_pin(HOME, 3.0, 4.0)
    moved = chain.find(HOME)

    chain.forget(HOME)

    assert moved == Geocoded(3.0, 4.0, "pin", "pin")
    assert chain.find(HOME) == Geocoded(*POINT, "address", "nominatim")


@pytest.mark.parametrize("point", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_a_pin_lies_on_earth(answers: SealedAnswers, point: tuple[float, float]) -> None:
    with pytest.raises(Invalid, match="A pin lies between"):
        Geocoding(gazetteer(), answers=answers).place_pin(HOME, *point)


def test_the_file_of_answers_says_neither_address_nor_point(service: AService, answers: SealedAnswers) -> None:
    chain = a_chain(service, answers)
    chain.find(HOME)
    chain.place_pin(Address("Adalbertstraße 7", "Berlin", "DE"), 52.50071, 13.41822)

    kept = answers.path.read_bytes()

    assert chain.find(HOME) == Geocoded(*POINT, "address", "nominatim")
    secrets = (b"Oranien", b"oranien", b"Adalbert", b"Berlin", b"berlin", b"52.50", b"13.41")
    assert [secret for secret in secrets if secret in kept] == []
    assert answers.path.stat().st_mode & 0o077 == 0


def test_an_answer_moved_to_another_address_does_not_open(answers: SealedAnswers) -> None:
    chain = Geocoding(gazetteer(), answers=answers)
    other = Address("Adalbertstraße 7", "Berlin", "DE")
    chain.place_pin(HOME, *POINT)
    chain.place_pin(other, 1.0, 2.0)

    with answers._open() as file:
        file.execute("UPDATE answers SET sealed = (SELECT max(sealed) FROM answers)")

    opened = 0
    for address in (HOME, other):
        try:
            opened += chain.find(address) is not None
        except CannotOpen:
            continue
    assert opened == 1


def test_logs_do_not_say_the_address(service: AService, waits: list[float], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chain = a_chain(service)
    chain.find(HOME)
    service.status = 500

    chain.find(Address("Adalbertstraße 7", "Berlin", "DE"))

    assert caplog.messages == ["The geocoder nominatim failed (GeocoderServiceError); towns stand in."]


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"user_agent": ""}, "who asks and how to reach you"),
        ({"kind": "pelias", "url": ""}, "Pelias has no public address"),
        ({"url": "ftp://example.org"}, "begins with https://"),
    ],
)
def test_settings_no_service_can_work_with_are_refused(settings: dict[str, Any], fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        a_chain(AService(url="http://127.0.0.1:9"), **settings)


def test_the_geopy_geocoder_tells_a_place_from_an_address_in_it() -> None:
    geocoder = GazetteerGeocoder(gazetteer())

    place, home = geocoder.geocode("東京"), geocoder.geocode("Oranienstraße 25, Berlin")

    assert not isinstance(place, list)
    assert not isinstance(home, list)
    assert place is not None
    assert home is not None
    assert (place.address, place.raw["precision"]) == ("Tokyo, Japan", "place")
    assert (home.address, home.raw["precision"]) == ("Berlin, Germany", "town")
    assert geocoder.geocode("Nowhereville") is None
    springfields = geocoder.geocode("Springfield, IL", exactly_one=False)
    assert isinstance(springfields, list)
    assert springfields[0].raw["admin1"] == "IL"


def test_the_geopy_geocoder_names_the_town_of_a_point() -> None:
    geocoder = GazetteerGeocoder(gazetteer())

    assert str(geocoder.reverse((48.573, 7.815))) == "Kehl, Germany"
    assert [str(found) for found in geocoder.reverse("48.573, 7.815", exactly_one=False)] == ["Kehl, Germany"]


def test_the_geopy_geocoder_refuses_an_empty_query_and_the_network() -> None:
    with pytest.raises(GeocoderQueryError):
        GazetteerGeocoder(gazetteer()).geocode(" ")
    with pytest.raises(GeocoderUnavailable):
        RefusingAdapter(proxies=None, ssl_context=None).get_json("https://example.org", timeout=1, headers={})
