/* Acts of this city where they live: a dot each. Who is pointed at, on the map or on the page (`act:reach` {id}, null for
   nobody), shows how far it travels and the way to the chosen show. Acts of other cities have no dot. */
(() => {
  "use strict";
  const house = L.house;
  const RADIUS = 4;

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
      this.byId = new Map(acts.map(([id, name, latitude, longitude, km]) => [String(id), { id: String(id), name, at: [latitude, longitude], km }]));
      const fillColor = house.ink(map, "artist"), color = house.ink(map, "show");
      for (const act of this.byId.values()) {
        const dot = L.circleMarker(act.at, { renderer: map.rings, pane: "shows", radius: RADIUS, weight: 1.5, color, fillColor, fillOpacity: 0.9 });
        dot.on("mouseover", () => this.reach(act.id)).on("mouseout", () => this.reach(null));
        this.addLayer(dot);
        dot.bringToBack();
      }
    },
    reach(id) {
      if (this.drawn) this.drawn.remove();
      this.drawn = null;
      const act = this.byId && this.byId.get(String(id)), map = this._map;
      if (!act || !map.getSize().x) return;
      const color = house.ink(map, "artist"), room = this.rooms.get(this.chosen);
      const parts = [
        L.circle(act.at, { ...this.thin, radius: act.km * 1000, color, weight: 2, fillColor: color, fillOpacity: 0.07 }),
        L.circleMarker(act.at, { ...this.thin, radius: RADIUS * 1.75, weight: 2, color: house.ink(map, "show"), fillColor: color, fillOpacity: 1 }),
        house.label(act.at, "place below home", act.name, "act"),
      ];
      if (room) parts.splice(1, 0, L.polyline([act.at, room], { ...this.thin, color, weight: 2.5, dashArray: "1 6", lineCap: "round" }));
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
