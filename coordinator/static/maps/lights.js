/* One light per city. A click opens the city's page; on touch, a tap shows the name first. */
(() => {
  "use strict";
  const house = L.house;
  const REACH = 3.4; // how far a glow goes, in radii

  house.Glow = L.CircleMarker.extend({
    _updatePath() {
      const { _drawing: drawing, _ctx: ctx } = this._renderer;
      if (!drawing || this._empty()) return;
      const { x, y } = this._point;
      const glow = ctx.createRadialGradient(x, y, 0, x, y, this._radius * REACH);
      for (const [stop, alpha] of [[0, 0.58], [0.22, 0.27], [0.55, 0.085], [1, 0]]) glow.addColorStop(stop, house.fade(this.options.glow, alpha));
      const disc = (r, style) => { ctx.fillStyle = style; ctx.beginPath(); ctx.arc(x, y, r, 0, 2 * Math.PI); ctx.fill(); };
      ctx.globalCompositeOperation = "screen";
      disc(this._radius * REACH, glow);
      ctx.globalCompositeOperation = "source-over";
      disc(this._radius * 0.55, this.options.core);
    },
    _updateBounds() {
      const reach = this._radius * REACH + 2;
      this._pxBounds = L.bounds(this._point.subtract([reach, reach]), this._point.add([reach, reach]));
    },
  });

  const count = (n) => n === 1 ? house.word("show") : house.word("shows", n);
  const about = ({ name, shows }) => {
    const box = house.element("span", "map-tip");
    box.append(house.element("strong", "", name), house.element("span", "", count(shows)));
    return box;
  };
  const door = (city) => { // what a tap opens: the name as a link
    const link = house.element("a", "map-door");
    link.href = city.url;
    link.append(house.element("strong", "", city.name), house.element("span", "", count(city.shows)));
    return link;
  };

  const Lights = house.Layer.extend({
    onAdd(map) {
      this.renderer = house.canvas(map, "lights", 430, { touchable: true, tolerance: house.coarse() ? 12 : 5 });
      house.pane(map, "names", 440);
      map.on("zoomend moveend", this.settle, this);
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { cities }) {
      const look = { renderer: this.renderer, pane: "lights", radius: 1, glow: house.ink(map, "glow"), core: house.ink(map, "core") };
      this.cities = cities.map(([slug, name, latitude, longitude, shows, url]) => ({ slug, name, at: [latitude, longitude], shows, url }));
      this.cities.sort((a, b) => a.shows - b.shows); // the brightest on top
      for (const city of this.cities) this.addLayer(city.light = this.light(map, city, look));
      this.zoom = undefined;
      this.settle();
      house.emit(map.getContainer(), "lights:ready", { cities: cities.length });
    },
    light(map, city, look) {
      const light = new house.Glow(city.at, look);
      if (house.coarse()) return light.bindPopup(() => door(city), { closeButton: false, className: "map-popup", autoPanPadding: [16, 16] });
      return light.bindTooltip(about(city), { direction: "top", offset: [0, -8] }).on("click", () => house.go(city.url));
    },
    settle() {
      if (!this.cities || !this._map) return;
      const zoom = this._map.getZoom();
      if (zoom !== this.zoom) {
        const scale = Math.min(2.6, 0.8 + zoom * 0.2);
        for (const { light, shows } of this.cities) light.setRadius((1.9 + 0.95 * Math.sqrt(shows)) * scale);
        this.zoom = zoom;
      }
      this.name(this._map, zoom);
    },
    name(map, zoom) {
      if (this.names) this.names.remove();
      this.names = L.layerGroup().addTo(map);
      if (zoom < 3.6) return;
      const taken = [], seen = map.getBounds();
      for (const city of [...this.cities].reverse()) {
        if (!seen.contains(city.at)) continue;
        const { x, y } = map.latLngToLayerPoint(city.at), half = city.name.length * 3.4 + 8;
        if (house.free(taken, [x - half, y + 5, x + half, y + 25])) this.names.addLayer(house.label(city.at, "place below", city.name, "names"));
      }
    },
  });
  house.lights = (options) => new Lights(options);
})();
