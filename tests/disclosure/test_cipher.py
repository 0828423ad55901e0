"""Sealed values: they open where they were sealed and nowhere else, and their length says little."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordinator.disclosure.cipher import CannotOpen, Cipher

OLD, NEW, INDEX = os.urandom(32), os.urandom(32), os.urandom(32)


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    seal = Cipher({"k1": OLD}, INDEX)

    assert seal.open(seal.seal(text, "sec_spaces.address|a"), "sec_spaces.address|a") == text


def test_a_value_moved_to_another_row_does_not_open() -> None:
    seal = Cipher({"k1": OLD}, INDEX)
    sealed = seal.seal("12 Example Street", "sec_spaces.address|a")

    with pytest.raises(CannotOpen):
        seal.open(sealed, "sec_spaces.address|b")


def test_an_altered_value_does_not_open() -> None:
    seal = Cipher({"k1": OLD}, INDEX)
    name, body = seal.seal("12 Example Street", "x|a").split(":")
    raw = bytearray(base64.b64decode(body))
    raw[20] ^= 1

    with pytest.raises(CannotOpen):
        seal.open(f"{name}:{base64.b64encode(raw).decode()}", "x|a")


def test_after_a_rotation_old_values_open_new_ones_use_the_new_key_and_look_ups_still_find() -> None:
    before, after = Cipher({"k1": OLD}, INDEX), Cipher({"k2": NEW, "k1": OLD}, INDEX)
    sealed = before.seal("Ada", "x|a")

    assert after.open(sealed, "x|a") == "Ada"
    assert after.seal("Ada", "x|a").startswith("k2:")
    assert after.index("ada@example.org", "email") == before.index("ada@example.org", "email")


def test_without_its_key_a_value_stays_closed_and_the_error_names_no_row() -> None:
    sealed = Cipher({"k1": OLD}, INDEX).seal("Ada", "sec_people.name|the-person")

    with pytest.raises(CannotOpen) as refused:
        Cipher({"k2": NEW}, INDEX).open(sealed, "sec_people.name|the-person")

    assert "the-person" not in str(refused.value)


def test_short_and_long_addresses_have_one_length() -> None:
    seal = Cipher({"k1": OLD}, INDEX)

    assert len(seal.seal("1 A St", "x|a")) == len(seal.seal("Flat 12, 145 Great Example Street, 2nd floor", "x|a"))
