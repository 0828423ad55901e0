/* The offline world: land, coast, borders, lakes, rivers and a faint graticule on canvas; near a city, a finer shore.
   Heights: world 150, fine land 160, towns 170 (city.js), sea over them 180, lakes 185, tiles 200. */
(() => {
  "use strict";
  const house = L.house;
  const CREDIT = 'Natural Earth · <a href="https://www.geonames.org/">GeoNames</a> (CC BY 4.0)';
  const NEAR_ZOOM = 8;

  const graticule = () => {
    const lines = [];
    for (let x = -180; x <= 180; x += 30) lines.push([[x, -85], [x, 85]]);
    for (let y = -60; y <= 80; y += 20) lines.push([[-180, y], [180, y]]);
    return { type: "MultiLineString", coordinates: lines };
  };

  // fill the window with the inhabited world: no grey above, no second copy beside
  const frame = (map) => {
    const bounds = L.latLngBounds([[-57, -180], [79, 180]]), edge = L.latLngBounds([[-75, -180], [84, 180]]);
    const wide = () => map.setMinZoom(0).setMaxBounds(null).getBoundsZoom(bounds, true);
    const hold = (zoom) => map.setMinZoom(zoom).panInsideBounds(edge, { animate: false }).setMaxBounds(edge);
    const zoom = wide();
    map.options.maxBoundsViscosity = 1;
    map.setView([22, 8], zoom, { animate: false }); // before it is held: a zoom that is still on its way would undo it
    hold(zoom);
    map.on("resize", () => hold(wide()));
  };

  // tile rings are [x, y, dx, dy, …] in thousandths of a degree from the south-west corner
  const ring = (packed, [west, south]) => {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < packed.length; i += 2) {
      x += packed[i]; y += packed[i + 1];
      points.push([south + y / 1000, west + x / 1000]);
    }
    return points;
  };
  // the shore of a ring: its lines without those along the edge of the tile
  const shoreOf = (points, [west, south, east, north]) => {
    const edge = ([a, b], [c, d]) => (b === d && (b === west || b === east)) || (a === c && (a === south || a === north));
    const lines = [];
    let line = [];
    points.forEach((point, i) => {
      const next = points[(i + 1) % points.length];
      if (edge(point, next)) { if (line.length) lines.push([...line, point]); line = []; } else line.push(point);
    });
    if (line.length) lines.push([...line, points[0]]);
    return lines;
  };

  const World = house.Layer.extend({
    getAttribution: () => CREDIT,
    onAdd(map) {
      if (this.options.frame) frame(map);
      map.on("zoomend", this.near, this);
      house.Layer.prototype.onAdd.call(this, map);
    },
    load() {
      const { url, shore = [], cells } = this.options;
      return Promise.all([house.json(url), cells ? house.json(cells) : [], ...shore.map(house.json)]);
    },
    draw(map, [world, cells, ...tiles]) {
      this.base = this.base || { renderer: house.canvas(map, "land", 150), pane: "land" };
      this.lakes = this.lakes || { renderer: house.canvas(map, "lakes", 185), pane: "lakes" };
      this.far(map, world);
      this.fine = [...cells, ...tiles].map((tile) => this.shore(map, tile));
      this.near();
    },
    line(where, geometry, color, weight, opacity = 1) {
      this.addLayer(L.geoJSON(geometry, { ...where, interactive: false, smoothFactor: 0.8, style: { fill: false, color, weight, opacity } }));
    },
    fill(where, geometry, fillColor) {
      this.addLayer(L.geoJSON(geometry, { ...where, interactive: false, smoothFactor: 0.8, style: { stroke: false, fillColor, fillOpacity: 1 } }));
    },
    far(map, world) {
      const ink = (name) => house.ink(map, name);
      const countries = world.objects.countries;
      const coast = topojson.mesh(world, countries, (a, b) => a === b);
      this.line(this.base, graticule(), ink("grid"), 1);
      this.line(this.base, coast, ink("shelf"), 5, 0.55);
      this.fill(this.base, topojson.merge(world, countries.geometries), ink("land"));
      this.line(this.base, topojson.mesh(world, countries, (a, b) => a !== b), ink("border"), 0.8);
      this.line(this.base, coast, ink("coast"), 0.9);
      this.fill(this.lakes, topojson.feature(world, world.objects.lakes), ink("water"));
      this.line(this.lakes, topojson.feature(world, world.objects.rivers), ink("river"), 0.8, 0.8);
    },
    // land over the coarse sea, then sea over the glow of towns, then the shore itself
    shore(map, { box, rings }) {
      this.under = this.under || { renderer: house.canvas(map, "near", 160), pane: "near" };
      this.over = this.over || { renderer: house.canvas(map, "sea", 180), pane: "sea" };
      const [west, south, east, north] = box;
      const sheet = [[south, west], [south, east], [north, east], [north, west]];
      const land = rings.map((packed) => ring(packed, box));
      const plain = { interactive: false, stroke: false, fillOpacity: 1, smoothFactor: 0.5 };
      return L.layerGroup([
        L.polygon([sheet], { ...this.under, ...plain, fillColor: house.ink(map, "land") }),
        L.polygon([sheet, ...land], { ...this.over, ...plain, fillColor: house.ink(map, "water") }),
        L.polyline(land.flatMap((points) => shoreOf(points, box)), { ...this.over, interactive: false, color: house.ink(map, "coast"), weight: 1, smoothFactor: 0.5 }),
      ]);
    },
    near() {
      if (!this._map || !this.fine) return;
      for (const tile of this.fine) this._map.getZoom() >= NEAR_ZOOM ? this.addLayer(tile) : this.removeLayer(tile);
    },
  });
  house.world = (options) => new World(options);
})();
