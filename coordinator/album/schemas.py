"""What comes in at the album: a picture with who is on it, an answer, to whom one is given."""

from typing import Any

from marshmallow import post_load
from marshmallow.fields import List

from coordinator.album.models import Use
from coordinator.album.sending import MOST_PEOPLE, Named, Who
from coordinator.disclosure.shots import Sent
from coordinator.errors import Say
from coordinator.fields import Choice, Text, YesNo, wrong
from coordinator.forms import Form

LONGEST_CAPTION = 280  # characters
USES, SLOTS = tuple(Use), ("1", "2", "3")


class Picture(Form):
    """What somebody says of a picture that she sends: `sent` and `who`. Rows without a name and a way to reach her are
    left out."""

    words = Text(required=True, most=200, private=True)
    caption = Text(load_default="", most=LONGEST_CAPTION, private=True)
    uses = List(Choice(USES), load_default=list)
    acts = List(Choice(SLOTS), load_default=list)
    myself = YesNo(load_default=False)
    nobody = YesNo(load_default=False)
    called = List(Text(most=80, private=True), load_default=list)
    reach = List(Text(most=200, private=True), load_default=list)
    form = Text(load_default="", most=40)

    @post_load
    def _together(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        rows = zip(data["called"], data["reach"], strict=False)
        people = tuple(Named(called, reach) for called, reach in rows if called or reach)[:MOST_PEOPLE]
        if not data["uses"]:
            raise wrong_in("uses", Say("Choose at least one use; nothing else may be done with it."))
        who = Who(tuple(int(slot) for slot in data["acts"]), data["myself"], people)
        uses = tuple(Use(word) for word in data["uses"])
        return {"sent": Sent(data["words"], data["caption"], uses, data["nobody"], data["form"]), "who": who}


class Answer(Form):
    """For what somebody says yes."""

    uses = List(Choice(USES), load_default=list)


class HandOut(Form):
    """To whom a picture is given, and for what."""

    to = Text(required=True, most=200, private=True)
    use = Choice(USES, required=True)


def wrong_in(field: str, said: Say) -> Exception:
    """A fault of one field, from a check of the whole form."""
    fault = wrong(said.message)
    fault.messages = {field: [said]}
    return fault
