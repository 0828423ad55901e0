"""What people type in to sign in, choose a password, or invite somebody."""

import re
from collections.abc import Callable, Collection
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load

from coordinator.errors import Say
from coordinator.fields import Mail, Text, wrong
from coordinator.languages import locales_offered, zones_offered
from coordinator.people.models import Role, TokenScope, Topic, Units
from coordinator.people.readers import Customs
from coordinator.people.tokens import LIFETIMES

LONGEST = 200
SHORTEST = 10


def _long_enough(password: str) -> None:
    if len(password) < SHORTEST:
        raise wrong("At least %(least)d characters are needed; three or four words make a good one.", least=SHORTEST)


def _not_endless(password: str) -> None:
    if len(password) > LONGEST:
        raise wrong("This has more than %(most)d characters; take a shorter one.", most=LONGEST)


def _called_something(name: str) -> None:
    if not name:
        raise wrong("Give it a name, so that you know which program has it.")


def _offered_days(days: int) -> None:
    if days not in LIFETIMES:
        raise wrong("Choose one of the times that are offered.")


class SignIn(Schema):
    """The sign-in form. Without a password a link is sent."""

    email = Mail(required=True, most=254, private=True)
    password = fields.String(load_default="", validate=_not_endless)
    next = fields.String(load_default="")


def _a_name(text: str) -> None:
    if not text:
        raise wrong("Say how we may call you.")
    if re.search(r"[/@<>]|www\.", text, re.IGNORECASE):
        raise wrong("Only a name, please: no address, no link.")  # it stands in a letter to whoever was typed in


class Newcomer(Schema):
    """Who comes by herself, before she has an account."""

    name = Text(required=True, most=80, private=True, validate=_a_name)
    email = Mail(required=True, most=254, private=True)


class NewPassword(Schema):
    """The form for a first or another password."""

    class Meta:
        """A browser's password store sends the address along."""

        unknown = EXCLUDE

    current = fields.String(load_default="", validate=_not_endless)
    password = fields.String(required=True, validate=[_long_enough, _not_endless])


def _is_offered(offered: Callable[[], Collection[str]]) -> Callable[[str], None]:
    def check(chosen: str) -> None:
        if chosen and chosen not in offered():
            raise wrong("Choose one from the list.")

    return check


class Code(Schema):
    """A code of the second step: six digits, or a recovery code."""

    code = fields.String(required=True, validate=_not_endless)


class InWords(Schema):
    """A form in which somebody may choose language and country; what is empty is left to the browser."""

    locale = fields.String(load_default="", validate=_is_offered(locales_offered))


class HowIRead(InWords):
    """The form for locale, zone and units. What is empty is left to the browser and the place."""

    zone = fields.String(load_default="", validate=_is_offered(zones_offered))
    units = fields.String(load_default="", validate=_is_offered(lambda: list(Units)))

    @post_load
    def chosen(self, said: dict[str, str], **_: Any) -> Customs:
        """What was chosen."""
        units = Units(said["units"]) if said["units"] else None
        return Customs(said["locale"] or None, said["zone"] or None, units)


_CHOOSE = Say("Choose what it may do.").message  # as marshmallow wants it


class NewToken(Schema):
    """A token for a program: what it is called, what it may do, and for how many days; and a word for this opening of
    the form. What proves who asks is looked at elsewhere."""

    class Meta:
        unknown = EXCLUDE

    name = Text(required=True, most=60, validate=_called_something)
    scopes = fields.List(fields.Enum(TokenScope, by_value=True), required=True, error_messages={"required": _CHOOSE})
    days = fields.Integer(load_default=LIFETIMES[1], validate=_offered_days)
    form = Text(load_default="", most=64)


class WantedLetters(Schema):
    """What somebody wants letters about, of what one may do without."""

    topics = fields.List(fields.Enum(Topic, by_value=True), load_default=list)


class OtherEmail(Schema):
    """The form for another e-mail address, with what shows that it is oneself."""

    class Meta:
        """A browser's password store sends the address along."""

        unknown = EXCLUDE

    email = Mail(required=True, most=254, private=True)
    code = fields.String(load_default="", validate=_not_endless)
    current = fields.String(load_default="", validate=_not_endless)


class Readdressing(Schema):
    """Whose letters are to go to which address, at the console."""

    old = Mail(required=True, most=254)
    new = Mail(required=True, most=254)


class Invitation(Schema):
    """Whom to invite as what."""

    role = fields.Enum(Role, by_value=True, required=True)
    email = Mail(required=True, most=254)
    name = Text(load_default="")
    city = Text(load_default=None, allow_none=True)
    deputy = fields.Boolean(load_default=False)
    reset_second_step = fields.Boolean(load_default=False)


class Deputy(Schema):
    """Whom to make a deputy."""

    email = Mail(required=True, most=254)
