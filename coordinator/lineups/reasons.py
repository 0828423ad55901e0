"""What spoke for an act at a show, in words: the terms of the objective as a lead reads them."""

from collections.abc import Mapping

from coordinator.errors import Say
from coordinator.lineups.objective import RATING


def reasons(terms: Mapping[str, float]) -> tuple[Say, ...]:
    """Short phrases, the weightiest first, for the terms of a placed act; how far it comes is told beside them."""
    phrases = {
        "rating": Say(
            "rated %(rating)s of 5", rating=f"{terms.get('rating', 0.0) / RATING / 10:.1f}".removesuffix(".0")
        ),
        "variety": Say("repeats a genre of the bill"),
        "fairness": Say("second show that evening"),
        "local": Say("the local act"),
        "language": Say("speaks the audience’s language"),
        "kept": Say("stays where it was"),
    }
    return tuple(said for name, said in phrases.items() if terms.get(name))
