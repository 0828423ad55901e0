"""The maps of the site, composed with folium: the world, one city for the public, one city for its lead.

Every function takes URLs, coordinates (degrees, latitude first) and flags, and returns `Parts`. What stands behind the
URLs (JSON) is described beside each; its texts are written into the page as text, never as HTML.
"""

from typing import ClassVar

from coordinator.maps.house import Asset, FullScreen, HouseLayer, HouseMap, Parts, Static, Tiles
from coordinator.maps.shore import tiles_near

BASEMAP = "geo/world.topo.json"


class World(HouseLayer):
    """Land, coast, lakes, rivers; `shore`: URLs of finer sheets, `cells`: one URL of many, `frame`: fit the world."""

    factory = "world"
    scripts: ClassVar[tuple[Asset, ...]] = (("world", "maps/world.js"),)


class Lights(HouseLayer):
    """One light per city."""

    factory = "lights"
    scripts: ClassVar[tuple[Asset, ...]] = (("lights", "maps/lights.js"),)


class Night(HouseLayer):
    """Where it is night at the instant of the page's clock."""

    factory = "night"
    scripts: ClassVar[tuple[Asset, ...]] = (("night", "maps/night.js"),)


class Evenings(HouseLayer):
    """One light per city, lit as its shows are at the instant of the page's clock, which comes along (`sunbar`)."""

    factory = "evenings"
    scripts: ClassVar[tuple[Asset, ...]] = (
        ("lights", "maps/lights.js"),
        ("evenings", "maps/evenings.js"),
        ("day", "maps/day.js"),
    )


class Places(HouseLayer):
    """Names of districts and towns, and a wash where people live."""

    factory = "places"
    scripts: ClassVar[tuple[Asset, ...]] = (("city", "maps/city.js"),)


class Rings(HouseLayer):
    """Distance rings, a compass and a scale."""

    factory = "rings"
    scripts: ClassVar[tuple[Asset, ...]] = (("city", "maps/city.js"),)


class Discs(HouseLayer):
    """Areas with their shows."""

    factory = "discs"
    scripts: ClassVar[tuple[Asset, ...]] = (("city", "maps/city.js"), ("discs", "maps/discs.js"))


class Shows(HouseLayer):
    """Shows at their exact points, each a ring of three arcs."""

    factory = "shows"
    scripts: ClassVar[tuple[Asset, ...]] = (
        ("rings", "maps/rings.js"),
        ("crowd", "maps/crowd.js"),
        ("shows", "maps/shows.js"),
    )


class Pin(HouseLayer):
    """One place that can be moved; it stands in the fields `latitude` and `longitude` of the page. `reach`: km in the
    unit of the field `travel`, whose circle is drawn; 0: none."""

    factory = "pin"
    scripts: ClassVar[tuple[Asset, ...]] = (("pin", "maps/pin.js"),)


class Homes(HouseLayer):
    """Acts near their homes, and how far the one pointed at travels. Comes after Shows, whose canvas it shares."""

    factory = "homes"
    scripts: ClassVar[tuple[Asset, ...]] = (("homes", "maps/homes.js"),)


class Around(HouseLayer):
    """Other cities: a name and how many shows."""

    factory = "around"
    scripts: ClassVar[tuple[Asset, ...]] = (("homes", "maps/homes.js"),)


def world_map(*, lights_url: str, static: Static, basemap_url: str | None = None, tiles: Tiles | None = None) -> Parts:
    """The world with one light per city.

    `lights_url` answers `{"cities": [[slug, name, latitude, longitude, number of shows, url], …]}`.
    """
    chart = HouseMap(
        "world", static=static, tiles=tiles, location=[22, 8], zoom_start=2, zoom_snap=0.05, zoom_delta=1, max_zoom=9
    )
    World(url=basemap_url or static(BASEMAP), frame=True).add_to(chart)
    Lights(url=lights_url).add_to(chart)
    FullScreen().add_to(chart)
    return chart.parts()


