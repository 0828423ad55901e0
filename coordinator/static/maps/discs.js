/* What everybody may know: “somewhere in here”. A disc says how many shows an area has; a click goes to their rows. */
(() => {
  "use strict";
  const house = L.house;

  const about = ({ name, shows }) => {
    const box = house.element("span", "map-tip");
    box.append(house.element("strong", "", name), house.element("span", "", shows.map((show) => show.time).join(" · ")));
    return box;
  };
  const open = (map, area) => {
    house.emit(map.getContainer(), "area:open", { id: area.id });
    const row = document.getElementById(`area-${area.id}`);
    if (row) { location.hash = row.id; row.scrollIntoView({ block: "center" }); } else if (area.shows.length) house.go(area.shows[0].url);
  };

  const Discs = house.Layer.extend({
    onAdd(map) {
      this.renderer = house.canvas(map, "lights", 430, { touchable: true });
      house.pane(map, "times", 440);
      map.on("zoomend", this.name, this);
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { areas }) {
      const glow = house.ink(map, "glow");
      for (const area of areas) {
        const at = [area.latitude, area.longitude], where = { renderer: this.renderer, pane: "lights", radius: area.radius_m };
        this.addLayer(new house.Wash(at, { ...where, interactive: false, ink: glow, strength: 1.15 }));
        this.addLayer(L.circle(at, { ...where, weight: 1.4, color: glow, opacity: 0.85, fillColor: glow, fillOpacity: 0.08 })
          .bindTooltip(about(area), { direction: "top" }).on("click", () => open(map, area)));
      }
      house.keep(map, "discs", areas.map((area) => ({ at: [area.latitude, area.longitude], half: 30, tall: 11 })));
      this.fit(map, areas);
      this.name();
      house.emit(map.getContainer(), "discs:ready", { areas: areas.length });
    },
    // the time of an area's only show, or how many it has: in words where the disc is wide enough, clear of each other
    name() {
      const map = this._map, taken = [];
      if (!map || !this.data) return;
      if (this.names) this.names.remove();
      this.names = L.layerGroup().addTo(map);
      for (const { latitude, longitude, radius_m: radius, shows } of this.data.areas) {
        const at = [latitude, longitude], { x, y } = map.latLngToLayerPoint(at);
        const wide = map.latLngToLayerPoint([latitude + radius / 111200, longitude]).distanceTo([x, y]) > 32;
        const text = shows.length === 1 ? shows[0].time : wide ? house.word("shows", shows.length) : String(shows.length);
        const half = text.length * 3.6 + 2;
        const lift = [0, -17, 17].find((d) => house.free(taken, [x - half, y + d - 8, x + half, y + d + 8])) || 0;
        this.names.addLayer(house.label(map.layerPointToLatLng([x, y + lift]), "disc-time", text, "times"));
      }
    },
    // first view: every area, not closer than a stroll
    fit(map, areas) {
      if (this.fitted || !areas.length) return;
      this.fitted = true;
      const bounds = areas.reduce((all, { latitude, longitude, radius_m: radius }) => all.extend(L.latLng(latitude, longitude).toBounds(2.6 * radius)), L.latLngBounds([map.getCenter(), map.getCenter()]));
      house.fit(map, bounds, 12);
    },
  });
  house.discs = (options) => new Discs(options);
})();
