/* A show as those who run it see it: a ring of three arcs, one per filled slot, and the number in words of one sign;
   a tick once it is locked. Drawn on canvas: a thousand of them cost no more than one, and none is a tab stop. */
(() => {
  "use strict";
  const house = L.house;
  const NUMBER_FROM = 9; // pixels of radius from which the number is readable
  const STEM_FROM = 4; // pixels a ring is moved by before it is said

  house.Ring = L.CircleMarker.extend({
    _updatePath() {
      const { _drawing: drawing, _ctx: ctx } = this._renderer;
      if (!drawing || this._empty()) return;
      const { filled, locked, chosen, inks } = this.options, { x, y } = this._point, radius = this._radius;
      ctx.save();
      this.stem(ctx, inks);
      ctx.translate(x, y);
      this.core(ctx, radius, chosen, locked ? inks.locked : inks.show, inks);
      for (let slot = 0; slot < 3; slot++) this.arc(ctx, radius, slot, slot < filled ? (locked ? inks.locked : inks.filled) : inks.empty);
      if (radius >= NUMBER_FROM) locked ? this.tick(ctx, radius, inks.show) : this.number(ctx, radius, filled, inks.ink);
      ctx.restore();
    },
    // a ring that had to make room for others points to where it belongs
    stem(ctx, inks) {
      const home = this.options.home && this._map.latLngToLayerPoint(this.options.home), { x, y } = this._point;
      if (!home || home.distanceTo(this._point) < STEM_FROM) return;
      ctx.strokeStyle = ctx.fillStyle = inks.empty;
      ctx.lineWidth = 1.5;
      ctx.beginPath(); ctx.moveTo(home.x, home.y); ctx.lineTo(x, y); ctx.stroke();
      ctx.beginPath(); ctx.arc(home.x, home.y, 2, 0, 2 * Math.PI); ctx.fill();
    },
    core(ctx, radius, chosen, color, inks) {
      const disc = (r, style) => { ctx.fillStyle = style; ctx.beginPath(); ctx.arc(0, 0, r, 0, 2 * Math.PI); ctx.fill(); };
      if (chosen) disc(radius * 1.55, house.fade(inks.filled, 0.35));
      disc(radius * 1.1, inks.show);
      disc(radius * 0.62, color);
    },
    arc(ctx, radius, slot, color) {
      const gap = 0.16, from = -Math.PI / 2 + slot * 2 * Math.PI / 3;
      ctx.strokeStyle = color;
      ctx.lineWidth = radius * 0.34;
      ctx.beginPath(); ctx.arc(0, 0, radius * 0.86, from + gap, from + 2 * Math.PI / 3 - gap); ctx.stroke();
    },
    number(ctx, radius, filled, color) {
      ctx.fillStyle = color;
      ctx.font = `600 ${Math.round(radius * 0.86)}px Inter, system-ui, sans-serif`;
      ctx.textAlign = "center"; ctx.textBaseline = "middle";
      ctx.fillText(String(filled), 0, radius * 0.06);
    },
    tick(ctx, radius, color) {
      const r = radius * 0.3;
      ctx.strokeStyle = color; ctx.lineWidth = radius * 0.16; ctx.lineCap = ctx.lineJoin = "round";
      ctx.beginPath(); ctx.moveTo(-r, 0); ctx.lineTo(-r * 0.25, r * 0.75); ctx.lineTo(r, -r * 0.7); ctx.stroke();
    },
    _updateBounds() {
      const reach = this._radius * (this.options.home ? 8.7 : 1.7) + 2; // as far as it may have been moved
      this._pxBounds = L.bounds(this._point.subtract([reach, reach]), this._point.add([reach, reach]));
    },
  });
  house.ringInks = (map) => ({
    show: house.ink(map, "show"), ink: house.ink(map, "show-ink"), empty: house.ink(map, "empty"),
    filled: house.ink(map, "filled"), locked: house.ink(map, "locked"),
  });
  house.aboutShow = ({ label, filled, locked }) => {
    const box = house.element("span", "map-tip");
    box.append(house.element("strong", "", label), house.element("span", "", house.word("filled", filled) + (locked ? `, ${house.word("locked")}` : "")));
    return box;
  };
})();
