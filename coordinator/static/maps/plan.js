/* The plan that opens from disk: a searchable list beside a map of every show, and lines to its acts once it is chosen.
   All data is the JSON block #plan-data of the same document; it reaches the page as text only. */
(() => {
  "use strict";
  const house = L.house;
  const size = (zoom) => Math.max(4, Math.min(15, 1 + zoom * 1.35));
  const km = (distance) => (distance < 0.05 ? "under 0.1 km" : `${distance < 10 ? distance.toFixed(1) : Math.round(distance)} km`);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const SHADE = ["none", "one", "two", "three"];

  const Plan = house.Layer.extend({
    onAdd(map) {
      this.renderer = house.canvas(map, "shows", 450, { touchable: true, tolerance: house.coarse() ? 8 : 3 });
      this.reach = { renderer: house.canvas(map, "reach", 440), pane: "reach", interactive: false };
      house.pane(map, "acts", 460);
      house.pane(map, "names", 430);
      map.on("zoomend", this.resize, this).on("zoomend moveend", this.name, this);
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { shows }) {
      const inks = house.ringInks(map), radius = size(map.getZoom());
      this.rings = new Map(shows.map((show) => [show.id, this.ring(show, inks, radius)]));
      this.rings.forEach((ring) => this.addLayer(ring));
      this.cities = this.cities || this.towns(shows);
      if (!this.listed) { this.list(shows); this.fit(); }
      this.name();
      if (this.chosen) this.choose(this.chosen, false);
    },
    ring(show, inks, radius) {
      const label = `${show.name} · ${show.city}`, filled = show.acts.length;
      const ring = new house.Ring([show.latitude, show.longitude], { renderer: this.renderer, pane: "shows", radius, inks, filled, locked: false });
      ring.show = show;
      return ring.bindTooltip(house.aboutShow({ label, filled }), { direction: "top", offset: [0, -10] }).on("click", () => this.choose(show.id, true));
    },
    resize() {
      const radius = size(this._map.getZoom());
      if (this.rings) this.rings.forEach((ring, id) => ring.setRadius(radius * (id === this.chosen ? 1.35 : 1)));
    },
    // cities, those with most shows first, where there is room
    name() {
      const map = this._map, zoom = map.getZoom(), seen = map.getBounds(), taken = [];
      if (this.names) this.names.remove();
      this.names = L.layerGroup().addTo(map);
      if (zoom < 4 || !this.cities) return;
      for (const { name, at } of this.cities) {
        const { x, y } = map.latLngToLayerPoint(at), half = name.length * 3.5 + 8, below = size(zoom) > 8 ? 19 : 9;
        if (seen.contains(at) && house.free(taken, [x - half, y + below, x + half, y + below + 18])) this.names.addLayer(house.label(at, below > 9 ? "place below under" : "place below", name, "names"));
      }
    },
    towns(shows) {
      const byName = new Map();
      for (const show of shows) byName.set(show.city, [...(byName.get(show.city) || []), [show.latitude, show.longitude]]);
      const towns = [...byName].map(([name, points]) => ({ name, points, at: L.latLngBounds(points).getCenter() }));
      return towns.sort((a, b) => b.points.length - a.points.length);
    },
    fit() {
      const points = [...this.rings.values()].map((ring) => ring.getLatLng());
      if (points.length) this._map.fitBounds(L.latLngBounds(points).pad(0.05), { maxZoom: 12, animate: false, padding: [24, 24] });
    },

    // ---- the list
    list(shows) {
      this.listed = document.getElementById("plan-shows");
      this.rows = shows.map((show) => this.row(show));
      this.listed.replaceChildren(...this.rows);
      const search = document.getElementById("plan-search");
      search.addEventListener("input", () => this.find(search.value));
      this.find("");
    },
    row(show) {
      const item = house.element("li"), button = house.element("button", "pick"), words = house.element("span");
      button.type = "button";
      button.dataset.show = show.id;
      words.append(house.element("strong", "", show.name), house.element("small", "", `${show.city} · ${show.starts_local}`));
      button.append(house.element("i", `pip ${SHADE[show.acts.length]}`, String(show.acts.length)), words, house.element("span", "sr", house.word("filled", show.acts.length)));
      button.addEventListener("click", () => this.choose(show.id, false, true));
      item.words = fold([show.name, show.city, ...show.acts.map((act) => act.name)].join(" "));
      item.full = show.acts.length === 3;
      item.append(button);
      return item;
    },
    find(text) {
      const parts = fold(text).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const row of this.rows) { row.hidden = !parts.every((part) => row.words.includes(part)); found += row.hidden ? 0 : 1; }
      document.getElementById("plan-found").textContent = found === 1 ? house.word("show") : house.word("shows", found);
    },

    // ---- one show: its acts in words, and lines to where they live
    choose(id, scroll, fly) {
      this.chosen = id;
      this.resize();
      const { show } = this.rings.get(id), at = [show.latitude, show.longitude];
      this.rings.forEach((ring, key) => { ring.options.chosen = key === id; ring.redraw(); });
      this.rings.get(id).bringToFront();
      for (const row of this.rows) row.firstChild.setAttribute("aria-current", String(row.firstChild.dataset.show === id));
      if (scroll) this.rows.find((row) => row.firstChild.dataset.show === id).scrollIntoView({ block: "nearest" });
      this.lines(show, at);
      this.tell(show);
      if (fly) this._map.fitBounds(L.latLngBounds([at, ...show.acts.map((act) => [act.latitude, act.longitude])]).pad(0.4), { maxZoom: 13 });
    },
    lines(show, at) {
      if (this.drawn) this.drawn.remove();
      const color = house.ink(this._map, "artist");
      const homes = new Map(); // acts of one town share its point
      for (const act of show.acts) {
        const key = `${act.latitude} ${act.longitude}`;
        homes.set(key, [...(homes.get(key) || []), act]);
      }
      this.drawn = L.layerGroup([...homes.values()].flatMap((acts) => {
        const home = [acts[0].latitude, acts[0].longitude];
        return [L.polyline([at, home], { ...this.reach, color, weight: 2, dashArray: "1 6", lineCap: "round" }),
          L.circleMarker(home, { ...this.reach, radius: 5, weight: 2, color: house.ink(this._map, "show"), fillColor: color, fillOpacity: 1 }),
          house.label(home, "place below home", acts.map((act) => act.name).join(" · "), "acts")];
      })).addTo(this._map);
    },
    tell(show) {
      const slots = [1, 2, 3].map((position) => {
        const act = show.acts.find(({ slot }) => slot === position), item = house.element("li", act ? "slot" : "slot empty");
        const who = house.element("span", "who", act ? act.name : "Nobody yet");
        if (act) who.append(house.element("span", "why", km(act.distance_km)));
        item.append(house.element("span", "number", String(position)), who);
        return item;
      });
      const list = house.element("ol", "slots");
      list.append(...slots);
      document.getElementById("plan-show").replaceChildren(house.element("h2", "", show.name), house.element("p", "soft", `${show.city} · ${show.starts_local}`), list);
    },
  });
  house.plan = (options) => new Plan(options);
})();
