/* Night as it lies on the world at an instant: the sun's altitude for each pixel, dusk in its colour, no hard edge.
   The sun's place as in coordinator/geo/sun.py, where the source of the formulae is named. Listens to `day:time` {ms}. */
(() => {
  "use strict";
  const house = L.house;
  const WIDE = 360, TALL = 240, TOP = 84, RAD = Math.PI / 180;
  const TINTS = { light: [96, 140, 226], dusk: [224, 116, 70], dark: [9, 12, 34] };

  const sun = (ms) => {
    const days = (ms - Date.UTC(2000, 0, 1, 12)) / 864e5, anomaly = (357.529 + 0.98560028 * days) * RAD;
    const ecliptic = (280.459 + 0.98564736 * days + 1.915 * Math.sin(anomaly) + 0.020 * Math.sin(2 * anomaly)) * RAD;
    const tilt = (23.439 - 0.00000036 * days) * RAD;
    const ascension = Math.atan2(Math.cos(tilt) * Math.sin(ecliptic), Math.cos(ecliptic));
    const greenwich = 15 * (18.697374558 + 24.06570982441908 * days) * RAD;
    return { declination: Math.asin(Math.sin(tilt) * Math.sin(ecliptic)), under: ascension - greenwich };
  };
  house.subsolar = (ms) => { // degrees, for tests and for whoever wants to know
    const { declination, under } = sun(ms), turned = ((under / RAD + 180) % 360 + 360) % 360 - 180;
    return [declination / RAD, turned];
  };

  const mercator = (latitude) => Math.log(Math.tan(Math.PI / 4 + latitude * RAD / 2));
  const rows = Array.from({ length: TALL }, (_, y) => 2 * Math.atan(Math.exp(mercator(TOP) * (1 - 2 * (y + 0.5) / TALL))) - Math.PI / 2);
  const columns = Array.from({ length: WIDE }, (_, x) => (x + 0.5) * (360 / WIDE) * RAD - Math.PI);

  // what lies over a place where the sun stands so high: red, green, blue, cover
  const SHADES = Array.from({ length: 1801 }, (_, i) => {
    const height = i / 10 - 90;
    if (height > 6) return [...TINTS.light, 70 * Math.min(1, (height - 6) / 30)];
    const deep = Math.min(1, Math.max(0, (4 - height) / 20)), dusk = Math.exp(-((height + 1) ** 2) / 18);
    const mixed = TINTS.dark.map((one, k) => one + (TINTS.dusk[k] - one) * dusk);
    return [...mixed, 255 * Math.min(0.72, 0.72 * deep * deep * (3 - 2 * deep) + 0.2 * dusk)];
  });

  const Night = L.ImageOverlay.extend({
    initialize(options) { L.ImageOverlay.prototype.initialize.call(this, "", [[-TOP, -180], [TOP, 180]], { ...options, pane: "night" }); },
    onAdd(map) {
      house.pane(map, "night", 300);
      L.ImageOverlay.prototype.onAdd.call(this, map);
      document.addEventListener("day:time", ({ detail }) => this.at(detail.ms));
      house.emit(map.getContainer(), "day:wants", {});
    },
    _initImage() {
      this._image = L.DomUtil.create("canvas", "leaflet-image-layer leaflet-zoom-animated");
      this._image.width = WIDE;
      this._image.height = TALL;
    },
    at(ms) {
      const { declination, under } = sun(ms), ctx = this._image.getContext("2d"), image = ctx.createImageData(WIDE, TALL);
      const hours = columns.map((longitude) => Math.cos(longitude - under));
      rows.forEach((latitude, y) => {
        const up = Math.sin(latitude) * Math.sin(declination), across = Math.cos(latitude) * Math.cos(declination);
        hours.forEach((hour, x) => {
          const height = Math.asin(Math.max(-1, Math.min(1, up + across * hour))) / RAD;
          image.data.set(SHADES[Math.round((height + 90) * 10)], (y * WIDE + x) * 4);
        });
      });
      ctx.putImageData(image, 0, 0);
    },
  });
  house.night = (options) => new Night(options);
})();
