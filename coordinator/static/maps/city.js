/* The ground of a city map: names of its districts, a wash where people live, distance rings, compass and scale. */
(() => {
  "use strict";
  const house = L.house;
  const MOST_NAMES = 46;

  // a soft-edged circle in metres
  house.Wash = L.Circle.extend({
    _updatePath() {
      const { _drawing: drawing, _ctx: ctx } = this._renderer;
      if (!drawing || this._empty()) return;
      const { x, y } = this._point, radius = this._radius;
      const wash = ctx.createRadialGradient(x, y, 0, x, y, radius);
      for (const [stop, alpha] of [[0, 0.4], [0.55, 0.2], [1, 0]]) wash.addColorStop(stop, house.fade(this.options.ink, alpha * this.options.strength));
      ctx.fillStyle = wash;
      ctx.beginPath(); ctx.arc(x, y, radius, 0, 2 * Math.PI); ctx.fill();
    },
  });

  const Places = house.Layer.extend({
    onAdd(map) {
      house.pane(map, "names", 350);
      this.town = { renderer: house.canvas(map, "town", 170), pane: "town", interactive: false, strength: 1 };
      map.on("zoomend kept", this.name, this);
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { places }) {
      const center = L.latLng(this.options.center);
      this.places = places.map(([latitude, longitude, name, population]) => ({ at: L.latLng(latitude, longitude), name, population }))
        .sort((a, b) => b.population - a.population);
      // the city itself: the biggest place near the middle; its people live in its districts, where those are known
      this.city = this.places.find(({ at }) => at.distanceTo(center) < 8000);
      const ink = house.ink(map, "town");
      for (const place of this.places) {
        if (place.population > 300 && !(place === this.city && this.places.length > 6)) {
          this.addLayer(new house.Wash(place.at, { ...this.town, ink, radius: 400 + 7.2 * Math.sqrt(place.population) }));
        }
      }
      this.name();
    },
    name() {
      const map = this._map;
      if (!map || !this.places) return;
      if (this.names) this.names.remove();
      this.names = L.layerGroup().addTo(map);
      if (map.getZoom() < 8.5 || map.tiled) return; // tiles bring names of their own
      const taken = house.kept(map), most = taken.length + MOST_NAMES;
      for (const place of this.places) {
        const big = place === this.city, { x, y } = map.latLngToLayerPoint(place.at);
        const half = (place.name.length * (big ? 11 : 6.4) + 12) / 2, tall = big ? 13 : 9;
        if (!house.free(taken, [x - half, y - tall, x + half, y + tall])) continue;
        this.names.addLayer(house.label(place.at, big ? "place city" : place.population > 9e4 ? "place large" : "place", place.name, "names"));
        if (taken.length >= most) break;
      }
    },
  });
  house.places = (options) => new Places(options);

  const compass = () => house.drawing("svg", { viewBox: "0 0 40 40", width: 40, height: 40, "aria-hidden": "true" },
    house.drawing("circle", { cx: 20, cy: 20, r: 17 }),
    house.drawing("path", { class: "north", d: "M20 6 25 20H15Z" }),
    house.drawing("path", { class: "south", d: "M20 34 25 20H15Z" }));
  const Compass = L.Control.extend({
    onAdd() { const box = house.element("div", "compass"); box.append(compass()); return box; },
  });

  const Rings = house.Layer.extend({
    onAdd(map) {
      house.pane(map, "rings", 340);
      new Compass({ position: "topright" }).addTo(map);
      L.control.scale({ metric: !this.options.miles, imperial: this.options.miles, maxWidth: 90 }).addTo(map);
      house.Layer.prototype.onAdd.call(this, map);
    },
    load() { return Promise.resolve(this.options.miles ? { unit: "mi", metres: 1609.344, at: [1, 3, 6, 12] } : { unit: "km", metres: 1000, at: [2, 5, 10, 20] }); },
    draw(map, { unit, metres, at }) {
      const [latitude, longitude] = this.options.center, color = house.ink(map, "ring"), labels = [];
      for (const distance of at) {
        const radius = distance * metres;
        this.addLayer(L.circle([latitude, longitude], { pane: "rings", radius, fill: false, color, weight: 1, dashArray: "2 5", interactive: false }));
        labels.push({ at: [latitude + radius / 111200, longitude], half: 26, tall: 9 });
        this.addLayer(house.label(labels[labels.length - 1].at, "ring-label", `${distance} ${unit}`, "rings"));
      }
      this.addLayer(L.circleMarker([latitude, longitude], { pane: "rings", radius: 3, color, weight: 1.5, fillOpacity: 0, interactive: false }));
      house.keep(map, "rings", labels);
    },
  });
  house.rings = (options) => new Rings(options);
})();
