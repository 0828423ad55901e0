// Dragging an act into a slot. Everything here has a button as well; this only saves a click.
(() => {
  "use strict";
  const form = document.getElementById("drop");
  if (!form) return;
  const kind = "text/x-artist";
  let held = "";

  for (const act of document.querySelectorAll(".candidate[draggable]")) {
    if (!act.querySelector("form")) { act.draggable = false; continue; }
    act.addEventListener("dragstart", (event) => {
      held = act.dataset.artist;
      event.dataTransfer.setData(kind, held);
      event.dataTransfer.effectAllowed = "move";
      document.body.classList.add("dragging");
    });
    act.addEventListener("dragend", () => { held = ""; document.body.classList.remove("dragging"); });
  }

  for (const slot of document.querySelectorAll("[data-slot]")) {
    slot.addEventListener("dragover", (event) => { if (held) { event.preventDefault(); slot.classList.add("over"); } });
    slot.addEventListener("dragleave", () => slot.classList.remove("over"));
    slot.addEventListener("drop", (event) => {
      event.preventDefault();
      const button = document.querySelector(`.candidate[data-artist="${CSS.escape(held)}"] form[action$="/slots/${slot.dataset.slot}"]`);
      if (!button) return;
      form.action = button.getAttribute("action");
      form.elements.artist_id.value = held;
      form.submit();
    });
  }
})();
