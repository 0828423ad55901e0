/* The lead's shows. Choosing one on the map sends `show:open` {id}, letting something dragged go on one `show:drop` {id};
   the page answers with `show:select` {id}, `show:changed` {id, filled, locked} and `show:gone` {id}. Rows of the list
   beside it (`.pick[data-show]`) follow by themselves. */
(() => {
  "use strict";
  const house = L.house;
  const LARGER = 1.25, CATCH = 14; // of the chosen ring; how far beside a ring something may be let go, in pixels

  const Shows = house.Layer.extend({
    onAdd(map) {
      this.renderer = map.rings = house.canvas(map, "shows", 450, { touchable: true, tolerance: house.coarse() ? 8 : 2 });
      document.addEventListener("show:select", (event) => this.select(event.detail.id));
      document.addEventListener("show:changed", (event) => this.paint(event.detail));
      document.addEventListener("show:gone", (event) => this.forget(event.detail.id));
      this.rows(map);
      this.drops(map);
      map.on("resize", () => this.fit(map)).on("zoomend", () => this.spread(map));
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { shows }) {
      const inks = house.ringInks(map);
      this.byId = new Map();
      for (const show of shows) {
        const home = L.latLng(show.latitude, show.longitude);
        const ring = new house.Ring(home, { renderer: this.renderer, pane: "shows", inks, home, filled: show.filled, locked: show.locked });
        ring.show = show;
        ring.bindTooltip(house.aboutShow(show), { direction: "top", offset: [0, -12] }).on("click", () => this.open(show.id));
        this.byId.set(String(show.id), ring);
        this.addLayer(ring);
      }
      this.spread(map);
      if (this.chosen) this.select(this.chosen);
      this.fit(map);
      house.emit(map.getContainer(), "shows:ready", { shows: shows.length });
    },
    keep(map) { house.keep(map, "shows", this.rings().map((ring) => ({ at: ring.getLatLng(), half: this.radius, tall: this.radius }))); },
    rings() { return this.byId ? [...this.byId.values()] : []; },
    // at each zoom: as large as there is room for, and none behind another
    spread(map) {
      const rings = this.rings();
      if (!rings.length || !map.getSize().x) return;
      const points = rings.map((ring) => map.latLngToLayerPoint(ring.options.home));
      this.radius = house.roomy(points);
      house.apart(points, this.radius).forEach((point, number) => {
        rings[number].setLatLng(point.equals(points[number]) ? rings[number].options.home : map.layerPointToLatLng(point));
        rings[number].setRadius(this.size(rings[number]));
      });
      this.keep(map);
    },
    size(ring) { return this.radius * (String(ring.show.id) === this.chosen ? LARGER : 1); },
    // the first view, once there is a window to look through
    fit(map) {
      if (this.fitted || !this.byId || !this.byId.size || !map.getSize().x) return;
      this.fitted = true;
      house.fit(map, L.latLngBounds(this.rings().map((ring) => ring.options.home)).pad(0.15), 13);
      this.spread(map); // the view may have the zoom that it had before
    },
    open(id) {
      this.select(id);
      house.emit(this._map.getContainer(), "show:open", { id });
    },
    select(id) {
      const before = this.byId && this.byId.get(this.chosen);
      this.chosen = String(id);
      if (!this.byId) return;
      for (const row of document.querySelectorAll(".pick[data-show]")) row.setAttribute("aria-current", String(row.dataset.show === this.chosen));
      const ring = this.byId.get(this.chosen);
      if (before && before !== ring) { before.options.chosen = false; before.setRadius(this.size(before)); }
      if (!ring) return;
      ring.options.chosen = true;
      ring.setRadius(this.size(ring)).bringToFront();
      if (this._map.getSize().x && !this._map.getBounds().pad(-0.1).contains(ring.getLatLng())) this._map.panTo(ring.getLatLng());
    },
    // what changed comes with the answer to the page; only a show that is new has to be asked for
    paint(change) {
      if (!this.byId) return;
      const ring = this.byId.get(String(change.id));
      if (!ring) { this.again(); return; }
      Object.assign(ring.show, change);
      Object.assign(ring.options, { filled: ring.show.filled, locked: ring.show.locked });
      ring.setTooltipContent(house.aboutShow(ring.show)).redraw();
    },
    forget(id) {
      const ring = this.byId && this.byId.get(String(id));
      if (!ring) return;
      this.byId.delete(String(id));
      this.data.shows = this.data.shows.filter((show) => String(show.id) !== String(id));
      this.removeLayer(ring);
      this.spread(this._map);
    },
    mark(ring, lit) { ring.options.chosen = lit || String(ring.show.id) === this.chosen; ring.redraw(); },
    // a row that is pointed at or focused lights its ring
    rows() {
      const point = (event) => {
        const row = event.target.closest && event.target.closest(".pick[data-show]");
        const ring = row && this.byId && this.byId.get(row.dataset.show);
        if (ring) this.mark(ring, event.type === "mouseover" || event.type === "focusin");
      };
      for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) document.addEventListener(type, point);
    },
    // something of the page is dragged over the map: the ring below the pointer lights up and takes it
    drops(map) {
      const box = map.getContainer();
      let over = null;
      const light = (ring) => {
        if (ring === over) return;
        if (over) { this.mark(over, false); over.closeTooltip(); }
        over = ring;
        if (over) { this.mark(over, true); over.openTooltip(); }
      };
      box.addEventListener("dragover", (event) => {
        if (!document.body.classList.contains("dragging")) return;
        light(this.near(map.mouseEventToContainerPoint(event)));
        if (over) event.preventDefault();
      });
      box.addEventListener("dragleave", (event) => { if (!box.contains(event.relatedTarget)) light(null); });
      box.addEventListener("drop", (event) => {
        if (!over) return;
        event.preventDefault();
        const { id } = over.show;
        light(null);
        house.emit(box, "show:drop", { id });
      });
    },
    near(point) {
      let found = null, least = this.radius + CATCH;
      for (const ring of this.rings()) {
        const away = this._map.latLngToContainerPoint(ring.getLatLng()).distanceTo(point);
        if (away < least) { found = ring; least = away; }
      }
      return found;
    },
  });
  house.shows = (options) => new Shows(options);
})();
