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

/* The count of a party follows from what was said of it and stands, in the order in which it happened (see coordinator/door/tally.py). */
const inOrder = (said) => [...said].sort((one, two) => Date.parse(one.at) - Date.parse(two.at));
const insideOf = (people, said) => inOrder(said).reduce((sum, one) => (one.way === "in" ? Math.min(sum + one.counted, people) : Math.max(sum - one.counted, 0)), 0);
const insideBefore = (party, one) => { const said = inOrder(party.said); return insideOf(party.people, said.slice(0, said.indexOf(one))); };

const settle = (now, party, said) => {
  const inside = insideOf(party.people, said);
  now.inside += inside - party.inside;
  party.inside = inside;
  party.said = said;
};

/* The snapshot with the steps that are not sent yet; each step says what it counted here. */
export const merged = (snapshot, steps) => {
  const now = structuredClone(snapshot), by = new Map(now.parties.map((party) => [party.id, party]));
  for (const step of steps) {
    if (step.kind === "undo") { undo(now, step.of); continue; }
    const party = by.get(step.party);
    if (!party || party.said.some((one) => one.id === step.id)) continue;
    const most = step.kind === "in" ? Math.min(party.people - party.inside, now.capacity - now.inside) : party.inside;
    const counted = Math.max(Math.min(step.people, most), 0);
    settle(now, party, [...party.said, { id: step.id, way: step.kind, people: step.people, counted, by: null, mine: true, at: step.at }]);
  }
  return now;
};

/* What stands of a party once one of it is undone: whom somebody else had let in as well, and so had not counted, counts now. */
const without = (party, undone) => {
  let freed = undone.way === "in" ? undone.counted : 0;
  return inOrder(party.said).filter((one) => one !== undone).map((one) => {
    const more = one.way === "in" ? Math.min(freed, one.people - one.counted) : 0;
    freed -= more;
    return { ...one, counted: one.counted + more };
  });
};

/* Undo a step; false, and nothing is changed, where that would bring back more than there is room for. */
export const undo = (now, id) => {
  const party = now.parties.find((each) => each.said.some((one) => one.id === id));
  if (!party) return true;
  const said = without(party, party.said.find((one) => one.id === id));
  if (insideOf(party.people, said) - party.inside > now.capacity - now.inside) return false;
  settle(now, party, said);
  return true;
};

export const expected = (now) => now.parties.filter((party) => ["ticket", "own"].includes(party.kind)).reduce((sum, party) => sum + Math.max(party.people - party.inside, 0), 0);

/* How many more may come in who are not expected: until a while after the start the others have their places. */
export const free = (now, at) => Math.max(now.capacity - now.inside - (at < Date.parse(now.late) ? expected(now) : 0), 0);

/* Who waits before the door and is to come in next, at an instant: nobody before then, and at a closed door. */
export const turn = (now, at) => (now.closed || at < Date.parse(now.late) ? undefined : (now.waits ?? []).find((party) => party.people <= free(now, at)));

/* Whether the same people were let in twice, and how many the room had no place for when they were let in. */
const entering = (party) => party.said.filter((one) => one.way === "in");
export const isDoubtful = (party) => entering(party).some((one) => insideBefore(party, one) + one.people > party.people);
export const leftOut = (party) => entering(party).reduce((sum, one) => sum + Math.max(Math.min(one.people, party.people - insideBefore(party, one)) - one.counted, 0), 0);

export const firstNames = (now, typed) => {
  const begins = typed.trim().toLocaleLowerCase();
  return now.parties.filter((party) => party.name.toLocaleLowerCase().split(" + ").some((name) => name.startsWith(begins)));
};

export const wordsOf = (now, at) => now.words.filter(([hour]) => Date.parse(hour) <= at).at(-1)?.[1] ?? "";
