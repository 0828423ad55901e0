/* The page of a door: takes over the list with its forms, goes on without a network, and sends later what was pressed. */
import * as store from "./store.js";
import * as list from "./list.js";
import * as scan from "./scan.js";
import * as time from "./time.js";
import { AT_ONCE, Gone, SignedOut, SomebodyElse, ask, freshToken, tell } from "./wire.js";

const at = (id) => document.getElementById(id), root = at("door"), { show, me, zone } = root.dataset;
const words = at("door-words").dataset, lang = document.documentElement.lang;
const number = new Intl.NumberFormat(lang), clock = new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", timeZone: zone });
const say = (text, facts = {}) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
const count = (one, many, n) => (n === 1 ? one : say(many, { n: number.format(n) }));
const people = (n) => count(words.one, words.many, n);
const nameOf = (party) => party?.name || words.nameless;

const EVERY = 20_000; // milliseconds between two looks at what other phones said
let snapshot = null, steps = [], token = "", isKept = true, isOffline = false, isOut = false, isBusy = false, isOver = false, only = null, latest = 0, others = 0, heard = "";

const now = () => list.merged(snapshot, steps);
const find = (id) => now().parties.find((party) => party.id === id);
const path = (what) => `/door/${show}/${what}`;

/* ---- what is seen ---- */

const answer = (kind, text) => {
  const box = at("answer");
  box.className = `answer ${kind}`;
  box.textContent = "";
  requestAnimationFrame(() => { box.textContent = text; }); // the same sentence twice is read out twice
};

const byWhom = (one) => say(words.at, { by: one.by ?? (one.mine ? words.me : words.somebody), at: clock.format(new Date(one.at)) });

/* Who let in the same people twice: two phones, or one of them. */
const doubt = (party) => {
  const letIn = party.said.filter((one) => one.way === "in"), isOne = new Set(letIn.map((one) => (one.mine ? "" : one.by))).size === 1;
  return say(isOne ? words.twice : words.doubt, { name: nameOf(party), who: letIn.map(byWhom).join(" · ") });
};

const row = (party) => {
  const made = at("party").content.firstElementChild.cloneNode(true), part = (what) => made.querySelector(what);
  const isGone = party.kind === "gone", missing = isGone ? 0 : Math.max(party.people - party.inside, 0), show_ = (what, is) => { part(what).hidden = !is; };
  made.dataset.party = party.id;
  made.classList.toggle("in", party.inside > 0);
  made.classList.toggle("whole", missing === 0); // nobody of it is to come
  made.classList.toggle("hit", only?.party === party.id);
  part("strong").textContent = nameOf(party);
  part(".who span").textContent = people(party.people);
  show_("[data-access]", party.access);
  show_("[data-unread]", party.unread);
  show_("[data-needs]", party.needs);
  part("[data-needs]").textContent = party.needs ?? "";
  show_("[data-own]", party.kind === "own");
  show_("[data-standby]", party.kind === "standby");
  show_("[data-gone]", isGone);
  show_("[data-in]", party.inside);
  part("[data-in]").textContent = say(words.inside, { n: number.format(party.inside), all: number.format(party.people) });
  show_("[data-do=all]", missing === party.people && missing > 1);
  part("[data-n]").textContent = number.format(missing);
  show_("[data-do=one]", missing > 0);
  part("[data-do=one]").classList.toggle("quiet", missing === party.people && missing > 1);
  show_("[data-do=out]", party.inside);
  if (list.isDoubtful(party)) {
    show_("[data-doubt]", true);
    part("[data-doubt]").textContent = doubt(party);
  }
  const out = list.leftOut(party);
  show_("[data-left-out]", out);
  part("[data-left-out]").textContent = say(words.leftOut, { name: nameOf(party), n: people(out) });
  part(".said").append(...party.said.map(said));
  for (const name of made.querySelectorAll("[data-name]")) name.textContent = ` ${nameOf(party)}`;
  return made;
};

const said = (one) => {
  const made = at("said").content.firstElementChild.cloneNode(true), undo = made.querySelector("button");
  made.querySelector("span").textContent = `${one.way === "in" ? words.wayIn : words.wayOut} ${number.format(one.counted)} · ${byWhom(one)}`;
  undo.hidden = !one.mine && !snapshot.supervisor;
  undo.dataset.of = one.id;
  return made;
};