def day_map(*, day_url: str, static: Static, basemap_url: str | None = None, tiles: Tiles | None = None) -> Parts:
    """The world as its evening goes round it.

    `day_url` answers `{"cities": [[slug, name, latitude, longitude, zone, url, [[start, end], …]], …]}`, where starts
    and ends are minutes since the day began. The page has the clock: templates/day/_sunbar.html.
    """
    chart = HouseMap(
        "day", static=static, tiles=tiles, location=[22, 8], zoom_start=2, zoom_snap=0.05, zoom_delta=1, max_zoom=9
    )
    World(url=basemap_url or static(BASEMAP), frame=True).add_to(chart)
    Night().add_to(chart)
    Evenings(url=day_url).add_to(chart)
    return chart.parts()


def city_map(
    *,
    center: tuple[float, float],
    discs_url: str,
    places_url: str,
    static: Static,
    basemap_url: str | None = None,
    tiles: Tiles | None = None,
    miles: bool = False,
) -> Parts:
    """A city as everybody may see it: areas, never points.

    `discs_url` answers `{"areas": [{"id", "name", "latitude", "longitude", "radius_m", "shows": [{"id", "time", "url"},
    …]}, …]}`; `places_url` answers `{"places": [[latitude, longitude, name, population], …]}`. A click on an area
    goes to the element `area-<id>` of the page, or to the area's first show.
    """
    chart = _city("city", center, static=static, basemap_url=basemap_url, tiles=tiles)
    Places(url=places_url, center=center).add_to(chart)
    Rings(center=center, miles=miles).add_to(chart)
    Discs(url=discs_url).add_to(chart)
    FullScreen().add_to(chart)
    return chart.parts()


def lead_map(
    *,
    center: tuple[float, float],
    shows_url: str,
    places_url: str,
    static: Static,
    basemap_url: str | None = None,
    tiles: Tiles | None = None,
    miles: bool = False,
) -> Parts:
    """A city as its lead sees it: exact points. Give these Parts only to readers who may see every point in them.

    `shows_url` answers `{"shows": [{"id", "label", "latitude", "longitude", "filled", "locked"}, …]}` and, if it likes,
    `"acts": [[id, name, latitude, longitude, km it travels], …]` and `"cities": [[name, latitude, longitude, number of
    shows], …]`; `places_url` as for `city_map`.

    The map sends DOM events that bubble: `show:open` `{id}` when a show is chosen, `show:drop` `{id}` when something is
    let go on it while the body has the class `dragging`. It listens on the document to `show:select` `{id}`,
    `show:changed` `{id, filled, locked}`, `show:gone` `{id}` and `act:reach` `{id}` (null: nobody).
    """
    chart = _city("lead", center, static=static, basemap_url=basemap_url, tiles=tiles)
    Places(url=places_url, center=center).add_to(chart)
    Rings(center=center, miles=miles).add_to(chart)
    Shows(url=shows_url).add_to(chart)
    Homes(url=shows_url).add_to(chart)
    Around(url=shows_url).add_to(chart)
    FullScreen().add_to(chart)
    return chart.parts()


def pin_map(
    *,
    center: tuple[float, float],
    point: tuple[float, float],
    places_url: str,
    static: Static,
    miles: bool = False,
    reach_km: float | None = None,
) -> Parts:
    """A town with one point to correct, for the person whose home it is. `center` is the town's.

    No tiles: a tile server would see where she looks. `places_url` as for `city_map`. With `reach_km` a circle round
    the point shows how far she goes: as many times that many km as stands in the field `travel` of the page.
    """
    chart = _city("pin", center, static=static, basemap_url=None, tiles=None)
    Places(url=places_url, center=center).add_to(chart)
    Rings(center=center, miles=miles).add_to(chart)
    Pin(point=point, reach=reach_km or 0).add_to(chart)
    FullScreen().add_to(chart)
    return chart.parts()


def _city(
    name: str, center: tuple[float, float], *, static: Static, basemap_url: str | None, tiles: Tiles | None
) -> HouseMap:
    whole = tiles is not None  # raster tiles show seams at fractions of a zoom level
    chart = HouseMap(
        name,
        static=static,
        tiles=tiles,
        location=list(center),
        zoom_start=11,
        zoom_snap=1 if whole else 0.25,
        zoom_delta=1,
        min_zoom=4,
        max_zoom=17,
    )
    shore = [static(f"geo/shore/{tile}") for tile in tiles_near(*center)]
    World(url=basemap_url or static(BASEMAP), shore=shore).add_to(chart)
    return chart
