/* What a phone keeps of a door: the snapshot, and what waits to be sent. Everything is encrypted with a key that the
   browser keeps and never hands out. Past its time it is deleted, by the page and by the worker, whoever is first; what
   was never sent, which has no name in it, a day later at the latest. */

const NAME = "door", SHELL = "door-", DAY = 86_400_000; // milliseconds

const open = () => new Promise((done, failed) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => { for (const store of ["kept", "steps"]) asked.result.createObjectStore(store); };
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});

const run = async (store, mode, act) => {
  const db = await open();
  try {
    return await new Promise((done, failed) => {
      const change = db.transaction(store, mode), asked = act(change.objectStore(store));
      change.oncomplete = () => done(asked.result);
      change.onabort = change.onerror = () => failed(change.error);
    });
  } finally { db.close(); }
};

const get = (store, name) => run(store, "readonly", (rows) => rows.get(name));
const put = (store, name, value) => run(store, "readwrite", (rows) => rows.put(value, name));
const all = (store, range) => run(store, "readonly", (rows) => rows.getAll(range));
const drop = (store, range) => run(store, "readwrite", (rows) => rows.delete(range));
const ofShow = (show) => IDBKeyRange.bound(`${show}|`, `${show}|\uffff`);

const seal = async (key, value) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, body: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(value))) };
};
const unseal = async (key, { iv, body }) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, body)));

/* The key of a show on this phone, made once; two pages at a time get the same. */
const keyOf = async (show, expires) => {
  const known = await get("kept", show);
  if (known) return known.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await run("kept", "readwrite", (rows) => {
    const there = rows.get(show);
    there.onsuccess = () => { if (!there.result) rows.put({ key, expires }, show); };
    return there;
  });
  return (await get("kept", show)).key;
};

/* `ahead`: by how many milliseconds the server's clock is ahead of this phone's, by which what is kept expires. */
export const save = async (show, snapshot, me, ahead) => {
  const expires = new Date(Date.parse(snapshot.expires) - ahead).toISOString(), key = await keyOf(show, expires);
  await put("kept", show, { key, expires, ahead, me, snapshot: await seal(key, snapshot) });
};

/* How many steps of somebody else wait on this phone: she alone can send them. */
export const foreign = async (show, me) => {
  const kept = await get("kept", show);
  return kept && kept.me !== me ? (await all("steps", ofShow(show))).length : 0;
};

/* What is kept for this person, and how far the server's clock is ahead; nothing of somebody who used this phone before her, but for what she has to send. */
export const load = async (show, me) => {
  await sweep();
  const kept = await get("kept", show);
  if (!kept?.snapshot) return null;
  if (kept.me !== me) { if (!await foreign(show, me)) await forget(show); return null; }
  return { snapshot: await unseal(kept.key, kept.snapshot), ahead: kept.ahead ?? 0 };
};

export const queue = async (show, step, number) => {
  const { key } = await get("kept", show);
  await put("steps", `${show}|${String(number).padStart(16, "0")}|${step.id}`, { id: step.id, ...await seal(key, step) });
};

export const queued = async (show) => {
  const kept = await get("kept", show);
  return kept ? Promise.all((await all("steps", ofShow(show))).map((row) => unseal(kept.key, row))) : [];
};

/* All that waits on this phone, door by door: the show, whose it is, whether its page is gone, the steps in their order. */
export const doors = async () => {
  const shows = await run("kept", "readonly", (rows) => rows.getAllKeys());
  return Promise.all(shows.map(async (show) => {
    const kept = await get("kept", show);
    return { show, me: kept?.me, isOver: !kept?.snapshot, steps: await queued(show) };
  }));
};

export const sent = async (show, ids) => {
  const db = await open();
  try {
    await new Promise((done, failed) => {
      const change = db.transaction("steps", "readwrite"), cursor = change.objectStore("steps").openCursor(ofShow(show));
      cursor.onsuccess = () => {
        if (!cursor.result) return;
        if (ids.has(cursor.result.value.id)) cursor.result.delete();
        cursor.result.continue();
      };
      change.oncomplete = done;
      change.onabort = change.onerror = () => failed(change.error);
    });
  } finally { db.close(); }
};

/* The page alone: the worker has nothing to answer with any more. */
export const forgetPage = (show) => caches.delete(SHELL + show);

export const forget = async (show) => {
  await drop("steps", ofShow(show));
  await drop("kept", show);
  await forgetPage(show);
};

/* Keep of a door nothing but what waits to be sent, which has no name in it. */
export const keepSteps = async (show) => {
  const { key, expires, me } = await get("kept", show);
  await put("kept", show, { key, expires, me });
  await forgetPage(show);
};

/* Delete every door whose time is over; of one with something to send all but that. */
export const sweep = async () => {
  for (const show of await run("kept", "readonly", (rows) => rows.getAllKeys())) {
    const kept = await get("kept", show), past = kept ? Date.now() - Date.parse(kept.expires) : -1;
    if (past < 0) continue;
    await (past <= DAY && (await all("steps", ofShow(show))).length ? keepSteps(show) : forget(show));
  }
};

/* Keep the page's shell and all it needs, for the worker to answer with. */
export const keepPage = async (show, shell, parts) => {
  const cache = await caches.open(SHELL + show), answer = await fetch(shell, { cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("no shell");
  await cache.put(`/door/${show}`, answer);
  await cache.addAll(parts);
};