/* Who waits, without a network: as it was heard last, with whose turn it is by now. */
const drawWaits = (state) => {
  const box = at("waits-kept"), next = list.turn(state, time.now());
  box.hidden = !(isOffline || isOut) || !state.waits?.length;
  box.querySelector("ol").replaceChildren(...(state.waits ?? []).map((party) => {
    const made = at("waits").content.firstElementChild.cloneNode(true);
    made.querySelector("strong").textContent = nameOf(party);
    made.querySelector("span span").textContent = people(party.people);
    made.querySelector("[data-access]").hidden = !party.access;
    made.querySelector("[data-turn]").hidden = party !== next;
    return made;
  }));
};

/* What the server has said anew of all that needs a network. It is put in only where it differs, and takes nothing that is being typed. */
const ofServer = (box) => { const copy = box.cloneNode(true); for (const part of copy.querySelectorAll("input[type=hidden]")) part.remove(); return copy.innerHTML.trim(); };
const refresh = (html) => {
  const box = at("live"), made = new DOMParser().parseFromString(html, "text/html").body, fresh = ofServer(made);
  if (fresh === heard) return;
  heard = fresh;
  const held = document.activeElement, form = box.contains(held) && held.closest("form")?.getAttribute("action");
  for (const part of made.querySelectorAll("details[id]")) part.open = at(part.id)?.open ?? false;
  for (const part of made.querySelectorAll("input[id]")) part.value = at(part.id)?.value ?? part.value;
  const to = form && (made.querySelector(`#${CSS.escape(held.id || "-")}`) ?? made.querySelector(`form[action="${CSS.escape(form)}"] button`));
  box.replaceChildren(...made.childNodes);
  if (to) to.focus({ preventScroll: true });
};

const draw = () => {
  const state = now(), shown = only?.party ? state.parties.filter((party) => party.id === only.party) : only?.name ? list.firstNames(state, only.name) : state.parties;
  const was = document.activeElement?.closest?.("[data-do]"), back = was && { party: was.closest("[data-party]")?.dataset.party, do: was.dataset.do };
  at("parties").replaceChildren(...shown.map(row));
  at("no-one").hidden = shown.length > 0;
  at("no-one").textContent = words.noOne;
  for (const [name, total] of Object.entries({ inside: state.inside, expected: list.expected(state), capacity: state.capacity })) root.querySelector(`[data-count=${name}]`).textContent = number.format(total);
  const free = root.querySelector("[data-free]");
  if (free) free.textContent = count(words.freeOne, words.freeMany, list.free(state, time.now()));
  at("closed").hidden = !state.closed;
  at("closed").textContent = state.closed ? say(words.since, { at: clock.format(new Date(state.closed)) }) : "";
  drawWaits(state);
  const hour = list.wordsOf(state, time.now());
  at("words").hidden = !hour;
  root.querySelector("[data-words]").textContent = hour;
  const net = at("network"), waits = number.format(steps.length);
  net.hidden = false;
  net.classList.toggle("off", isOffline || isOut);
  net.textContent = isOut ? say(words.signedOut, { n: waits }) : isOffline ? say(words.offline, { n: waits }) : `${steps.length ? count(words.sendingOne, words.sendingMany, steps.length) : words.online} · ${isKept ? say(words.kept, { at: clock.format(new Date(state.expires)) }) : words.unkept}`;
  for (const part of root.querySelectorAll("[data-online]")) part.hidden = isOffline || isOut;
  if (back?.party) {
    const there = at("parties").querySelector(`[data-party="${CSS.escape(back.party)}"]`);
    (there?.querySelector(`[data-do=${back.do}]:not([hidden])`) ?? there?.querySelector("[data-do]:not([hidden])") ?? at("q")).focus({ preventScroll: true });
  }
};

/* Send what still waits, before the rest is deleted: whether the server takes no more of it. */
const last = async () => {
  try {
    const fresh = steps.length ? await freshToken() : "";
    while (steps.length) {
      const told = steps.slice(0, AT_ONCE);
      await tell(show, told, me, fresh);
      steps = steps.slice(told.length);
      if (isKept) await store.sent(show, new Set(told.map((step) => step.id)));
    }
  } catch (failed) { return failed instanceof Gone; }
  return true;
};

