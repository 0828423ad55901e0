"""Codes that people read out and type."""

import pytest

from coordinator import codes


def test_a_code_is_read_however_it_is_typed() -> None:
    code = codes.make()
    plain = code.replace("-", "")

    assert [len(part) for part in code.split("-")] == [4, 5, 4]
    assert [codes.read(typed) for typed in (code, plain, plain.lower(), " ".join(plain), f" {code}\n")] == [
        code,
        code,
        code,
        code,
        code,
    ]


def test_letters_that_look_like_digits_are_taken_for_them() -> None:
    code = next(code for code in iter(codes.make, None) if "0" in code and "1" in code)

    typed = {code.replace("0", zero).replace("1", one) for zero in "0oO" for one in "1iIlL"}

    assert {codes.read(one) for one in typed} == {code}


def test_no_slip_of_one_sign_and_no_two_that_changed_places_pass() -> None:
    for _ in range(20):
        signs = codes.make().replace("-", "")
        wrong = {f"{signs[:at]}{sign}{signs[at + 1 :]}" for at in range(len(signs)) for sign in codes.SIGNS}
        swapped = {f"{signs[:at]}{signs[at + 1]}{signs[at]}{signs[at + 2 :]}" for at in range(len(signs) - 1)}

        passed = {typed for typed in wrong | swapped if codes.read(typed)}

        assert len(wrong) == 13 * 31 + 1
        assert passed == {signs}


@pytest.mark.parametrize("typed", ["", "7K3F", "U" * 13, "0" * 12, "0" * 14, "ß" * 13, "٣" * 13, "😀" * 13])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert codes.read(typed) is None


def test_codes_differ_and_use_every_sign_at_every_place() -> None:
    many = [codes.make().replace("-", "") for _ in range(2000)]

    assert len(set(many)) == len(many)
    assert [len({code[at] for code in many}) for at in range(13)] == [32] * 13
