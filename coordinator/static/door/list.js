/* The list of a door as this phone has it: the snapshot, with what waits to be sent on top. No page, no network. */

/* The code that somebody typed or scanned, as tickets show it; null where it can be none (see coordinator/codes.py). */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LIKE = { O: "0", I: "1", L: "1" };
const twice = (number) => (number < 16 ? number << 1 : (number << 1) ^ 0b100101);

export const readCode = (typed) => {
  const signs = [...typed.toUpperCase()].filter((sign) => !/[\s\u2010\u2011\u2013-]/.test(sign)).map((sign) => LIKE[sign] ?? sign);
  if (signs.length !== 13 || signs.some((sign) => !SIGNS.includes(sign))) return null;
  const check = signs.slice(0, 12).reduce((total, sign) => twice(total ^ SIGNS.indexOf(sign)), 0);
  if (SIGNS[check] !== signs[12]) return null;
  const text = signs.join("");
  return `${text.slice(0, 4)}-${text.slice(4, 9)}-${text.slice(9)}`;
};

export const digest = async (show, code) => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${show}|${code}`));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

/* The snapshot with the steps that are not sent yet; each step says what it counted here. */
export const merged = (snapshot, steps) => {
  const now = structuredClone(snapshot), by = new Map(now.parties.map((party) => [party.id, party]));
  for (const step of steps) {
    if (step.kind === "undo") { undone(now, step.of); continue; }
    const party = by.get(step.party);
    if (!party || party.said.some((one) => one.id === step.id)) continue;
    const inside = step.kind === "in", most = inside ? Math.min(party.people - party.inside, now.capacity - now.inside) : party.inside;
    const counted = Math.max(Math.min(step.people, most), 0), change = inside ? counted : -counted;
    party.inside += change;
    now.inside += change;
    party.said.push({ id: step.id, way: step.kind, people: step.people, counted, by: null, mine: true, at: step.at });
  }
  return now;
};

const undone = (now, id) => {
  for (const party of now.parties) {
    const one = party.said.find((each) => each.id === id);
    if (!one) continue;
    const room = Math.max(Math.min(party.people - party.inside, now.capacity - now.inside), 0);
    const change = one.way === "in" ? -Math.min(one.counted, party.inside) : Math.min(one.counted, room);
    party.inside += change;
    now.inside += change;
    party.said = party.said.filter((each) => each !== one);
  }
};

export const expected = (now) => now.parties.filter((party) => ["ticket", "own"].includes(party.kind)).reduce((sum, party) => sum + Math.max(party.people - party.inside, 0), 0);

/* How many more may come in who are not expected: until a while after the start the others have their places. */
export const free = (now, at) => Math.max(now.capacity - now.inside - (at < Date.parse(now.late) ? expected(now) : 0), 0);

export const isDoubtful = (party) => party.said.some((one) => one.way === "in" && one.counted < one.people);

export const firstNames = (now, typed) => {
  const begins = typed.trim().toLocaleLowerCase();
  return now.parties.filter((party) => party.name.toLocaleLowerCase().split(" + ").some((name) => name.startsWith(begins)));
};

export const wordsOf = (now, at) => now.words.filter(([hour]) => Date.parse(hour) <= at).at(-1)?.[1] ?? "";
