/* What every map of the house shares: where its colours, words and data come from, and how it behaves as a guest on a
   page (it never traps scrolling, never takes the keyboard, follows the theme, steps aside when something fails).
   Plain scripts, loaded in order with `defer`; the map itself is composed by folium in coordinator/maps. */
(() => {
  "use strict";
  const house = L.house = { maps: {} };

  // ---- words: data attributes of #map-words, in the reader's language; English when a page has none
  const ENGLISH = {
    map: "Map. Everything on it is in the list as well.", zoomIn: "Zoom in", zoomOut: "Zoom out", full: "Full screen", fullOff: "Leave full screen", show: "1 show",
    shows: "{n} shows", filled: "{n} of 3 acts", locked: "locked", fingers: "Use two fingers to move the map",
    wheel: "Hold Ctrl to zoom the map", failed: "The map could not be drawn. Everything on it is in the list as well.",
  };
  house.word = (name, n) => {
    const words = document.getElementById("map-words");
    return ((words && words.dataset[name]) || ENGLISH[name]).replace("{n}", n);
  };
  house.fullScreenWords = () => ({ title: house.word("full"), titleCancel: house.word("fullOff") });

  // ---- elements with text, never with HTML
  house.element = (tag, cls, text) => {
    const made = document.createElement(tag);
    if (cls) made.className = cls;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  house.drawing = (tag, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // ---- data: a URL of ours, or "#id" of a JSON block in this very document (the plan that opens from disk)
  const fetched = new Map();
  house.json = (url) => {
    if (url.startsWith("#")) return Promise.resolve(JSON.parse(document.getElementById(url.slice(1)).textContent));
    if (!fetched.has(url)) {
      fetched.set(url, fetch(url, { headers: { Accept: "application/json" } }).then((answer) => {
        if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
        return answer.json();
      }));
    }
    return fetched.get(url);
  };

  // ---- colours: the tokens of tokens.css, resolved where the map stands, as rgb() that a canvas understands
  house.ink = (map, name, alpha) => {
    const probe = map.getContainer().appendChild(house.element("i"));
    probe.style.color = `var(--map-${name})`;
    const rgb = getComputedStyle(probe).color;
    probe.remove();
    return alpha === undefined ? rgb : house.fade(rgb, alpha);
  };
  house.fade = (rgb, alpha) => rgb.replace(/^rgba?\(([^,]+),([^,]+),([^,)]+).*\)$/, `rgba($1,$2,$3, ${alpha})`);

  // ---- panes: decorative ones let the pointer through and are hidden from screen readers
  house.pane = (map, name, z, { touchable = false } = {}) => {
    const pane = map.getPane(name) || map.createPane(name);
    pane.style.zIndex = z;
    if (!touchable) pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
    return name;
  };
  house.canvas = (map, name, z, options = {}) =>
    L.canvas({ pane: house.pane(map, name, z, options), padding: 0.4, tolerance: options.tolerance || 0 });

  house.emit = (target, type, detail) => target.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  house.coarse = () => matchMedia("(pointer: coarse)").matches;
  house.go = (url) => { // only to a page of this site
    const target = new URL(url, document.baseURI);
    if (target.origin === location.origin) location.assign(target.href);
  };
  house.label = (at, cls, text, pane) => L.marker(at, {
    pane, interactive: false, keyboard: false,
    icon: L.divIcon({ className: cls, html: house.element("span", "", text), iconSize: [0, 0] }),
  });
  // greedy labels: true, and remembered, when the box is still free
  house.free = (taken, box) => {
    if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return false;
    taken.push(box);
    return true;
  };

  // boxes that names keep clear of: [{at, half, tall}] in pixels, by the layer that wants them
  house.keep = (map, who, boxes) => { map.kept = { ...map.kept, [who]: boxes }; map.fire("kept"); };
  house.kept = (map) => Object.values(map.kept || {}).flat().map(({ at, half, tall }) => {
    const { x, y } = map.latLngToLayerPoint(at);
    return [x - half, y - tall, x + half, y + tall];
  });

  // first view: everything, beside the words that lie on the map
  house.fit = (map, bounds, maxZoom) => {
    const box = map.getContainer().getBoundingClientRect(), words = map.getContainer().closest(".hero")?.querySelector(".hero-words");
    const over = words && getComputedStyle(words).position === "absolute" ? words.getBoundingClientRect() : null;
    const left = over && over.left - box.left < box.right - over.right;
    const aside = over ? (left ? over.right - box.left : box.right - over.left) : 0;
    const clear = aside && aside < box.width * 0.45 ? aside : 0;
    map.fitBounds(bounds, { maxZoom, animate: false, paddingTopLeft: [24 + (left ? clear : 0), 24], paddingBottomRight: [24 + (left ? 0 : clear), 24] });
  };

  // ---- a layer with data: fetches once, draws, and draws again in the other theme
  house.Layer = L.LayerGroup.extend({
    initialize(options) { L.LayerGroup.prototype.initialize.call(this); L.setOptions(this, options); },
    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      map.on("theme", this.redraw, this);
      this.load().then((data) => { this.data = data; if (this._map) this.redraw(); }).catch((fault) => failed(map, fault));
    },
    onRemove(map) { map.off("theme", this.redraw, this); L.LayerGroup.prototype.onRemove.call(this, map); },
    load() { return house.json(this.options.url); },
    again() { // what is drawn is out of date: ask once more
      fetched.delete(this.options.url);
      this.load().then((data) => { this.data = data; this.redraw(); }).catch(() => { /* the next change asks again */ });
    },
    redraw() { if (this.data) { this.clearLayers(); this.draw(this._map, this.data); } },
  });
  const failed = (map, fault) => { console.warn(fault); say(map, house.word("failed"), true); };

  // ---- one line over the map that goes away again
  const say = (map, text, stays = false) => {
    const box = map.getContainer();
    let line = box.querySelector(".map-says");
    if (!line) { line = box.appendChild(house.element("p", "map-says")); line.setAttribute("role", "status"); }
    line.textContent = text;
    line.hidden = false;
    clearTimeout(map.saying);
    if (!stays) map.saying = setTimeout(() => { line.hidden = true; }, 1600);
  };

  // ---- a guest on the page: one finger and a bare wheel scroll the page, two fingers and Ctrl + wheel move the map
  const yieldToPage = (map) => {
    const box = map.getContainer();
    const whole = () => Boolean(document.fullscreenElement) || document.documentElement.classList.contains("map-only");
    map.scrollWheelZoom.disable();
    box.addEventListener("wheel", (event) => {
      const ours = event.ctrlKey || event.metaKey || whole();
      if (ours === map.scrollWheelZoom.enabled()) { /* as it should be */ } else map.scrollWheelZoom[ours ? "enable" : "disable"]();
      if (!ours) say(map, house.word("wheel"));
    }, { capture: true, passive: true });
    if (!house.coarse()) return;
    map.dragging.disable();
    box.addEventListener("touchmove", (event) => { if (event.touches.length === 1 && !whole()) say(map, house.word("fingers")); }, { passive: true });
    document.addEventListener("fullscreenchange", () => map.dragging[whole() ? "enable" : "disable"]());
  };

  // ---- an operator's tiles lie over the offline map; after four failures in a row they step aside
  const stepAside = (map) => map.on("layeradd", ({ layer }) => {
    if (!(layer instanceof L.TileLayer)) return;
    let bad = 0;
    map.tiled = true;
    layer.on("tileload", () => { bad = 0; });
    layer.on("tileerror", () => { if (++bad > 3 && map.tiled) { map.tiled = false; layer.remove(); map.fire("zoomend"); } });
  });

  const relabel = (map) => {
    const { _zoomInButton: more, _zoomOutButton: less } = map.zoomControl;
    for (const [button, text] of [[more, house.word("zoomIn")], [less, house.word("zoomOut")]]) {
      button.title = text;
      button.setAttribute("aria-label", text);
    }
  };

  L.Map.addInitHook(function () {
    house.maps[this.getContainer().id] = this;
    this.attributionControl.setPrefix(false);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) Object.assign(this.options, { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
    this.getContainer().setAttribute("role", "region");
    this.getContainer().setAttribute("aria-label", house.word("map"));
    relabel(this);
    stepAside(this);
    yieldToPage(this);
    new ResizeObserver(() => this.invalidateSize({ pan: false })).observe(this.getContainer()); // panels beside it come and go
    const theme = () => this.fire("theme");
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);
    new MutationObserver(theme).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  });
})();
