// A search under way: the part of the page that tells how far it is, fetched again now and then. A link does the same.
(() => {
  "use strict";
  const every = 2000; // milliseconds

  async function look() {
    const here = document.getElementById("progress");
    if (!here) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const there = page.getElementById("progress");
      if (!answer.ok || !there) { location.reload(); return; }
      if (there.textContent !== here.textContent && !here.contains(document.activeElement)) here.replaceWith(there);
    } catch { /* offline for a moment; the next look tells */ }
    setTimeout(look, every);
  }
  setTimeout(look, every);
})();
