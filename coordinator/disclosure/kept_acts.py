"""What is kept of whoever speaks for acts: the acts, their applications, tours, offers."""

from coordinator.artists.models import Application, Artist
from coordinator.disclosure.kept_parts import LEADS, TEAM, YOU, Part
from coordinator.disclosure.merged import State
from coordinator.disclosure.sealed import SealedArtist, SealedLeg, SealedVeto
from coordinator.disclosure.sealed_acts import SealedActForm
from coordinator.disclosure.sealed_doubles import SealedDouble
from coordinator.disclosure.sealed_offers import SealedOffer

PARTS = (
    Part(
        "acts",
        Artist,
        lambda who: Artist.id.in_(who.acts),
        ("id", "act_name", "genres", "people", "languages", "links"),
    ),
    Part(
        "contacts",
        SealedArtist,
        lambda who: SealedArtist.contact_id == who.person,
        ("artist_id", "edition_id", "reference", "point", "refugee_background"),
        {"contact_id": YOU["person_id"]},
    ),
    Part(
        "act_forms",
        SealedActForm,
        lambda who: SealedActForm.contact_id == who.person,
        ("artist_id", "edition_id", "said", "changes", "begun_at"),
        {"contact_id": YOU["person_id"]},
    ),
    Part(
        "applications",
        Application,
        lambda who: Application.artist_id.in_(who.acts),
        (
            *("id", "edition_id", "artist_id", "city_id", "state", "travel_km", "mode"),
            *("free_from", "free_until", "max_shows", "set_minutes", "needs"),
        ),
        kept_back={"rating": "what those who review think, told to each other in confidence"},
    ),
    Part(
        "tour_legs",
        SealedLeg,
        lambda who: SealedLeg.artist_id.in_(who.acts),
        ("artist_id", "starts_at", "ends_at", "point"),
    ),
    Part(  # an act's own stand in its form as it wrote them: whom they mean would tell whether somebody takes part
        "not_with",
        SealedVeto,
        lambda who: SealedVeto.space_id.in_(who.spaces) & (SealedVeto.said_by == "host"),
        ("artist_id", "space_id", "other_artist_id", "said_by"),
        kept_back={"id": "of the row alone"},
    ),
    Part(  # what a lead thinks of a pair is hers; once an act was asked, or became one with another, it is the act's
        "doubles",
        SealedDouble,
        lambda who: (
            (SealedDouble.first_id.in_(who.acts) | SealedDouble.second_id.in_(who.acts))
            & SealedDouble.state.in_([State.ASKED, State.MERGED])
        ),
        ("state", "said_at", "takes"),
        kept_back={
            **dict.fromkeys(("first_id", "second_id", "kept_id"), "one of them may be somebody else's application"),
            **dict.fromkeys(("first_yes_at", "second_yes_at"), "one of them is somebody else's answer"),
            "said_by": TEAM,
        },
    ),
    Part(
        "offers",
        SealedOffer,
        lambda who: SealedOffer.artist_id.in_(who.acts),
        ("show_id", "position", "artist_id", "state", "starts_at", "offered_at", "expires_at", "answered_at"),
        kept_back={"id": "of the row alone", "version": LEADS, "answered_by": YOU["person_id"]},
    ),
)
