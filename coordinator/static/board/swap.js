/* The board without reloading: links and forms of the desk are fetched as they are, and the marked parts of the page that
   comes back take the place of those here. What the server says once is spoken; focus, scrolling, open menus and the
   lead's filter stay. Whatever fails falls back to the plain page. */
(() => {
  "use strict";
  const desk = document.getElementById("desk");
  if (!desk) return;
  const said = document.getElementById("said");
  const board = window.board = { busy: 0, newest: Number(desk.dataset.newest), only: new URLSearchParams(location.search).get("only") || "" };
  const part = (page, name) => page.querySelector(`#desk [data-part="${name}"]`);
  const narrow = matchMedia("(max-width: 60rem)");

  // ---- one short line after each change; one with something to press, or that is not told again, `stays`
  let fading = 0;
  board.say = (text, kind = "good", { more = null, stays = more !== null } = {}) => {
    clearTimeout(fading);
    said.className = `desk-said ${kind}`;
    said.hidden = false;
    said.textContent = "";
    setTimeout(() => { said.textContent = text; if (more) said.append(more); }, 30); // after it is shown: else some readers miss it
    if (!stays) fading = setTimeout(() => { said.hidden = true; }, kind === "bad" ? 12000 : 6000);
  };
  board.button = (words, act) => {
    const button = document.createElement("button");
    button.className = "button quiet small";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  };

  // ---- where the reader is, and where she is put again
  const place = () => {
    const at = document.activeElement;
    if (!at || at === document.body || !desk.contains(at)) return null;
    const candidate = at.dataset.then ? null : at.closest(".candidate"), list = candidate && candidate.parentElement;
    return {
      id: at.id, then: at.dataset.then, part: at.closest("[data-part]")?.dataset.part, show: at.dataset.show,
      nth: candidate ? [...list.children].indexOf(candidate) : -1, into: at.id.startsWith("place-") ? at.id.slice(-1) : "",
      typed: at.matches("input:not([type=hidden]), textarea") ? { value: at.value, at: at.selectionStart } : null,
    };
  };
  const put = (was) => {
    if (!was) return;
    const list = document.querySelectorAll("#panel > .stack > section > .candidates > .candidate");
    const next = was.nth >= 0 && list.length ? list[Math.min(was.nth, list.length - 1)].querySelector(`[id$="-${was.into}"]`) : null;
    const same = was.id ? document.getElementById(was.id) : was.show && desk.querySelector(`.pick[data-show="${CSS.escape(was.show)}"]`);
    const then = was.then ? document.getElementById(was.then) : null;
    for (const target of [same, next, then, document.getElementById("panel-head"), document.getElementById(was.part || "")]) {
      if (!target || target.disabled) continue;
      target.focus({ preventScroll: true }); // what is in a closed menu takes none
      if (document.activeElement !== target) continue;
      if (was.typed && target === same) { target.value = was.typed.value; if (target.setSelectionRange && target.type !== "email") target.setSelectionRange(was.typed.at, was.typed.at); }
      target.scrollIntoView({ block: "nearest" });
      return;
    }
  };

  // ---- the list of this page and the map beside it
  board.filter = () => {
    let seen = 0;
    const counts = { "": 0, needs: 0, ready: 0, asked: 0, locked: 0 };
    for (const row of desk.querySelectorAll(".picks > li")) {
      const stage = row.dataset.stage, fits = !board.only || stage === board.only || (board.only === "locked" && stage === "asked");
      row.hidden = !fits && !row.querySelector("[aria-current=true]");
      if (fits) seen++;
      for (const one of new Set(["", stage, stage === "asked" ? "locked" : stage])) counts[one]++;
    }
    for (const link of desk.querySelectorAll(".only[data-only]")) link.querySelector("span").textContent = counts[link.dataset.only].toLocaleString(document.documentElement.lang);
    for (const link of desk.querySelectorAll(".only[data-only]")) link.dataset.only === board.only ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    const nobody = desk.querySelector(".nobody");
    if (nobody) nobody.hidden = seen > 0;
  };
  const paint = (before) => {
    for (const row of desk.querySelectorAll(".pick[data-show]")) {
      const { show: id, filled, locked } = row.dataset, was = before.get(id);
      if (was === `${filled}${locked}`) continue;
      document.dispatchEvent(new CustomEvent("show:changed", { detail: { id, filled: Number(filled), locked: locked === "1" } }));
      if (was !== undefined) row.classList.add("changed");
    }
    for (const id of before.keys()) if (!desk.querySelector(`.pick[data-show="${CSS.escape(id)}"]`)) document.dispatchEvent(new CustomEvent("show:gone", { detail: { id } }));
    document.dispatchEvent(new CustomEvent("show:select", { detail: { id: desk.dataset.opened } }));
  };
  const drawn = () => new Map([...desk.querySelectorAll(".pick[data-show]")].map(({ dataset: d }) => [d.show, `${d.filled}${d.locked}`]));

  // ---- the swap itself
  const swap = (page, { keep, typed }) => {
    const there = page.getElementById("desk"), was = place(), before = drawn(), moved = there.dataset.opened !== desk.dataset.opened;
    const open = [...desk.querySelectorAll("details[open][id]")].map(({ id }) => id).filter((id) => !id.startsWith("menu-"));
    const words = typed && !moved ? [...desk.querySelectorAll("#panel input:not([type=hidden]), #panel textarea")].filter((one) => one.id && one.value !== one.defaultValue).map(({ id, value }) => [id, value]) : [];
    const scrolled = new Map([["panel", moved ? 0 : part(document, "panel").scrollTop], ["shows", part(document, "shows").scrollTop]]);
    const list = part(page, "shows"), some = list.dataset.partial !== undefined;
    for (const name of ["tools", "notices", some ? "" : "shows", "panel"].filter(Boolean)) part(document, name).replaceWith(document.adoptNode(part(page, name)));
    if (some) merge(list);
    desk.dataset.opened = there.dataset.opened;
    desk.dataset.newest = there.dataset.newest;
    board.newest = Number(there.dataset.newest);
    desk.classList.toggle("opened", there.classList.contains("opened"));
    syncHead(there);
    document.title = page.title;
    if (!moved) for (const id of open) { const again = document.getElementById(id); if (again && again.tagName === "DETAILS") again.open = true; }
    for (const [id, value] of words) { const again = document.getElementById(id); if (again) again.value = value; }
    for (const [name, top] of scrolled) part(document, name).scrollTop = top;
    mark();
    board.filter();
    paint(before);
    if (keep) put(was);
    else { const head = document.getElementById("panel-head"); if (narrow.matches) scrollTo(0, 0); head.tabIndex = -1; head.focus({ preventScroll: true }); }
  };
  // rows that differ come alone: they take their places in the list, in order of time
  const merge = (list) => {
    const rows = desk.querySelector(".picks"), row = (id) => rows.querySelector(`.pick[data-show="${CSS.escape(id)}"]`)?.parentElement;
    for (const id of list.dataset.partial.split(" ").filter(Boolean)) row(id)?.remove();
    for (const fresh of [...list.querySelectorAll(".picks > li")]) {
      const old = row(fresh.querySelector(".pick").dataset.show);
      if (old && old.dataset.at === fresh.dataset.at) { old.replaceWith(document.adoptNode(fresh)); continue; }
      old?.remove();
      const next = [...rows.children].find((one) => one.dataset.at > fresh.dataset.at) || null;
      rows.insertBefore(document.adoptNode(fresh), next);
    }
  };
  const mark = () => {
    for (const row of desk.querySelectorAll(".pick[data-show]")) row.dataset.show === desk.dataset.opened ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current");
  };
  // where an act can be moved to: the shows of the list with an empty slot, when somebody looks
  document.addEventListener("toggle", (event) => {
    const select = event.target.open && event.target.querySelector?.("select[data-rows]");
    if (!select || select.options.length) return;
    for (const row of desk.querySelectorAll(".pick[data-show]")) {
      const { show, free } = row.dataset;
      if (free && show !== select.dataset.rows) select.add(new Option(`${row.querySelector(".pick-name").textContent}, ${row.querySelector("small").textContent}`, show));
    }
  }, true);
  const syncHead = (there) => {
    const mine = desk.querySelector(".desk-city"), theirs = there.querySelector(".desk-city");
    if (mine && theirs) mine.replaceWith(document.adoptNode(theirs));
  };

  // `about`, `url`: another show than the opened one; what could not be saved there waits on its page
  const spoken = (page, about = "", url = "") => {
    const lines = [...page.querySelectorAll("body > .flashes .flash")], bad = lines.some((line) => line.classList.contains("bad"));
    const more = bad && url && page.getElementById("choice") ? board.button(desk.dataset.look, () => board.go(url, {}, { keep: false })) : null;
    if (lines.length) board.say((about ? `${about}: ` : "") + lines.map((line) => line.textContent.trim()).join(" "), bad ? "bad" : "good", { more });
    return lines.length > 0;
  };

  // nobody answers: what she chose stays in the line, to be sent once more as it was
  const unsent = (url, options, how) => {
    const body = options.body, id = body && (body.get("artist_id") || (body.has("to_position") && body.get("sees")));
    const act = id && desk.querySelector(`[data-artist="${CSS.escape(id)}"]`)?.dataset.act;
    const told = act ? desk.dataset.unsent.replace("{act}", act).replace("{position}", body.get("to_position") || new URL(url, location.href).pathname.split("/slots/")[1]) : desk.dataset.lost;
    board.say(told, "bad", { more: board.button(desk.dataset.again, () => board.go(url, options, how)) });
    return false;
  };
  const ask = async (url, options) => {
    const rows = desk.querySelector(".picks") ? { "Board-After": desk.dataset.newest } : {}; // the list is here: what differs will do
    try {
      const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html", ...rows }, ...options });
      return answer.status > 501 ? null : [answer, await answer.text()]; // a gateway without a site behind it
    } catch { return null; }
  };

  const where = (answer) => new URL(answer.headers.get("Content-Location") || answer.url, location.href); // a form may answer with a page

  // those she looks for stay in view after what she does at the opened show
  const sought = (to) => {
    const url = new URL(to, location.href);
    if (!url.search && url.pathname.startsWith(`${location.pathname}/`)) url.search = location.search;
    return url.href;
  };

  let turn = 0;
  // `move`: what to do with the address: "push", "replace" or nothing. Resolves to whether the page was swapped.
  board.go = async (url, options = {}, how = {}) => {
    const { move = "push", keep = true, stay = "" } = how, mine = ++turn;
    if (options.method) url = sought(url);
    board.busy++;
    desk.setAttribute("aria-busy", "true");
    try {
      const got = await ask(url, options);
      if (!got) return mine !== turn && !options.method ? false : unsent(url, options, how);
      const [answer, text] = got, page = new DOMParser().parseFromString(text, "text/html");
      const there = page.getElementById("desk"), late = mine !== turn; // the lead has gone on meanwhile
      if (late && !options.method) return false;
      if (!there) return refused(answer, page, options);
      if (stay) {
        await board.go(location.href, {}, { move: "" });
        return spoken(page, stay, where(answer).href);
      }
      if (late && (there.dataset.opened !== desk.dataset.opened || Number(there.dataset.newest) < board.newest)) return spoken(page);
      swap(page, { keep, typed: !options.method });
      spoken(page);
      const here = where(answer);
      if (move && here.pathname + here.search !== location.pathname + location.search) history[`${move}State`]({}, "", here.href);
      return true;
    } finally {
      if (--board.busy === 0) desk.removeAttribute("aria-busy");
    }
  };
  // another kind of page: what is refused is told, with the board as it stands now; anything else is gone to
  const refused = async (answer, page, options) => {
    if (answer.ok) { location.assign(answer.url); return false; }
    const said = page.querySelector("main [data-said]")?.textContent.trim(); // a sentence for this very case
    const told = said ? said : answer.status === 404 ? desk.dataset.gone : page.querySelector("main p")?.textContent.trim() || desk.dataset.refused;
    if (options.method && answer.status !== 404) await board.go(location.href, {}, { move: "" });
    board.say(told, "bad", { stays: answer.status === 404 });
    return false;
  };

  // `stay`: the name of another show that this is about; the one in the panel stays there
  board.post = (url, fields, stay = "") => {
    const body = new URLSearchParams({ csrf_token: desk.querySelector("input[name=csrf_token]")?.value || desk.dataset.token, ...fields });
    return board.go(url, { method: "POST", body }, stay ? { move: "", stay } : {});
  };

  // ---- what the lead does
  const ours = (url) => url.origin === location.origin && /^\/lead\/[^/]+\/(shows\/[^/]+)?$/.test(url.pathname);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#desk a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.dataset.only !== undefined) {
      event.preventDefault();
      board.only = link.dataset.only;
      board.filter();
      return;
    }
    const url = new URL(link.href);
    if (!ours(url) || link.closest(".tabs")) return;
    event.preventDefault();
    const within = url.pathname === location.pathname;
    board.go(url.href, {}, { keep: within });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target, { submitter } = event;
    if (event.defaultPrevented || !desk.contains(form)) return;
    const url = new URL(submitter?.hasAttribute("formaction") ? submitter.formAction : form.action, location.href);
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.set(submitter.name, submitter.value);
    event.preventDefault();
    if (form.method === "get") board.go(`${url.pathname}?${body}`, {}, { keep: true });
    else board.go(url.href, { method: "POST", body });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.menu[open]");
    if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches?.("input, textarea, select")) return;
    const form = document.getElementById(event.shiftKey ? "redo" : "undo");
    if (form && form.elements.number) { event.preventDefault(); form.requestSubmit(); }
  });
  document.addEventListener("click", (event) => {
    for (const menu of desk.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("show:open", ({ detail }) => {
    const row = desk.querySelector(`.pick[data-show="${CSS.escape(String(detail.id))}"]`);
    if (row) board.go(row.href, {}, { keep: false });
  });
  addEventListener("popstate", () => board.go(location.href, {}, { move: "", keep: false }));

  // ---- who is pointed at, so that the map shows where that act lives
  const reach = (event) => {
    const act = event.target.closest?.("#panel [data-artist]");
    const off = event.type === "mouseout" || event.type === "focusout";
    if (act || off) document.dispatchEvent(new CustomEvent("act:reach", { detail: { id: act && !off ? act.dataset.artist : null } }));
  };
  for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) desk.addEventListener(type, reach);

  board.filter();
  const flashes = document.querySelector("body > .flashes");
  if (flashes && spoken(document)) flashes.remove();
  if (desk.dataset.opened) addEventListener("load", () => document.dispatchEvent(new CustomEvent("show:select", { detail: { id: desk.dataset.opened } })));
})();
