"""Letters reach a real SMTP server, or the outbox's folder, whole and once."""

import os
import smtplib
import socket
import ssl
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from coordinator.clock import now
from coordinator.mail import sending


class Postbox:
    """What the server has taken: (sender, recipients, letter), and who had signed in."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], EmailMessage]] = []
        self.users: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        letter = message_from_bytes(envelope.content, EmailMessage, policy=policy.default)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, letter))
        return "250 taken"

    def authenticator(
        self, _server: Any, _session: Any, _envelope: Any, _kind: str, given: LoginPassword
    ) -> AuthResult:
        self.users.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss", handled=False)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def port(postbox: Postbox) -> Iterator[int]:
    """The port of a mail server without TLS."""
    with a_server(postbox, auth_require_tls=False) as chosen:
        yield chosen


def a_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody but itself vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    dated = built.not_valid_before(now() - timedelta(days=1)).not_valid_after(now() + timedelta(days=1))
    signed = dated.add_extension(here, critical=False).sign(key, hashes.SHA256())
    (folder / "certificate.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "certificate.pem", folder / "key.pem"


@contextmanager
def a_server(postbox: Postbox, **options: Any) -> Iterator[int]:
    """The port of a mail server on this machine that puts everything into the postbox."""
    server = _started(postbox, **options)
    yield server.port
    server.stop()


def _started(postbox: Postbox, **options: Any) -> Controller:
    """It takes no port that it chooses itself; where somebody else was quicker, the next that is free."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        chosen: int = free.getsockname()[1]
    server = Controller(postbox, hostname="127.0.0.1", port=chosen, authenticator=postbox.authenticator, **options)
    try:
        server.start()
    except OSError:
        return _started(postbox, **options)
    return server


def a_letter(reference: str = "row1", text: str = "Hello Mia\n") -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = "Grüße aus Łódź"
    letter["From"] = "House <us@example.org>"
    letter["To"] = "Mia <mia@example.org>"
    letter["Message-ID"] = f"<{reference}@example.org>"
    letter.set_content(text)
    letter.add_alternative(f"<p>{text}</p>", subtype="html")
    return letter


def test_a_letter_arrives_over_smtp(postbox: Postbox, port: int, tmp_path: Path) -> None:
    sending.send(a_letter(), mail_url=f"smtp://127.0.0.1:{port}", outbox=tmp_path)

    ((sender, recipients, letter),) = postbox.taken
    body = letter.get_body(("plain",))
    assert (sender, recipients) == ("us@example.org", ["mia@example.org"])
    assert (letter["Subject"], letter["Message-ID"]) == ("Grüße aus Łódź", "<row1@example.org>")
    assert body is not None
    assert body.get_content().splitlines() == ["Hello Mia"]
    assert list(tmp_path.iterdir()) == []


def test_user_and_password_of_the_address_are_used(postbox: Postbox, port: int, tmp_path: Path) -> None:
    sending.send(a_letter(), mail_url=f"smtp://us%40example.org:p%40ss@127.0.0.1:{port}", outbox=tmp_path)

    assert postbox.users == [(b"us@example.org", b"p@ss")]
    assert len(postbox.taken) == 1


def test_a_wrong_password_is_an_error(postbox: Postbox, port: int, tmp_path: Path) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError):
        sending.send(a_letter(), mail_url=f"smtp://us:wrong@127.0.0.1:{port}", outbox=tmp_path)

    assert postbox.taken == []


def test_letters_cross_the_network_only_under_tls(
    postbox: Postbox, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_LOCAL", set())  # as if the server were on another machine

    with pytest.raises(smtplib.SMTPNotSupportedError, match="STARTTLS"):
        sending.send(a_letter(), mail_url=f"smtp://us:p%40ss@127.0.0.1:{port}", outbox=tmp_path)

    assert (postbox.taken, postbox.users) == ([], [])


def test_a_server_that_offers_tls_is_spoken_to_under_it(
    postbox: Postbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = a_certificate(tmp_path)
    with a_server(postbox, tls_context=serving(certificate, key), require_starttls=True) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # as if an authority had signed it

        sending.send(a_letter(), mail_url=f"smtp://us:p%40ss@127.0.0.1:{port}", outbox=tmp_path)

    assert postbox.users == [(b"us", b"p@ss")]  # which this server takes under TLS only
    assert len(postbox.taken) == 1


def test_a_server_that_cannot_prove_who_it_is_gets_no_password_and_no_letter(postbox: Postbox, tmp_path: Path) -> None:
    certificate, key = a_certificate(tmp_path)
    with a_server(postbox, tls_context=serving(certificate, key)) as port, pytest.raises(ssl.SSLCertVerificationError):
        sending.send(a_letter(), mail_url=f"smtp://us:p%40ss@127.0.0.1:{port}", outbox=tmp_path)

    assert (postbox.users, postbox.taken) == ([], [])


def serving(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


def test_a_server_that_is_not_there_is_an_error(port: int, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="refused"):
        sending.send(a_letter(), mail_url="smtp://127.0.0.1:9", outbox=tmp_path)


def test_a_letter_in_the_outbox_is_its_owners_alone(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox"

    sending.send(a_letter(), mail_url="outbox:", outbox=outbox)

    (file,) = outbox.iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("row1.eml", 0o600)
    assert stat.S_IMODE(outbox.stat().st_mode) == 0o700
    assert file.read_bytes() == a_letter_like(file.read_bytes())


def a_letter_like(found: bytes) -> bytes:
    """The letter again, with the random boundary of the found one."""
    letter = a_letter()
    letter.set_boundary(message_from_bytes(found).get_boundary() or "")
    return letter.as_bytes()


def test_a_letter_sent_twice_lies_there_once(tmp_path: Path) -> None:
    for reference, text in (("row1", "first\n"), ("row2", "other\n"), ("row1", "second\n")):
        sending.send(a_letter(reference, text), mail_url="outbox:", outbox=tmp_path)

    assert sorted(file.name for file in tmp_path.iterdir()) == ["row1.eml", "row2.eml"]
    assert b"second" in (tmp_path / "row1.eml").read_bytes()


def test_a_letter_cannot_choose_where_it_is_put(tmp_path: Path) -> None:
    for reference in ("../row1", "a/b", ".row1"):
        with pytest.raises(ValueError, match="outbox row"):
            sending.send(a_letter(reference), mail_url="outbox:", outbox=tmp_path / "outbox")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_lies_in_the_folder_is_erased_by_its_address_or_its_age(tmp_path: Path) -> None:
    for number, address in enumerate(("Mia@Example.org", "mia@example.org.test", "noor@example.org")):
        letter = EmailMessage()
        letter["To"], letter["Message-ID"] = f"Mia <{address}>", f"<letter{number}@localhost>"
        sending.send(letter, mail_url="outbox:", outbox=tmp_path)

    sending.forget("mia@example.org", outbox=tmp_path)
    assert sorted(one.stem for one in tmp_path.iterdir()) == ["letter1", "letter2"]

    past = (now() - timedelta(days=91)).timestamp()
    os.utime(tmp_path / "letter1.eml", (past, past))
    sending.tidy(now() - timedelta(days=90), outbox=tmp_path)
    assert [one.stem for one in tmp_path.iterdir()] == ["letter2"]
    sending.tidy(now(), outbox=tmp_path / "nowhere")
