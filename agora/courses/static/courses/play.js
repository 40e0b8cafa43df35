// A move in a game spares the learner the whole page; without this module the form is simply sent.
const said = (game) => (game.querySelector("[role=alert]") ?? game.querySelector("[data-said]"))?.textContent.replace(/\s+/g, " ").trim() ?? "";

// The region is there before it says something: screen readers hear only what changes in it.
const heard = document.createElement("p");
heard.className = "vh";
heard.setAttribute("role", "status");
document.body.append(heard);

const plainly = (form, button) => {
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
};

addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter, game = form.closest("[data-game]");
  if (!game || event.defaultPrevented) return;
  event.preventDefault();
  if (game.getAttribute("aria-busy") === "true") return;
  game.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    if (!answer.ok && answer.status !== 422) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById(game.id);
    if (!next) throw new Error("no game");
    // What is over changes the rest of the lesson too: what is still open in it, where to go on.
    const ends = "over" in next.dataset !== "over" in game.dataset;
    const whole = ends && page.getElementById("main"), old = document.getElementById("main");
    if (whole && old) old.replaceWith(whole); else game.replaceWith(next);
    const same = button?.id && document.getElementById(button.id);
    const place = same || next.querySelector("[data-said]") || next;
    if (!same) place.tabIndex = -1;
    place.focus();
    heard.textContent = said(next);
  } catch {
    // An old turn moves nothing, so that sending it again is safe.
    plainly(form, button);
  }
});
