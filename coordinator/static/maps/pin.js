/* A pin that whoever lives there corrects: drag it, tap the map, arrow keys on the pin, or type degrees; pin and fields follow each
   other. Words come from #pin-words of the page. */
(() => {
  "use strict";
  const house = L.house;
  const STEP = 10, STRIDE = 100, DEGREE = 111200, FARTHEST = 2e6; // metres: an arrow key, with Shift; a degree of latitude; the widest circle
  const TURNS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  const Pin = L.Layer.extend({
    initialize(options) { L.setOptions(this, options); },
    onAdd(map) {
      this.fields = ["latitude", "longitude"].map((name) => document.getElementById(name));
      this.words = document.getElementById("pin-words").dataset;
      const typed = this.typed();
      this.marker = L.marker(typed || this.options.point, {
        draggable: true, autoPan: true, alt: this.words.pin, title: this.words.pin,
        icon: L.divIcon({ className: "pin", html: house.drawing("svg", { viewBox: "0 0 32 44", width: 32, height: 44, "aria-hidden": "true" }, house.drawing("path", { d: "M16 43C10 33 3 26 3 16a13 13 0 0 1 26 0c0 10-7 17-13 27Z" }), house.drawing("circle", { cx: 16, cy: 16, r: 5 })), iconSize: [32, 44], iconAnchor: [16, 43] }),
      }).addTo(map);
      const element = this.marker.getElement();
      element.setAttribute("aria-label", this.words.pin);
      element.setAttribute("aria-roledescription", this.words.role);
      this.marker.on("dragend", () => this.moved());
      map.on("click", (event) => { this.marker.setLatLng(event.latlng); this.moved(); });
      element.addEventListener("keydown", (event) => this.key(event));
      for (const field of this.fields) field.addEventListener("input", () => this.follow());
      if (this.options.reach) this.encircle(map);
      this.fields[0].addEventListener("paste", (event) => this.pasted(event));
      if (this.circle) this.fit();
      else map.setView(this.marker.getLatLng(), 14, { animate: false });
      house.emit(map.getContainer(), "pin:ready", {});
    },
    onRemove() { this.marker.remove(); if (this.circle) this.circle.remove(); },
    encircle(map) { // how far somebody goes: as far as the field says
      this.travel = document.getElementById("travel");
      const pane = house.pane(map, "reach", 350);
      this.circle = L.circle(this.marker.getLatLng(), { pane, radius: this.metres(), interactive: false, className: "reach" }).addTo(map);
      this.marker.on("move", ({ latlng }) => this.circle.setLatLng(latlng));
      this.travel.addEventListener("input", () => { this.circle.setRadius(this.metres()); this.fit(); });
    },
    metres() {
      const said = Number(this.travel.value.trim().replace(",", "."));
      return Math.min(Number.isFinite(said) && said > 0 ? said * this.options.reach * 1000 : 0, FARTHEST);
    },
    fit() { this._map.fitBounds(this.circle.getBounds(), { maxZoom: 14, animate: false }); },
    key(event) {
      const turn = TURNS[event.key];
      if (!turn) return;
      event.preventDefault();
      const { lat, lng } = this.marker.getLatLng(), metres = event.shiftKey ? STRIDE : STEP;
      const wide = DEGREE * Math.max(Math.cos(lat * Math.PI / 180), 0.01);
      this.marker.setLatLng([lat + turn[0] * metres / DEGREE, lng + turn[1] * metres / wide]);
      this.moved();
    },
    moved() {
      const at = this.marker.getLatLng().wrap();
      [at.lat, at.lng].forEach((value, index) => { this.fields[index].value = value.toFixed(5); });
      this.show();
      document.getElementById("pin-says").textContent = this.words.moved.replace("{at}", this.fields.map((field) => field.value).join(", "));
    },
    show() {
      if (!this._map.getBounds().pad(-0.1).contains(this.marker.getLatLng())) this._map.panTo(this.marker.getLatLng());
    },
    typed() {
      const [latitude, longitude] = this.fields.map((field) => (field.value.trim() === "" ? NaN : Number(field.value)));
      return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
    },
    follow() {
      const at = this.typed();
      if (at) { this.marker.setLatLng(at); this.show(); }
    },
    // a map program copies both degrees at once: “6.45407, 3.39467”
    pasted(event) {
      const pair = event.clipboardData.getData("text").match(/^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/);
      if (!pair) return;
      event.preventDefault();
      this.fields.forEach((field, index) => { field.value = pair[index + 1]; });
      this.follow();
    },
  });
  house.pin = (options) => new Pin(options);
})();
