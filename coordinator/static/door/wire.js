/* What goes between a phone and the server of a door: one request, one bundle of steps. */

const PATIENCE = 15_000; // milliseconds
export const AT_ONCE = 100; // steps in one request; the server takes no more than some hundreds
export class SignedOut extends Error {}
export class Gone extends Error {} // there is no such door for who asks
export class SomebodyElse extends Error {} // who is signed in is not whose page asks

/* `me`: whose page asks; the server answers nobody else, who may have signed in on this phone since. */
export const ask = async (show, what, me, options = {}) => {
  const got = await fetch(`/door/${show}/${what}`, { ...options, headers: { ...options.headers, Accept: "application/json", "X-Door-Person": me }, signal: AbortSignal.timeout(PATIENCE) });
  if (got.status === 409) throw new SomebodyElse();
  if (got.status === 404) throw new Gone();
  if (got.redirected) throw new SignedOut();
  if (!got.ok) throw new Error(String(got.status));
  return got.json();
};

/* A fresh token for what is sent last: the door's own page may be gone. */
export const freshToken = async () => {
  const got = await fetch("/door/", { signal: AbortSignal.timeout(PATIENCE) });
  if (got.redirected || !got.ok) throw new SignedOut();
  return new DOMParser().parseFromString(await got.text(), "text/html").querySelector("[name=csrf_token]").value;
};

export const tell = (show, steps, me, token) => ask(show, "steps", me, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ steps }) });
