"""The few folium classes every map is made of: local assets, templates rendered once, only URLs, numbers and flags.

Folium's own `MacroElement.render` puts its output into branca's `Element(text)`, which compiles that text as a Jinja
template once more: a name with `{{ … }}` in it would run. So nothing here renders twice (`Raw`, `Local`), and nothing
here takes text (`HouseLayer`): names and numbers of shows travel as JSON, and static/maps/*.js writes them as text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import folium
from branca.element import Element, Figure
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.plugins import Fullscreen
from folium.template import Template
from markupsafe import Markup, escape

Static = Callable[[str], str]  # path below coordinator/static → URL
Asset = tuple[str, str]  # name, path below coordinator/static

_URL = re.compile(r"(/|\./|#|https?://)[^\s<>\"'`{}\\]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Map tiles an operator has set up. `origin` belongs into the page's img-src; the attribution is shown as HTML."""

    url: str  # with {z}, {x} and {y}
    attribution: str
    origin: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A composed map: `links` for the head, `html` for its place, `script` for one module script with the nonce."""

    links: Markup
    html: Markup
    script: Markup


class Raw(Element):
    """Text that branca does not compile as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        """The text as it is."""
        return self.text


class HouseFigure(Figure):
    """The root of one map's elements; it knows where our static files are served."""

    def __init__(self, static: Static) -> None:
        super().__init__()
        self.static = static


def _figure(element: Element) -> HouseFigure:
    root = element.get_root()
    if not isinstance(root, HouseFigure):
        raise TypeError(f"{element.get_name()} is not on a HouseMap")
    return root


class Local(JSCSSMixin):
    """First base of every element: assets from our own static folder, and its macros rendered once."""

    scripts: ClassVar[tuple[Asset, ...]] = ()
    sheets: ClassVar[tuple[Asset, ...]] = ()

    def render(self, **kwargs: Any) -> str:
        """Put this element's links, HTML and script into the figure, then its children's. Returns nothing to show."""
        figure = _figure(self)
        for name, path in self.sheets:
            figure.header.add_child(Raw(f'<link rel="stylesheet" href="{escape(figure.static(path))}">'), name=name)
        for name, path in self.scripts:
            figure.header.add_child(Raw(f'<script defer src="{escape(figure.static(path))}"></script>'), name=name)
        for part in ("html", "script"):
            if (macro := getattr(self._template.module, part, None)) is not None:
                getattr(figure, part).add_child(Raw(macro(self, kwargs)), name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)
        return ""


class HouseMap(Local, folium.Map):
    """A Leaflet map without inline style, without tiles of its own, whose id in the page is `map_<name>`."""

    scripts: ClassVar[tuple[Asset, ...]] = (
        ("leaflet", "vendor/leaflet/leaflet.js"),
        ("topojson", "vendor/topojson-client/topojson-client.min.js"),
        ("house", "maps/house.js"),
    )
    sheets: ClassVar[tuple[Asset, ...]] = (
        ("leaflet_css", "vendor/leaflet/leaflet.css"),
        ("house_css", "css/maps.css"),
    )
    _template = Template("""
{% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
{% macro script(this, kwargs) %}
const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
  center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }} });
{%- endmacro %}""")

    def __init__(self, name: str, *, static: Static, tiles: Tiles | None = None, **options: Any) -> None:
        """`options` are Leaflet's map options in snake_case, and folium's `location` and `zoom_start`."""
        zoom: dict[str, Any] = {key: options.pop(key) for key in ("min_zoom", "max_zoom") if key in options}
        super().__init__(tiles=None, keyboard=False, **options)
        self.options.update(zoom)  # folium itself gives them to its tile layer only
        self._id = name
        HouseFigure(static).add_child(self)
        if tiles is not None:
            TilesOver(tiles).add_to(self)

    def parts(self) -> Parts:
        """The composed map. Compose a map once: elements are put into the figure while rendering."""
        figure = _figure(self)
        self.render()
        links = (child.render() for child in figure.header._children.values() if isinstance(child, Raw))
        return Parts(Markup("\n".join(links)), Markup(figure.html.render()), Markup(figure.script.render()))  # noqa: S704  # nosec B704 # ids and names of ours


class HouseLayer(Local, Layer):
    """A layer that static/maps/*.js draws: `L.house.<factory>(options)`."""

    _template = Template("""
{% macro script(this, kwargs) %}
L.house.{{ this.factory }}({{ this.options|tojavascript }}).addTo({{ this._parent.get_name() }});
{%- endmacro %}""")

    factory: ClassVar[str]

    def __init__(self, **options: Any) -> None:
        """Options are URLs, numbers, flags or lists of them. Raises ValueError for any other text."""
        super().__init__(name=None, overlay=True, control=False)
        for name, value in options.items():
            _refuse_text(name, value)
        self._id, self.options = self.factory, options


def _refuse_text(name: str, value: object) -> None:
    for item in value if isinstance(value, list | tuple) else [value]:
        if not (isinstance(item, int | float) or (isinstance(item, str) and _URL.fullmatch(item))):
            raise ValueError(f"{name}: a layer takes URLs, numbers and flags; text travels as JSON")


class TilesOver(Local, folium.TileLayer):
    """An operator's tiles above the offline map; house.js takes them away when they fail."""

    def __init__(self, tiles: Tiles) -> None:
        super().__init__(tiles=tiles.url, attr=tiles.attribution, max_zoom=19, control=False)
        self._id = "over"

    _template = Template("""
{% macro script(this, kwargs) %}
L.tileLayer({{ this.tiles|tojson }}, {{ this.options|tojavascript }}).addTo({{ this._parent.get_name() }});
{%- endmacro %}""")


class FullScreen(Local, Fullscreen):
    """Leaflet's full-screen button; its words come from the page."""

    scripts: ClassVar[tuple[Asset, ...]] = (("fullscreen", "vendor/leaflet.fullscreen/Control.FullScreen.js"),)
    sheets: ClassVar[tuple[Asset, ...]] = (("fullscreen_css", "vendor/leaflet.fullscreen/Control.FullScreen.css"),)
    _template = Template("""
{% macro script(this, kwargs) %}
L.control.fullscreen(L.house.fullScreenWords()).addTo({{ this._parent.get_name() }});
{%- endmacro %}""")

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
