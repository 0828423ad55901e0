/* The lead's shows. Choosing one on the map sends `show:open` {id}; the page answers with `show:select` {id} and
   `show:changed` {id, filled, locked}. Rows of the list beside it (`.pick[data-show]`) follow by themselves. */
(() => {
  "use strict";
  const house = L.house;
  const RADIUS = 15;

  const Shows = house.Layer.extend({
    onAdd(map) {
      this.renderer = house.canvas(map, "shows", 450, { touchable: true, tolerance: house.coarse() ? 8 : 2 });
      document.addEventListener("show:select", (event) => this.select(event.detail.id));
      document.addEventListener("show:changed", (event) => this.paint(event.detail));
      this.rows(map);
      house.Layer.prototype.onAdd.call(this, map);
    },
    draw(map, { shows }) {
      const inks = house.ringInks(map);
      this.byId = new Map();
      for (const show of shows) {
        const ring = new house.Ring([show.latitude, show.longitude], { renderer: this.renderer, pane: "shows", radius: RADIUS, inks, filled: show.filled, locked: show.locked });
        ring.show = show;
        ring.bindTooltip(house.aboutShow(show), { direction: "top", offset: [0, -12] }).on("click", () => this.open(show.id));
        this.byId.set(String(show.id), ring);
        this.addLayer(ring);
      }
      if (this.chosen) this.select(this.chosen);
      house.keep(map, "shows", shows.map((show) => ({ at: [show.latitude, show.longitude], half: RADIUS, tall: RADIUS })));
      this.fit(map);
      house.emit(map.getContainer(), "shows:ready", { shows: shows.length });
    },
    fit(map) {
      if (this.fitted || !this.byId.size) return;
      this.fitted = true;
      house.fit(map, L.latLngBounds([...this.byId.values()].map((ring) => ring.getLatLng())).pad(0.15), 13);
    },
    // chosen on the map: the page is told, and where it has the show in words the reader is taken there
    open(id) {
      this.select(id);
      house.emit(this._map.getContainer(), "show:open", { id });
      const words = document.getElementById(`show-${id}`);
      if (words && !document.fullscreenElement) { location.hash = words.id; words.focus(); }
    },
    select(id) {
      this.chosen = String(id);
      if (!this.byId) return;
      this.byId.forEach((ring, key) => { ring.options.chosen = key === this.chosen; ring.setRadius(RADIUS * (key === this.chosen ? 1.25 : 1)); });
      for (const row of document.querySelectorAll(".pick[data-show]")) row.setAttribute("aria-current", String(row.dataset.show === this.chosen));
      const ring = this.byId.get(this.chosen);
      if (!ring) return;
      ring.bringToFront();
      if (!this._map.getBounds().pad(-0.1).contains(ring.getLatLng())) this._map.panTo(ring.getLatLng());
    },
    paint(change) {
      const ring = this.byId && this.byId.get(String(change.id));
      if (!ring) return;
      Object.assign(ring.show, change);
      Object.assign(ring.options, { filled: ring.show.filled, locked: ring.show.locked });
      ring.setTooltipContent(house.aboutShow(ring.show)).redraw();
    },
    // a row that is pointed at or focused lights its ring
    rows() {
      const point = (event) => {
        const row = event.target.closest && event.target.closest(".pick[data-show]");
        const ring = row && this.byId && this.byId.get(row.dataset.show);
        if (ring && row.dataset.show !== this.chosen) { ring.options.chosen = event.type === "mouseover" || event.type === "focusin"; ring.redraw(); }
      };
      for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) document.addEventListener(type, point);
    },
  });
  house.shows = (options) => new Shows(options);
})();
