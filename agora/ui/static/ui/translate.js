// The page of segments: saves by itself, and puts an offer into its field. Without it, the form does.
const form = document.querySelector("[data-segments]");
const told = form && form.querySelector("[data-saved]");
if (form && told) {
  const PAUSE = 2500;
  let timer = 0, busy = false, again = false;
  const changed = new Set();

  const field = (name) => form.elements.namedItem(name);

  async function save() {
    if (busy) { again = true; return; }
    const keys = [...changed];
    if (!keys.length) return;
    changed.clear();
    busy = true;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    for (const key of keys) {
      for (const part of ["t", "d", "m"]) {
        const one = field(`${part}:${key}`);
        if (one) body.set(`${part}:${key}`, one.value);
      }
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" } });
      const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      if (!answer.ok) keys.forEach((key) => changed.add(key));
      if (said.message) told.textContent = said.message;
      for (const [key, seen] of Object.entries(said.seen || {})) {
        if (!changed.has(key) && !(said.wrong || {})[key]) field(`d:${key}`).value = seen;
      }
      for (const key of keys) {
        const box = field(`t:${key}`);
        const wrong = (said.wrong || {})[key];
        box.toggleAttribute("aria-invalid", Boolean(wrong));
        if (wrong) told.textContent = wrong.join(" ");
      }
    } catch {
      keys.forEach((key) => changed.add(key));
    }
    busy = false;
    if (again) { again = false; save(); }
  }

  form.addEventListener("input", (event) => {
    const { name, value } = event.target;
    if (!name) return;
    const key = name.slice(2);
    if (name.startsWith("o:") && event.target.checked) {
      field(`t:${key}`).value = value;
      event.target.checked = false;
    } else if (!name.startsWith("t:")) return;
    changed.add(key);
    told.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  addEventListener("pagehide", () => { if (changed.size) save(); });
}
