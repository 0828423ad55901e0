"""The map of a plan as one HTML document: opens from disk, holds everything it shows, asks nobody for anything.

Folium composes the map; names travel as JSON in a data block whose `<` are escaped, and static/maps/plan.js writes them
as text. A Content-Security-Policy in the document names the hash of every script and style that is ours.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from coordinator.maps.house import Asset, HouseLayer, HouseMap, Parts
from coordinator.maps.pages import BASEMAP, World
from coordinator.maps.shore import cells_near

SHEETS = ("css/tokens.css", "css/base.css", "css/components.css", "vendor/leaflet/leaflet.css", "css/maps.css")
_STATIC = files("coordinator") / "static"
_PICTURE = re.compile(r"url\((?!data:)[^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAct:
    """One act of a show: slot 1 to 3, degrees of where it lives, kilometres from there to the show."""

    slot: int
    name: str
    distance_km: float
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShow:
    """One show of the plan: degrees of the space, its start in words as read on the clock there, its acts."""

    id: str
    name: str
    city: str
    latitude: float
    longitude: float
    starts_local: str
    acts: tuple[PlanAct, ...] = ()


class PlannedShows(HouseLayer):
    """Shows as rings with their list; `url` is the id of the document's data block."""

    factory = "plan"
    scripts: ClassVar[tuple[Asset, ...]] = (("rings", "maps/rings.js"), ("plan", "maps/plan.js"))


def plan_map(shows: Sequence[PlanShow], *, title: str, date: str, attribution: str = "") -> str:
    """The whole document. `date` is in words; `attribution` credits data beside Natural Earth and GeoNames, if any.

    Texts may be anything: none of them passes through folium or is read as HTML.
    """
    assets: list[str] = []
    chart = _chart(assets)
    scripts = [_inlined(path) for path in assets if path.endswith(".js")] + [f"(() => {{\n{chart.script}\n}})();"]
    style = _style()
    return _page().render(
        title=title,
        date=" · ".join(filter(None, (date, attribution))),
        policy=_policy(scripts, style),
        style=Markup(style),  # noqa: S704  # nosec B704 # our own files
        html=chart.html,
        scripts=[Markup(script) for script in scripts],  # noqa: S704  # nosec B704 # our own files
        basemap=Markup(_data(json.loads(_text(BASEMAP)))),  # noqa: S704  # nosec B704 # see _data
        shore=Markup(_data(cells_near((show.latitude, show.longitude) for show in shows))),  # noqa: S704  # nosec B704 # see _data
        data=Markup(_data({"shows": [asdict(show) for show in shows]})),  # noqa: S704  # nosec B704 # see _data
    )


def _chart(assets: list[str]) -> Parts:
    """The composed map; the static files it asks for are noted in `assets`."""

    def noted(path: str) -> str:
        assets.append(path)
        return "#" + path

    chart = HouseMap("plan", static=noted, location=[20, 10], zoom_start=2, zoom_snap=0.25, zoom_delta=1, max_zoom=16)
    World(url="#basemap", cells="#shore").add_to(chart)
    PlannedShows(url="#plan-data").add_to(chart)
    return chart.parts()


def _data(value: object) -> str:
    """JSON for a data block: no `<` in it can end the block or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _inlined(path: str) -> str:
    return _text(path).replace("</script", "<\\/script")


@cache
def _style() -> str:
    """Every style sheet as one, fonts inside it, pictures of Leaflet we do not use left out."""
    sheets = "\n".join(_PICTURE.sub("none", _text(path)) for path in (*SHEETS, "css/plan.css"))
    return _fonts() + sheets


def _fonts() -> str:
    """The @font-face rules with the fonts as data URLs."""
    return re.sub(
        r'url\("\.\./(vendor/[^"]+\.woff2)"\)',
        lambda match: f"url(data:font/woff2;base64,{base64.b64encode((_STATIC / match[1]).read_bytes()).decode()})",
        _text("css/fonts.css"),
    )


def _policy(scripts: Iterable[str], style: str) -> str:
    allowed = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(path: str) -> str:
    return (_STATIC / path).read_text("utf-8")


@cache
def _page() -> Template:
    loader = PackageLoader("coordinator.maps", ".")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("document.html")
