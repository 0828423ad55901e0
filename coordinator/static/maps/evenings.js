/* The cities of a day, lit as their evenings come and go. A click opens the city's page. The page's clock (day.js) says
   which instant is shown and brings new data: `day:time` {ms} and `day:data`, on the document. */
(() => {
  "use strict";
  const house = L.house;
  const LOOKS = { // how large a light is, the colours of its glow and of its middle
    ahead: [1.5, "ahead", "ahead"], evening: [2.4, "glow", "glow"], playing: [4, "glow", "playing"], played: [1.7, "played", "played"],
  };
  const EVENING = 180; // minutes before a start: as in coordinator/day/following.py

  // how a city is lit at a minute of the day, and how many of its shows are so: whatever matters most
  house.lit = (evenings, minute) => {
    const lights = { playing: 0, evening: 0, ahead: 0, played: 0 };
    for (const [starts, ends] of evenings) lights[minute < starts - EVENING ? "ahead" : minute < starts ? "evening" : minute < ends ? "playing" : "played"] += 1;
    return { lights, light: Object.keys(lights).find((name) => lights[name]) };
  };

  // once every lineup is open, who played there: city → names, by areas
  const played = new Map();
  house.played = ({ shows }) => {
    for (const { city, area, acts } of shows) played.set(city, [...(played.get(city) || []), `${area.name}: ${acts.map(({ act }) => act).join(", ")}`]);
  };
  const MOST = 4; // shows whose acts fit beside a light

  const about = (city) => {
    const box = house.element("span", "map-tip"), n = city.evenings.length;
    box.append(house.element("strong", "", city.name), house.element("span", "", n === 1 ? house.word("show") : house.word("shows", n)));
    for (const line of (played.get(city.slug) || []).slice(0, MOST)) box.append(house.element("span", "map-played", line));
    return box;
  };
  const door = (city) => {
    const link = about(city), way = house.element("a", "map-door");
    way.href = city.url;
    way.append(...link.childNodes);
    return way;
  };

  // how many pixels of the map lie under its clock: half of them are given up in the north, where hardly anybody lives
  const covered = (map) => {
    const bar = document.getElementById("sunbar");
    return bar ? Math.max(0, map.getContainer().getBoundingClientRect().bottom - bar.getBoundingClientRect().top) : 0;
  };

  const Evenings = house.Layer.extend({
    onAdd(map) {
      this.renderer = house.canvas(map, "lights", 430, { touchable: true, tolerance: house.coarse() ? 12 : 5 });
      map.on("zoomend", this.light, this);
      map.panBy([0, covered(map) / 2], { animate: false });
      document.addEventListener("day:time", ({ detail }) => { this.minute = detail.minute; this.light(); });
      document.addEventListener("day:data", ({ detail }) => { this.data = detail; this.redraw(); });
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { cities }) {
      const looks = Object.entries(LOOKS).map(([name, [size, glow, core]]) => [name, { size, glow: house.ink(map, glow), core: house.ink(map, core) }]);
      this.looks = Object.fromEntries(looks);
      this.cities = cities.map(([slug, name, latitude, longitude, zone, url, evenings]) => ({ slug, name, at: [latitude, longitude], zone, url, evenings }));
      for (const city of this.cities) {
        city.light = new house.Glow(city.at, { renderer: this.renderer, pane: "lights", radius: 1, glow: this.looks.ahead.glow, core: this.looks.ahead.core });
        if (house.coarse()) city.light.bindPopup(() => door(city), { closeButton: false, className: "map-popup", autoPanPadding: [16, 16] });
        else city.light.bindTooltip(() => about(city), { direction: "top", offset: [0, -8] }).on("click", () => house.go(city.url));
        this.addLayer(city.light);
      }
      house.emit(map.getContainer(), "day:wants", {});
      this.light();
      house.emit(map.getContainer(), "evenings:ready", { cities: cities.length });
    },
    light() {
      if (!this.cities || !this._map || this.minute === undefined) return;
      const scale = Math.min(2.4, 0.7 + this._map.getZoom() * 0.16);
      for (const city of this.cities) {
        const { lights, light } = house.lit(city.evenings, this.minute), look = this.looks[light];
        Object.assign(city.light.options, { glow: look.glow, core: look.core });
        city.light._radius = city.light.options.radius = look.size * (0.75 + 0.25 * Math.sqrt(lights[light])) * scale;
        city.light._updateBounds();
      }
      this.renderer._redrawBounds = null; // every light at once, not one after the other
      this.renderer._redrawRequest = this.renderer._redrawRequest || L.Util.requestAnimFrame(this.renderer._redraw, this.renderer);
    },
  });
  house.evenings = (options) => new Evenings(options);
})();
