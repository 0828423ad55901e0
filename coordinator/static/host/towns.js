// Towns typed ahead: the gazetteer's suggestions as options of the field's own list.
const field = document.getElementById("city");
const list = document.getElementById("towns");
let waiting;
let asked = 0;

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, 150);
});

async function suggest() {
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
