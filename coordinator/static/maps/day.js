/* The clock of the day's map: a slider over its instants, play, and the present one while the day is on. It asks for the
   public facts again once a minute, and writes what the page says of the instant: how many shows, and where. */
(() => {
  "use strict";
  const house = L.house, MINUTE = 60_000, POLL = MINUTE, TICK = 20_000;
  const page = { bar: "sunbar", clock: "clock", play: "play", live: "live", when: "when", begun: "begun", heading: "instant", list: "playing-list", none: "playing-none", said: "day-said", told: "told", untold: "untold" };

  const start = () => {
    const at = Object.fromEntries(Object.entries(page).map(([name, id]) => [name, document.getElementById(id)]));
    if (!at.bar) return;
    const { url, begins, words } = { ...at.bar.dataset, begins: Date.parse(at.bar.dataset.begins), words: JSON.parse(at.bar.dataset.words) };
    const language = document.documentElement.lang, calm = matchMedia("(prefers-reduced-motion: reduce)");
    const format = (options) => { try { return new Intl.DateTimeFormat(language, options); } catch { return new Intl.DateTimeFormat("en", options); } };
    const utc = format({ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", timeZone: "UTC" });
    const clocks = new Map();
    const there = (zone, ms) => {
      if (!clocks.has(zone)) clocks.set(zone, format({ hour: "numeric", minute: "2-digit", timeZone: zone }));
      return clocks.get(zone).format(ms);
    };
    const number = new Intl.NumberFormat(language);
    let last = Number(at.clock.max), cities = [], minute = Number(at.clock.value), following = false, playing = 0, shown = "";

    const present = () => (Date.now() - begins) / MINUTE;
    const isOn = () => present() >= 0 && present() <= last;
    const instant = () => begins + minute * MINUTE;

    const tally = () => {
      const sums = { playing: 0, ahead: 0, played: 0 }, now = [];
      for (const [slug, name, , , zone, href, evenings] of cities) {
        const { lights } = house.lit(evenings, minute);
        sums.playing += lights.playing;
        sums.ahead += lights.ahead + lights.evening;
        sums.played += lights.played;
        const begun = Math.max(...evenings.map(([starts, ends]) => starts <= minute && minute < ends ? starts : -1));
        if (begun >= 0) now.push({ slug, name, zone, href, begun, shows: lights.playing });
      }
      now.sort((a, b) => b.begun - a.begun || a.name.localeCompare(b.name, language));
      return { sums, now };
    };

    const row = (city) => {
      const item = house.element("li"), link = house.element("a", "", `${city.name} `);
      link.href = new URL(city.href, document.baseURI).pathname;
      link.append(house.element("small", "", words.there.replace("{time}", there(city.zone, instant()))));
      item.append(link);
      return item;
    };
    const list = (now) => { // only when who plays, or the clock there, has changed
      const key = `${Math.floor(minute / 15)} ${now.map((city) => city.slug).join(" ")}`;
      if (key === shown) return;
      shown = key;
      at.list.replaceChildren(...now.map(row));
      at.list.hidden = !now.length;
      at.none.hidden = Boolean(now.length);
    };
    const write = () => {
      const { sums, now } = tally(), time = `${utc.format(instant())} UTC`;
      for (const [name, sum] of Object.entries(sums)) for (const place of document.querySelectorAll(`[data-sum=${name}]`)) place.textContent = number.format(sum);
      at.when.textContent = time;
      at.heading.textContent = words.at.replace("{time}", time);
      at.begun.textContent = now.slice(0, 4).map((city) => city.name).join(" · ");
      at.clock.setAttribute("aria-valuetext", time);
      list(now);
      return words.said.replace("{time}", time).replace("{playing}", number.format(sums.playing)).replace("{ahead}", number.format(sums.ahead)).replace("{played}", number.format(sums.played));
    };
    const show = (to) => {
      minute = Math.min(last, Math.max(0, to));
      at.clock.value = minute;
      house.emit(document, "day:time", { ms: instant(), minute });
      return write();
    };

    const mode = () => {
      at.live.hidden = !isOn();
      at.live.setAttribute("aria-pressed", String(following));
      at.play.setAttribute("aria-pressed", String(Boolean(playing)));
      at.play.setAttribute("aria-label", playing ? words.pause : words.play);
    };
    const stop = () => { if (playing) { cancelAnimationFrame(playing); clearTimeout(playing); playing = 0; } };
    // a whole evening passes in some seconds; whoever wants no motion sees a still picture for each half hour
    const step = (before) => (now) => {
      if (minute >= last) { stop(); mode(); return; }
      at.said.textContent = "";
      if (calm.matches) { show(minute + 30); playing = setTimeout(() => step(0)(0), 1500); return; }
      const gone = before ? Math.min(100, now - before) : 0;
      show(minute + gone * 0.06);
      playing = requestAnimationFrame(step(now));
    };
    at.play.addEventListener("click", () => {
      following = false;
      if (playing) { stop(); at.said.textContent = write(); } else {
        if (minute >= last) minute = 0;
        playing = calm.matches ? setTimeout(() => step(0)(0), 0) : requestAnimationFrame(step(0));
      }
      mode();
    });
    at.clock.addEventListener("input", () => { stop(); following = false; show(Number(at.clock.value)); mode(); });
    at.clock.addEventListener("change", () => { at.said.textContent = write(); });
    at.live.addEventListener("click", () => { stop(); following = true; at.said.textContent = show(present()); mode(); });

    const ask = async () => {
      try {
        const answer = await fetch(url, { headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        const data = await answer.json();
        ({ cities } = data);
        at.clock.max = last = data.minutes ?? last; // a show may have been moved
        shown = "";
        house.emit(document, "day:data", data);
      } catch { /* without a network what is shown stays; the next minute asks again */ }
      show(following ? present() : minute);
    };
    // a page that stays open opens with all others; a browser whose clock is fast asks again a minute later
    let told = false;
    const tell = async () => {
      if (told || !(Date.now() >= Date.parse(at.bar.dataset.opens))) return;
      try {
        const answer = await fetch(at.bar.dataset.played, { headers: { Accept: "application/json" }, cache: "no-cache" });
        const found = answer.ok ? await answer.json() : {};
        if (!found.open || told) return;
        told = true;
        house.played(found);
        if (at.told) at.told.hidden = false;
        if (at.untold) at.untold.hidden = true;
      } catch { /* the next minute asks again */ }
    };
    document.addEventListener("day:wants", () => house.emit(document, "day:time", { ms: instant(), minute }));
    setInterval(() => { if (!document.hidden) { ask(); tell(); } }, POLL);
    setInterval(() => { if (following && !document.hidden) show(present()); mode(); }, TICK);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) { ask(); tell(); } });
    following = isOn() && !at.bar.dataset.chosen;
    mode();
    tell();
    house.json(url).then((data) => { ({ cities } = data); show(following ? present() : minute); });
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
