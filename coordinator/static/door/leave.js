/* Before somebody leaves this browser: signing out, or being erased, deletes what it keeps of doors, so what was pressed there without a
   network is sent first. Where that fails she is told how much would be lost, and says whether she stays. */
import * as store from "./store.js";
import { AT_ONCE, tell } from "./wire.js";

const box = document.getElementById("leaving"), words = box.dataset, number = new Intl.NumberFormat(document.documentElement.lang);
const part = (name) => box.querySelector(`[data-${name}]`);
const say = (one, many, count) => (count === 1 ? one : many.replace("{n}", number.format(count)));

const show = (isAsking, count) => {
  part("title").textContent = isAsking ? words.unsent : words.wait;
  part("text").textContent = isAsking ? say(words.lostOne, words.lostMany, count) : say(words.sendingOne, words.sendingMany, count);
  part("lose").textContent = say(words.loseOne, words.loseMany, count);
  part("lose").hidden = !isAsking;
  if (!box.open) box.showModal();
  part("stay").focus();
};

/* Doors that this phone knows, with what waits there, in its order; nothing where the browser keeps nothing. */
const known = async () => {
  try {
    await store.sweep();
    return await store.doors();
  } catch { return []; }
};
const waiting = async () => (await known()).filter(({ steps }) => steps.length);

/* Send what is hers; what somebody else pressed on this phone only she can send. */
const send = async (doors, token) => {
  for (const { show: id, me, steps } of doors) {
    while (me === words.me && steps.length) {
      const told = steps.slice(0, AT_ONCE);
      await tell(id, told, me, token);
      await store.sent(id, new Set(told.map((step) => step.id)));
      steps.splice(0, told.length);
    }
  }
};

const leave = async (form, button) => {
  const doors = await waiting(), left = () => doors.reduce((sum, { steps }) => sum + steps.length, 0);
  let hasChosen = false;
  const go = () => { form.dataset.leaves = "now"; box.close(); form.requestSubmit(button); };
  box.onclose = () => { hasChosen = true; };
  if (!left()) return go();
  show(false, left());
  for (const door of doors) try { await send([door], form.elements.csrf_token.value); } catch { /* it is counted below */ }
  if (hasChosen) return undefined;
  if (!left()) return go();
  part("lose").onclick = go;
  return show(true, left());
};

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.dataset.leaves === undefined || form.dataset.leaves === "now") return;
  event.preventDefault();
  leave(form, submitter);
});

/* On whichever page she opens next: what waits of a door whose page is gone by now is sent; and pages of doors that somebody else had
   opened on this phone show her no list, also without a network. */
const tidy = async () => {
  for (const { show: id, me, isOver, steps } of await known()) {
    if (me && me !== words.me) await store.forgetPage(id);
    else if (isOver && steps.length) {
      await send([{ show: id, me, steps }], document.querySelector("[name=csrf_token]").value);
      await store.forget(id);
    }
  }
};
tidy().catch(() => { /* no network: on the next page, or when she leaves */ });
