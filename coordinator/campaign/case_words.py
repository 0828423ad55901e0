"""Eleven cases for the demonstration. Nobody in them exists, nor do their towns and offices."""

from dataclasses import dataclass

from coordinator.letters.kept import Words


@dataclass(frozen=True, slots=True)
class InventedCase:
    """A case: what it says, in one language or several, and to whom letters go."""

    texts: tuple[Words, ...]
    addressee: str
    address: str
    languages: tuple[str, ...]


_DOS = "Be polite: a letter that insults is not read\nWrite in your own words, and short"
_DONTS = "Do not send money or a gift\nDo not write about politics or religion"
_SAFETY = "Do not write your address on the letter if you live in Amara or have family there."


def _words(language: str, title: str, story: str, asks: str) -> Words:
    return Words(language, title, story, asks, _DOS, _DONTS, _SAFETY)


def _case(title: str, story: str, asks: str, to: str, *languages: str) -> InventedCase:
    addressee, _, address = to.partition("\n")
    return InventedCase((_words("en", title, story, asks),), addressee, address, languages or ("en",))


_LAKE = InventedCase(
    (
        _words(
            "en",
            "Yara of the Lake",
            "Yara Tamsin taught children to read at Lake Amara. When a dam was planned, she read them the plan "
            "as well, "
            "and wrote down what their parents said of it.\n\nShe was taken from her classroom in March. Nobody "
            "has told "
            "her what she is accused of; her sister may see her for ten minutes a month.",
            "Free her at once, for she has done nothing but teach\nUntil then let her see a lawyer and her "
            "family\nLet her "
            "school open again",
        ),
        Words(
            "de",
            "Yara vom See",
            "Yara Tamsin hat am Amarasee Kindern das Lesen beigebracht. Als ein Damm geplant wurde, las sie "
            "ihnen auch den "
            "Plan vor und schrieb auf, was die Eltern dazu sagten.\n\nIm März wurde sie aus ihrem Klassenzimmer "
            "geholt. "
            "Niemand hat ihr gesagt, was man ihr vorwirft; ihre Schwester darf sie zehn Minuten im Monat sehen.",
            "Sie sofort freizulassen, denn sie hat nur unterrichtet\nSie bis dahin Anwalt und Familie sehen zu "
            "lassen\nIhre "
            "Schule wieder zu öffnen",
            "Höflich sein: Ein Brief, der beleidigt, wird nicht gelesen\nIn eigenen Worten schreiben, und kurz",
            "Kein Geld und kein Geschenk schicken\nNicht über Politik oder Religion schreiben",
            "Schreib deine Adresse nicht auf den Brief, wenn du in Amara lebst oder dort Familie hast.",
        ),
        Words(
            "ar",
            "يارا بنت البحيرة",
            "كانت يارا تمسين تعلّم الأطفال القراءة عند بحيرة أمارا. وحين خُطّط لبناء سد قرأت لهم الخطة أيضًا، "
            "ودوّنت ما قاله "
            "أهلهم عنها.\n\nأُخذت من صفها في مارس. ولم يخبرها أحد بما تُتهم به، ولا تراها أختها إلا عشر دقائق في "
            "الشهر.",
            "أطلقوا سراحها فورًا، فهي لم تفعل سوى التعليم\nودعوها حتى ذلك الحين ترى محاميًا وأهلها\nوافتحوا "
            "مدرستها من جديد",
            "كونوا مهذبين: الرسالة التي تهين لا تُقرأ\nاكتبوا بكلماتكم وبإيجاز",
            "لا ترسلوا مالًا ولا هدية\nلا تكتبوا عن السياسة أو الدين",
            "لا تكتبوا عنوانكم على الرسالة إن كنتم في أمارا أو لكم فيها أهل.",
        ),
    ),
    "The Minister of Justice",
    "4 Palace Square\n10001 Port Amara\nAmara",
    ("en", "fr", "ar"),
)

