/* Acts of this city near where they live: a dot for all of one area, larger where there are several. Who is pointed at, on
   the map or on the page (`act:reach` {id}, null for nobody), shows how far it travels and the way to the chosen show.
   Acts of other cities have no dot. */
(() => {
  "use strict";
  const house = L.house;
  const RADIUS = 4, MOST_NAMES = 3;

  const Homes = house.Layer.extend({
    onAdd(map) {
      this.thin = { renderer: house.canvas(map, "reach", 440), pane: "reach", interactive: false };
      house.pane(map, "act", 460);
      document.addEventListener("act:reach", (event) => this.reach(event.detail.id));
      document.addEventListener("show:select", (event) => { this.chosen = String(event.detail.id); });
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { acts = [], shows }) {
      this.rooms = new Map(shows.map((show) => [String(show.id), [show.latitude, show.longitude]]));
      this.byId = new Map(acts.map(([id, name, latitude, longitude, km]) => [String(id), { name, at: [latitude, longitude], km }]));
      const fillColor = house.ink(map, "artist"), color = house.ink(map, "show");
      for (const few of this.together().values()) {
        const radius = RADIUS + Math.min(2, Math.log2(few.length) / 2);
        const dot = L.circleMarker(few[0].at, { renderer: map.rings, pane: "shows", radius, weight: 1.5, color, fillColor, fillOpacity: 0.9 });
        dot.on("mouseover", () => this.tell(few)).on("mouseout", () => this.tell([]));
        this.addLayer(dot);
        dot.bringToBack();
      }
    },
    together() {
      const found = new Map();
      for (const act of this.byId.values()) found.set(String(act.at), [...(found.get(String(act.at)) || []), act]);
      return found;
    },
    reach(id) {
      const act = this.byId && this.byId.get(String(id));
      this.tell(act ? [act] : []);
    },
    // names, and of a single act how far it travels and the way it would have
    tell(acts) {
      if (this.drawn) this.drawn.remove();
      this.drawn = null;
      const map = this._map;
      if (!acts.length || !map.getSize().x) return;
      const [{ at, km }] = acts, color = house.ink(map, "artist"), room = this.rooms.get(this.chosen);
      const names = acts.slice(0, MOST_NAMES).map(({ name }) => name).join(" · ") + (acts.length > MOST_NAMES ? ` +${acts.length - MOST_NAMES}` : "");
      const parts = [house.label(at, "place below home", names, "act")];
      if (acts.length === 1) {
        parts.push(L.circle(at, { ...this.thin, radius: km * 1000, color, weight: 2, fillColor: color, fillOpacity: 0.07 }));
        if (room) parts.push(L.polyline([at, room], { ...this.thin, color, weight: 2.5, dashArray: "1 6", lineCap: "round" }));
      }
      parts.push(L.circleMarker(at, { ...this.thin, radius: RADIUS * 1.75, weight: 2, color: house.ink(map, "show"), fillColor: color, fillOpacity: 1 }));
      this.drawn = L.layerGroup(parts).addTo(map);
    },
  });
  house.homes = (options) => new Homes(options);

  // Cities around: a name and how many shows, never where
  const Around = house.Layer.extend({
    onAdd(map) {
      house.pane(map, "around", 445);
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { cities = [] }) {
      for (const [name, latitude, longitude, shows] of cities) {
        const words = `${name} · ${shows === 1 ? house.word("show") : house.word("shows", shows)}`;
        this.addLayer(house.label([latitude, longitude], "place around", words, "around"));
      }
      house.keep(map, "around", cities.map(([name, latitude, longitude]) => ({ at: [latitude, longitude], half: name.length * 3.5 + 34, tall: 12 })));
    },
  });
  house.around = (options) => new Around(options);
})();
