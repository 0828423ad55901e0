"""Every address of the site that answers GET, by its rule; a rule that nobody has filled in is an error."""

from collections.abc import Iterator, Mapping

from flask import Flask

REASONS = {
    "static": "files of the repository: they know no database, and the same ones are served to everybody",
    "letters.sheet": "drawn from what the page of the case tells, which is asked; its fonts take half a second",
    "letters.postcard": "drawn from the address on the page of the case, which is asked; the same half second",
}
"""Endpoints that are not asked, each with why."""


class Unfilled(AssertionError):
    """A rule with a part that no value is known for."""


def of(app: Flask, known: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """(Endpoint, path) of each rule, filled with what is `known`. Raises Unfilled, which says what to do."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in REASONS:
            continue
        if missing := rule.arguments - known.keys():
            parts = ", ".join(sorted(missing))
            raise Unfilled(f"{rule.rule}: say what {parts} is in tests/disclosure/addresses.py, or why it is not asked")
        built = rule.build({name: known[name] for name in rule.arguments}, append_unknown=False)
        assert built is not None
        yield rule.endpoint, built[1]
