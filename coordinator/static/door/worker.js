/* Answers for the pages of doors when there is no network: with the shell that the page has put away. It keeps nothing
   by itself, and deletes what is over, as store.js does. */

const DOOR = /^\/door\/([0-9a-z]+)$/;
const DAY = 86_400_000; // milliseconds
const PATIENCE = 4000; // milliseconds: then what is kept is better than a network that hardly answers

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), sweep()])));

const late = (answer) => new Promise((done, failed) => { answer.then(done, failed); setTimeout(() => failed(new Error("late")), PATIENCE); });

const page = async (request, path) => {
  const kept = async () => (await caches.open(`door-${DOOR.exec(path)[1]}`)).match(path);
  const answer = fetch(request);
  try {
    return await (await kept() ? late(answer) : answer);
  } catch {
    await sweep();
    return await kept() ?? answer;
  }
};

const part = async (request) => {
  const kept = await caches.match(request);
  if (kept && new URL(request.url).searchParams.has("v")) return kept; // its address changes with it
  try { return await fetch(request); } catch (failed) {
    if (kept) return kept;
    throw failed;
  }
};

addEventListener("fetch", (event) => {
  const { request } = event, { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && DOOR.test(pathname)) event.respondWith(page(request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(part(request));
});

/* Delete every door whose time is over: its rows, its key, its page; for a day not what was never sent, and its key. */
const sweep = () => new Promise((done) => {
  const asked = indexedDB.open("door");
  asked.onupgradeneeded = () => asked.transaction.abort(); // nothing was ever kept
  asked.onerror = () => done();
  asked.onsuccess = () => {
    const db = asked.result, change = db.transaction(["kept", "steps"], "readwrite"), over = [];
    change.objectStore("kept").openCursor().onsuccess = ({ target: { result: row } }) => {
      if (!row) return;
      const { key, expires, me } = row.value, past = Date.now() - Date.parse(expires);
      if (past < 0) { row.continue(); return; }
      over.push(row.key);
      const steps = change.objectStore("steps"), ofShow = IDBKeyRange.bound(`${row.key}|`, `${row.key}|\uffff`);
      steps.count(ofShow).onsuccess = ({ target: { result: waits } }) => {
        if (waits && past <= DAY) row.update({ key, expires, me });
        else { steps.delete(ofShow); row.delete(); }
        row.continue();
      };
    };
    change.oncomplete = change.onabort = () => { db.close(); Promise.all(over.map((show) => caches.delete(`door-${show}`))).then(done); };
  };
});
