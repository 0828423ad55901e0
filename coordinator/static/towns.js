// Towns typed ahead: the gazetteer's suggestions as options of the list that a field of the page names, one at a time.
let waiting;
let asked = 0;

for (const field of document.querySelectorAll("input[list]")) {
  const list = document.getElementById(field.getAttribute("list"));
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => suggest(field, list), 150);
  });
}

async function suggest(field, list) {
  const turn = ++asked;
  const answer = await fetch(`${list.dataset.url}?q=${encodeURIComponent(field.value)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || turn !== asked) return;
  const { towns } = await answer.json();
  list.replaceChildren(...towns.map((name) => {
    const option = document.createElement("option");
    option.value = name;
    return option;
  }));
}