/* What could not be sent for want of a network waits on the phone for a day, and is tried again while this page is open. */
const over = async () => {
  if (isOver && !steps.length) return;
  isOver = true;
  const isLast = await last() || !isKept, unsent = steps.length;
  try { await (others ? store.sweep() : isLast ? store.forget(show) : store.keepSteps(show)); } catch { /* nothing was kept */ }
  if (isLast) { steps = []; clearInterval(looking); }
  snapshot = null;
  for (const part of root.children) part.hidden = !["answer"].includes(part.id) && part.tagName !== "H1";
  for (const id of ["parties", "live", "waits-kept"]) at(id).replaceChildren();
  answer("warn", !unsent ? words.over : isLast ? count(words.lostOne, words.lostMany, unsent) : count(words.waitsOne, words.waitsMany, unsent));
};

/* ---- what is kept and sent ---- */

const take = async (told) => {
  if (!told.snapshot) throw new Gone();
  token = told.token;
  snapshot = told.snapshot;
  isOffline = isOut = false;
  time.set(Date.parse(snapshot.at));
  refresh(told.live ?? "");
  for (const part of root.querySelectorAll("[name=csrf_token]")) part.value = token; // forms of a page that is open for hours
  if (isKept) try { await store.save(show, snapshot, me, time.ahead()); } catch { isKept = false; }
};

const send = async () => {
  const told = steps.slice(0, AT_ONCE), got = await tell(show, told, me, token);
  const ids = new Set(told.map((step) => step.id));
  steps = steps.filter((step) => !ids.has(step.id));
  await take(got);
  if (isKept) await store.sent(show, ids);
  draw();
  tellOf(told, got.results);
};

/* What came out otherwise than this phone had said. */
const tellOf = (told, results) => {
  const kinds = { closed: words.closed, unknown: words.gone, over: words.late, not_yours: words.notYours };
  results.forEach(({ result, counted }, index) => {
    const { kind, party: id, of } = told[index], party = kind === "undo" ? now().parties.find((one) => one.said.some((each) => each.id === of)) : find(id);
    const full = kind === "undo" ? words.stays : counted ? words.part : words.full;
    if (result === "already" && party) answer("warn", doubt(party));
    else if (result === "full") answer("bad", say(full, { name: nameOf(party), n: people(counted) }));
    else if (kinds[result]) answer("bad", say(kinds[result], { name: nameOf(party) }));
  });
};

const exchange = async () => {
  if (!token || !steps.length) await take(await ask(show, "snapshot", me));
  if (steps.length) draw();
  while (steps.length) await send();
};

/* Somebody else has signed in on this phone, and this page is not hers: she gets her own. What was pressed here stays for whose it is. */
const makeWay = async () => {
  root.hidden = true;
  try { await store.forgetPage(show); } catch { /* nothing was kept */ }
  location.reload();
};

const look = async () => {
  if (isBusy) return;
  isBusy = true;
  const had = token;
  try {
    await exchange().catch((failed) => {
      token = "";
      if (!had || failed instanceof Gone || failed instanceof SomebodyElse) throw failed;
      return exchange(); // a form that was open too long, or a session that has ended: the second time tells which
    });
  } catch (failed) {
    if (failed instanceof Gone) return await over();
    if (failed instanceof SomebodyElse) return await makeWay();
    isOut = failed instanceof SignedOut;
    isOffline = !isOut;
    if (snapshot && Date.parse(snapshot.expires) <= time.now()) return await over(); // nobody could say otherwise
  } finally { isBusy = false; }
  if (isOver && snapshot) return location.reload(); // it is not: this phone's clock was set ahead
  at("again").hidden = !isOut;
  if (snapshot) draw();
  else if (isOut) answer("warn", say(words.signedOut, { n: number.format(steps.length) }));
};

const press = async (step) => {
  const made = { id: crypto.randomUUID(), at: new Date(time.now()).toISOString(), people: 1, party: "", of: "", ...step };
  steps.push(made);
  draw();
  latest = Math.max(Math.floor(time.now()), latest + 1); // two in one millisecond keep their order
  if (isKept) try { await store.queue(show, made, latest); } catch { isKept = false; }
  await look();
};

