// Dragging an act into a slot, and the keys that undo and redo. Everything here has a button as well.
(() => {
  "use strict";
  let held = null;

  for (const act of document.querySelectorAll(".candidate[draggable]")) {
    act.addEventListener("dragstart", (event) => {
      held = act;
      event.dataTransfer.setData("text/x-artist", act.dataset.artist);
      event.dataTransfer.effectAllowed = "move";
      document.body.classList.add("dragging");
    });
    act.addEventListener("dragend", () => { held = null; document.body.classList.remove("dragging"); });
  }

  for (const slot of document.querySelectorAll("[data-slot]")) {
    slot.addEventListener("dragover", (event) => { if (held) { event.preventDefault(); slot.classList.add("over"); } });
    slot.addEventListener("dragleave", () => slot.classList.remove("over"));
    slot.addEventListener("drop", (event) => {
      event.preventDefault();
      held?.querySelector(`form[action$="/slots/${slot.dataset.slot}"]`)?.requestSubmit();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input, textarea")) return;
    const form = document.getElementById(event.shiftKey ? "redo" : "undo");
    if (form) { event.preventDefault(); form.requestSubmit(); }
  });
})();
