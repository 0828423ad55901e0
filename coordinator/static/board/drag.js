/* Dragging an act onto a slot, a row of the list, or a ring of the map. Everything here has a button as well. */
(() => {
  "use strict";
  const desk = document.getElementById("desk"), { board } = window;
  if (!board) return;
  let held = null; // the element that is dragged: a candidate, or a slot with an act

  const clean = () => { for (const one of desk.querySelectorAll(".over")) one.classList.remove("over"); };
  const end = () => { held = null; board.dragging = false; document.body.classList.remove("dragging"); clean(); };
  document.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("#panel [draggable=true][data-artist]");
    if (!held) return;
    event.dataTransfer.setData("text/plain", held.dataset.act);
    event.dataTransfer.effectAllowed = "move";
    board.dragging = true;
    document.body.classList.add("dragging");
  });
  document.addEventListener("dragend", end);

  const target = (event) => held && event.target.closest?.("#panel [data-slot], #shows .pick[data-show]");
  document.addEventListener("dragover", (event) => {
    const over = target(event);
    if (held && over !== held) clean();
    if (!over || over === held) return;
    event.preventDefault();
    over.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const over = target(event);
    if (!over || over === held) return;
    event.preventDefault();
    const what = held;
    end();
    if (over.dataset.slot) onSlot(what, over);
    else onShow(what, over.dataset.show);
  });
  document.addEventListener("show:drop", ({ detail }) => {
    const what = held;
    end();
    if (what) onShow(what, String(detail.id));
  });

  const slots = (show) => desk.querySelector(`.pick[data-show="${CSS.escape(show)}"]`).getAttribute("href") + "/slots/";
  const name = (show) => (show === desk.dataset.opened ? "" : desk.querySelector(`.pick[data-show="${CSS.escape(show)}"] .pick-name`).textContent);
  const assign = (what, show, position, seen) => board.post(slots(show) + position, { artist_id: what.dataset.artist, instead_of: seen }, name(show));
  const move = (what, show, position, seen) => board.post(`${slots(desk.dataset.opened)}${what.dataset.slot}/move`, { sees: what.dataset.artist, to_show: show, to_position: position, instead_of: seen }, name(show));

  function onSlot(what, slot) {
    if (what.dataset.slot) move(what, desk.dataset.opened, slot.dataset.slot, slot.dataset.holds || "");
    else assign(what, desk.dataset.opened, slot.dataset.slot, slot.dataset.holds || "");
  }
  // let go on a show: its first empty slot
  function onShow(what, show) {
    const row = desk.querySelector(`.pick[data-show="${CSS.escape(show)}"]`);
    if (!row) return;
    const { free, locked } = row.dataset;
    if (!free) board.say(locked === "1" ? desk.dataset.closed : desk.dataset.full, "bad");
    else if (what.dataset.slot) move(what, show, free, "");
    else assign(what, show, free, "");
  }
})();
