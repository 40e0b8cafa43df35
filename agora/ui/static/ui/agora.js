// Everything here makes a working page nicer; nothing here is needed to read, search or ask.
const $ = (query, root = document) => root.querySelector(query);
document.documentElement.classList.add("js");

// Explore: htmx is fetched at the first touch of the form, never for the first view.
let htmx;
const load = (form) => (htmx ??= new Promise((done, failed) => {
  const script = Object.assign(document.createElement("script"), { src: form.dataset.htmx, onload: done, onerror: failed });
  document.head.append(script);
}));
const narrow = matchMedia("(max-width: 59.99rem)");
const refresh = (form) => load(form).then(() => window.htmx.trigger(form, "refresh"), () => form.submit());
const explore = (event) => event.target.closest?.("#explore");
for (const kind of ["pointerdown", "focusin"])
  addEventListener(kind, (event) => { const form = explore(event); if (form) load(form).catch(() => {}); }, { passive: true });
addEventListener("change", (event) => {
  const form = explore(event);
  // In the sheet on a phone several boxes are ticked before “Show results”.
  if (form && event.target.name !== "q" && !(narrow.matches && event.target.closest("#facets"))) refresh(form);
});
addEventListener("submit", (event) => {
  const form = explore(event);
  if (form) { event.preventDefault(); refresh(form); }
});
// Addresses of searches stay short; what is sent to be kept goes whole, emptied fields too.
addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return;
  for (const [name, value] of [...formData]) if (!value || (name === "sort" && value === "relevance")) formData.delete(name);
});
let unfolded = [];
document.addEventListener("htmx:beforeSwap", () => { unfolded = [...document.querySelectorAll(".facet[open]")].map(({ id }) => id); });
document.addEventListener("htmx:afterSettle", () => {
  for (const id of unfolded) { const facet = document.getElementById(id); if (facet) facet.open = true; }
  const sentence = $("#sentence");
  if ($("#heard")) $("#heard").textContent = sentence?.textContent ?? "";
  // The button of the sheet is gone with it: go on reading where the results begin.
  if (sentence && document.activeElement === document.body) { sentence.tabIndex = -1; sentence.focus(); }
});

// Suggestions while typing: a combobox with a list below it.
let asking, wait;
const shut = (input) => { $(".suggest")?.remove(); input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
const ask = async (input) => {
  asking?.abort();
  asking = new AbortController();
  if (input.value.trim().length < 2) return shut(input);
  const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`, { signal: asking.signal }).catch(() => 0);
  if (!answer?.ok) return;
  const options = await answer.text();
  shut(input);
  if (!options.trim() || document.activeElement !== input) return;
  input.insertAdjacentHTML("afterend", `<ul class="suggest" id="suggest" role="listbox">${options}</ul>`);
  $("#suggest").setAttribute("aria-label", input.dataset.suggestLabel);
  input.setAttribute("aria-expanded", "true");
};
addEventListener("input", ({ target }) => {
  if (!target.dataset?.suggest) return;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": "suggest", "aria-autocomplete": "list" })) target.setAttribute(name, value);
  clearTimeout(wait);
  wait = setTimeout(ask, 160, target);
});
addEventListener("keydown", (event) => {
  const input = event.target;
  const options = input.dataset?.suggest ? [...document.querySelectorAll(".suggest [role=option]")] : [];
  if (!options.length) return;
  const at = options.findIndex((option) => option.ariaSelected === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    options[at]?.setAttribute("aria-selected", "false");
    const next = options.at((at + step + options.length + (at < 0 && step < 0)) % options.length);
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", next.id);
  } else if (event.key === "Escape") { event.preventDefault(); shut(input); }
  else if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.href = options[at].dataset.path; }
});
addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".suggest [role=option]");
  if (option) { event.preventDefault(); location.href = option.dataset.path; }
});
addEventListener("focusout", ({ target }) => { if (target.dataset?.suggest) shut(target); });

// Share with the device's own sheet, or copy the address.
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", async () => {
    const url = $("link[rel=canonical]")?.href ?? location.href;
    if (navigator.share) return navigator.share({ title: button.dataset.title, url }).catch(() => {});
    await navigator.clipboard.writeText(url);
    $("span", button).textContent = button.dataset.done;
  });
}

// A programme's hours in the reader's own zone.
for (const place of document.querySelectorAll("[data-utc]")) {
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  const when = new Date(place.dataset.utc);
  if (isNaN(when)) continue;
  place.textContent = place.dataset.say.replace("{time}", time.format(when));
  place.hidden = false;
}
