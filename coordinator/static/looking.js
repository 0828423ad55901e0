// While a service looks for an address: asks now and then whether it is done, says so, and changes nothing by itself.
const note = document.querySelector("[data-looking]");
const EVERY = 3000, AT_MOST = 40;
let asked = 0;

async function look() {
  asked += 1;
  let waits = true;
  try {
    const answer = await fetch(note.dataset.looking, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) return;
    ({ waits } = await answer.json());
  } catch { /* without a network for a moment: the next time */ }
  if (waits && asked < AT_MOST) { setTimeout(look, EVERY); return; }
  note.setAttribute("aria-busy", "false");
  for (const part of note.children) part.hidden = !part.hasAttribute(waits ? "data-late" : "data-done");
}

if (note) setTimeout(look, EVERY);
