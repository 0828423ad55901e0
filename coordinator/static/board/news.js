/* What other leads do meanwhile: asked every few seconds while the page is looked at. News are drawn at once, unless the
   lead is in the middle of something; then one quiet line says so, and her own choice stays as it is. */
(() => {
  "use strict";
  const desk = document.getElementById("desk"), { board } = window;
  if (!board || !desk.dataset.news) return;
  const EVERY = 4000; // milliseconds

  const atWork = () => {
    const at = document.activeElement;
    return board.dragging || board.busy > 0 || (desk.contains(at) && at.matches("input:not([type=hidden]), textarea, select")) || desk.querySelector("details.menu[open], details.insist[open]") !== null;
  };
  const show = () => board.go(location.href, {}, { move: "" });

  async function look() {
    if (document.visibilityState === "visible" && board.busy === 0) {
      try {
        const before = board.newest;
        const answer = await fetch(`${desk.dataset.news}?after=${before}`, { credentials: "same-origin", headers: { Accept: "application/json" } });
        if (answer.status === 404) { board.say(desk.dataset.gone, "bad", { stays: true }); return; } // not hers any more
        if (answer.ok && !answer.redirected) await tell(await answer.json(), before);
      } catch { /* offline for a moment; the next look tells */ }
    }
    setTimeout(look, EVERY);
  }

  async function tell({ newest, said = [] }, before) {
    if (newest <= before || newest <= board.newest) return; // nothing, or the lead's own step has drawn it already
    const words = said.slice(-3).map((one) => (/[.!?。]$/.test(one) ? one : `${one}.`)).join(" ");
    if (atWork()) {
      board.newest = newest;
      board.say(words || desk.dataset.meanwhile, "news", { more: board.button(desk.dataset.look, show) });
    } else {
      await show();
      board.newest = Math.max(board.newest, newest);
      if (words) board.say(words, "news");
    }
  }
  setTimeout(look, EVERY);
})();