CASES: tuple[InventedCase, ...] = (
    _LAKE,
    _case(
        "The eight of Ferry Street",
        "Eight neighbours sat down on the quay of Ferry Street so that a bulldozer would not pass. All of "
        "them are called "
        "terrorists now, the oldest is eighty-one.\n\nTheir trial has been put off five times.",
        "Drop the charge of terrorism\nHear the case in public, and soon",
        "The Public Prosecutor\nCourt House, Ferry Street\n2200 Old Harbour\nVellany",
        "en",
        "es",
    ),
    _case(
        "Ono, who counted trees",
        "Ono Kestrel counts trees for a living. He published how many were missing in the reserve he works "
        "in.\n\nSince then "
        "his car was burnt and his dog poisoned; the police has written nothing down.",
        "Protect him and his family\nFind out who threatens him, and bring them to court",
        "The Chief of Police\n1 Ridge Road\nHighmoor\nVellany",
    ),
    _case(
        "Sister Maren",
        "Maren Holt bandaged people at a demonstration, whoever they were. A court took her licence as a "
        "nurse for that.",
        "Give her licence back\nPromise that whoever helps the wounded is not punished",
        "The Minister of Health\n12 Well Street\n50010 Sarn\nOrlenia",
        "en",
        "de",
        "pl",
    ),
    _case(
        "A song of Idris Bello-Ray",
        "Idris sang a song about bread. It was heard eight million times before it was forbidden, and he was "
        "sentenced to "
        "three years for it.",
        "Free him without condition\nLet the song be sung",
        "The President of the Republic\nGarden Palace\nTaloma",
        "en",
        "fr",
    ),
    _case(
        "The midwives of Quell",
        "Three midwives walked for two days to a village that was cut off. They are accused of having helped "
        "the enemy: a "
        "child was born.",
        "Stop the trial\nLet midwives go where they are needed",
        "The Governor of Quell\nGovernment House\nQuell\nTaloma",
    ),
    _case(
        "Tobin’s wheelchair",
        "Tobin Arkwell is nineteen and cannot leave the home he was put into: its doors are locked, and his "
        "wheelchair was "
        "taken away. He asks for a flat of his own and an hour of help a day.",
        "Give him his wheelchair back\nLet him live where he wants, with the help that is his right",
        "The Mayor of Linden Ford\nTown Hall\nLinden Ford\nOrlenia",
        "en",
        "de",
    ),
    _case(
        "Esperance and her newspaper",
        "Esperance Nkala printed four pages a week about who got which contract. Her press was sealed in "
        "May; she is at home "
        "and may not write to anybody.",
        "Open the press again\nLift what keeps her from writing",
        "The Minister of Information\nPO Box 7\nSarn\nOrlenia",
        "en",
        "pt",
    ),
    _case(
        "The brothers Aldo and Beni",
        "Two brothers disappeared at a roadblock. Their mother has asked at eleven barracks, and at each she "
        "was sent on to "
        "the next.",
        "Say where they are\nLet their mother see them",
        "The Minister of Defence\n9 Fortress Hill\n10004 Port Amara\nAmara",
        "en",
        "es",
        "fr",
    ),
    _case(
        "Hana, who is to be sent back",
        "Hana Sidaki fled because her family had promised her to a man she did not know. Her plea was "
        "refused on a form, "
        "without anybody having asked her.",
        "Do not send her back\nHear her story in person",
        "The Head of the Office for Migration\n3 Customs Lane\nOld Harbour\nVellany",
    ),
    _case(
        "Grandmother Ise of the river",
        "Ise Okonta-Vale is seventy-six and fishes. With her statement a company was fined that had poisoned "
        "the river; "
        "since then it sues her for more than she will ever own.",
        "Withdraw the claim against her\nClean the river, as the court has said",
        "The Chairman of the Board\nBrightwater Company\n100 Mill Tower\nHighmoor\nVellany",
        "en",
    ),
)