const through = (kind, party, count) => {
  if (kind === "in" && snapshot.closed) return answer("bad", say(words.closed, { name: nameOf(party) }));
  const facts = { name: nameOf(party), n: people(count) }, room = now().capacity - now().inside;
  if (kind === "in" && room < count) return answer("bad", room > 0 ? say(words.tight, { ...facts, n: people(room) }) : say(words.full, facts));
  answer("good", say(words[kind], facts));
  return press({ kind, party: party.id, people: count });
};

const takeBack = (party, of) => {
  if (!list.undo(now(), of)) return answer("bad", say(words.stays, { name: nameOf(party) }));
  answer("good", say(words.undone, { name: nameOf(party) }));
  return press({ kind: "undo", of });
};

/* ---- looking for somebody ---- */

const byCode = async (typed) => {
  const code = list.readCode(typed), wanted = code && await list.digest(show, code);
  const party = wanted && now().parties.find((one) => one.digest === wanted);
  if (!party) return code !== null && (answer("bad", words.unknown), true);
  only = { party: party.id };
  const last = party.said.findLast((one) => one.way === "in");
  if (party.inside === party.people && last) answer("warn", say(words.already, { name: nameOf(party), by: last.by ?? (last.mine ? words.me : words.somebody), at: clock.format(new Date(last.at)) }));
  else answer("good", say(words.found, { name: nameOf(party), n: people(party.people) }));
  draw();
  return true;
};

const scanned = async (text) => {
  if (await byCode(text)) return;
  answer("bad", words.unknown);
};

at("find").addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = at("q").value;
  if (await byCode(typed)) { at("q").select(); return; }
  only = typed.trim() ? { name: typed } : null;
  draw();
});
at("q").addEventListener("input", () => { only = at("q").value.trim() && !list.readCode(at("q").value) ? { name: at("q").value } : null; draw(); });

at("parties").addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-do]"), party = pressed && find(pressed.closest("[data-party]").dataset.party);
  if (!party) return;
  const what = pressed.dataset.do;
  if (what === "undo") takeBack(party, pressed.dataset.of);
  else if (what === "out") through("out", party, party.inside);
  else through("in", party, what === "all" ? party.people - party.inside : 1);
});

at("scan").addEventListener("click", async () => {
  try {
    at("camera").hidden = false;
    at("scan").hidden = true;
    await scan.start(at("video"), root.dataset.decoder, scanned);
    at("stop").focus();
  } catch { stop(); answer("bad", words.camera); }
});
const stop = () => { scan.stop(at("video")); at("camera").hidden = true; at("scan").hidden = false; };
at("stop").addEventListener("click", () => { stop(); at("scan").focus(); });

/* ---- the beginning ---- */

const keep = async () => {
  if (!isKept || !("serviceWorker" in navigator)) { isKept = false; return; }
  try {
    await navigator.serviceWorker.register("/door/worker.js", { scope: "/door/" });
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload], link[rel=preload], script[src]")].map((part) => part.href || part.src);
    await store.keepPage(show, path("shell"), [...new Set([...parts, root.dataset.decoder])]);
  } catch { isKept = false; }
};

const begin = async () => {
  heard = ofServer(at("live"));
  try {
    const kept = await store.load(show, me);
    snapshot = kept?.snapshot ?? null;
    if (kept) time.set(Date.now() + kept.ahead);
    others = await store.foreign(show, me);
    steps = others ? [] : await store.queued(show);
  } catch { isKept = false; }
  if (others) { isKept = false; answer("warn", count(words.foreignOne, words.foreignMany, others)); }
  if (snapshot) draw();
  at("scan").hidden = !scan.canScan();
  await look();
  if (!snapshot && isOffline && !steps.length) await over(); // the worker had its page, and its time is over
  if (snapshot && !isOffline && !isOut) { await keep(); draw(); }
  root.dataset.ready = snapshot ? (isKept ? "kept" : "unkept") : "over";
};

addEventListener("beforeunload", (event) => { if (steps.length && !isKept) event.preventDefault(); });
const looking = setInterval(look, EVERY);
addEventListener("online", look);
addEventListener("offline", () => { isOffline = true; if (snapshot) draw(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
begin();
