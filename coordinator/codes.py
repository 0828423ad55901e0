"""Codes that a person can read out, type and mistype: thirteen signs such as 7K3F-9QXM2-V8DR.

The signs are Crockford's base 32: no I, L, O or U, whatever is typed for them. Twelve are random (60 bits), the last
one checks them: the sum over GF(32) of each sign times another power of a generator, so that one wrong sign, or two
that changed places, never pass.
"""

from secrets import randbelow

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM = 12  # of five bits each
GROUPS = (4, 9)  # where a hyphen stands
LOOK_ALIKE = str.maketrans("OIL", "011", "-\u2010\u2011\u2013")
FIELD = 0b100101  # x^5 + x^2 + 1, of which 2 generates every sum but nothing


def make() -> str:
    """A new code, as it is shown."""
    return _shown("".join(SIGNS[randbelow(len(SIGNS))] for _ in range(RANDOM)))


def read(typed: str) -> str | None:
    """The code that somebody typed, as it is shown; None where it can be none: too long, or a slip of the finger."""
    signs = "".join(typed.upper().split()).translate(LOOK_ALIKE)
    if len(signs) != RANDOM + 1 or not set(signs) <= set(SIGNS):
        return None
    code = _shown(signs[:RANDOM])
    return code if code.endswith(signs[RANDOM]) else None


def _shown(random: str) -> str:
    signs = random + _check(random)
    return "-".join((signs[: GROUPS[0]], signs[GROUPS[0] : GROUPS[1]], signs[GROUPS[1] :]))


def _check(random: str) -> str:
    total = 0
    for sign in random:
        total = _twice(total ^ SIGNS.index(sign))
    return SIGNS[total]


def _twice(number: int) -> int:
    """Twice a number of the field."""
    return number << 1 if number < 16 else number << 1 ^ FIELD
