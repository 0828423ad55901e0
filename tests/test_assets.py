"""Static files are small on the wire, kept for long, and never stale."""

import gzip

from flask import url_for
from flask.testing import FlaskClient

PATH = "geo/world.topo.json"


def _address(client: FlaskClient) -> str:
    with client.application.test_request_context():
        return url_for("static", filename=PATH)


def test_an_address_carries_its_version_and_may_be_kept_for_a_year(client: FlaskClient) -> None:
    answer = client.get(_address(client))

    assert "?v=" in _address(client)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    answer.close()


def test_text_is_sent_compressed_to_who_takes_it_and_plain_to_who_does_not(client: FlaskClient) -> None:
    zipped, plain = (client.get(_address(client), headers={"Accept-Encoding": how}) for how in ("gzip", "identity"))

    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) * 3 < len(plain.data)
    assert "Accept-Encoding" in zipped.headers["Vary"]
    plain.close()


def test_a_file_that_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"/static/{PATH}", headers={"Accept-Encoding": "gzip"})

    again = client.get(f"/static/{PATH}", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    again.close()


def test_pages_are_never_compressed(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/", headers={"Accept-Encoding": "gzip"}).headers
