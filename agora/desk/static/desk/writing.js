// The screen of a draft: saves by itself, changes rows in place, suggests names, narrows lists, formats text.
// Without it everything still works: every button submits.
const $ = (query, root = document) => root.querySelector(query);
const $$ = (query, root = document) => [...root.querySelectorAll(query)];
const EVERY = 3000, AGAIN = 8000, LONGEST_PAUSE = 60000;

let screen = $("#screen");
const form = () => $("#write");
const say = (text) => { const place = $(".saved"); if (place && place.textContent !== text) place.textContent = text; };
const keyOf = () => `agora.draft.${screen.dataset.key}`;

// ------------------------------------------------------------ saving by itself
let dirty = false, timer, busy = false, pause = AGAIN, changes = 0, stopped = false;

const typed = () => {
  const data = new FormData(form());
  // A file is sent with a button, never again and again.
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.delete("do");
  return data;
};
const remember = (sent = false) => {
  try { localStorage.setItem(keyOf(), JSON.stringify({ at: Date.now(), sent, data: [...typed()].filter(([name]) => name !== "csrfmiddlewaretoken") })); } catch { /* no room: the page itself still has it */ }
};
const forget = () => { try { localStorage.removeItem(keyOf()); } catch { /* nothing was kept */ } };

const schedule = (wait) => { clearTimeout(timer); if (!stopped) timer = setTimeout(save, wait); };
async function save() {
  if (busy || !dirty || stopped) return;
  busy = true;
  const mark = changes, data = typed();
  data.set("do", "autosave");
  say(screen.dataset.saving);
  let answer;
  try {
    answer = await fetch(form().action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" }, redirect: "error" });
  } catch { answer = null; }
  busy = false;
  const said = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json().catch(() => null) : null;
  if (answer?.status === 409 && said) { stopped = true; remember(); return collide(said.moved); }
  if (answer?.status === 422 && said) { say(said.refused); return; }
  if (!answer?.ok || !said) {
    // The line or the server is away: keep it here, try again, each time a little later.
    remember();
    say(screen.dataset.lost);
    pause = Math.min(pause * 1.5, LONGEST_PAUSE);
    return schedule(pause);
  }
  pause = AGAIN;
  // Joined with somebody else's, this page is behind until it is drawn anew: it keeps its revision till then.
  if (!said.joined) $("[name=seen]", form()).value = said.revision;
  for (const [name, value] of Object.entries(said.set)) { const field = form().elements[name]; if (field) field.value = value; }
  const hints = $("#hints");
  if (hints && !hints.contains(document.activeElement)) hints.innerHTML = said.hints;
  if (said.joined) {
    if (!(await renew(Object.keys(said.wrong)))) return schedule(pause);
    if (mark !== changes) return touched();
    dirty = false;
    forget();
    say(said.said);
    return;
  }
  if (mark === changes) { dirty = false; forget(); } else schedule(EVERY);
  say(said.said);
}
function collide(text) {
  const box = document.createElement("div");
  box.className = "alert";
  box.setAttribute("role", "alert");
  const line = document.createElement("p"), strong = document.createElement("strong");
  strong.textContent = text;
  line.append(strong);
  const button = Object.assign(document.createElement("button"), { className: "btn", name: "do", value: "stay", textContent: $(".bar .btn").textContent });
  box.append(line, button);
  form().prepend(box);
  button.focus();
}
// Somebody else's changes came in with ours: the screen is drawn anew, what is being typed stays. Says whether it was.
async function renew(wrong) {
  const url = new URL(form().action);
  url.searchParams.set("language", $("[name=language]", form()).value);
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) return false;
  const page = await answer.text(), here = document.activeElement?.name, held = {};
  for (const name of new Set([here, ...wrong])) if (name && form().elements[name]) held[name] = form().elements[name].value;
  swap(page);
  for (const [name, value] of Object.entries(held)) { const field = form().elements[name]; if (field && field.value !== value) field.value = value; }
  if (here) form().elements[here]?.focus?.();
  return true;
}
const touched = () => { dirty = true; changes += 1; say(screen.dataset.unsaved); schedule(EVERY); };
addEventListener("input", ({ target }) => { if (target.form === form() && target.type !== "search" && !target.closest(".rich-link") && target.name !== "other-language") touched(); });
addEventListener("online", () => { if (dirty) save(); });
addEventListener("visibilitychange", () => { if (document.hidden && dirty && !stopped) { remember(); save(); } });
addEventListener("submit", ({ target }) => { if (target === form()) { remember(true); stopped = true; clearTimeout(timer); } });
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

// What was typed while the line was away, and never came through.
function recover() {
  let kept;
  try { kept = JSON.parse(localStorage.getItem(keyOf())); } catch { return; }
  const now = $("[name=seen]", form());
  if (!kept?.data || Date.now() - kept.at > 14 * 864e5) return forget();
  const seen = kept.data.find(([name]) => name === "seen")?.[1];
  // What a button sent came through when the revision moved. Where somebody else saved while the line
  // was away, it is saved from the revision it began at: the server joins the two, or shows both.
  if ((kept.sent && seen !== now.value) || $(".alert", form())) return forget();
  let different = false;
  for (const [name, value] of kept.data) {
    const field = form().elements[name];
    if (field instanceof HTMLElement && ["TEXTAREA", "INPUT", "SELECT"].includes(field.tagName) && !["checkbox", "radio", "file", "hidden"].includes(field.type) && field.value !== value) { field.value = value; different = true; }
  }
  if (different) { now.value = seen; touched(); say(screen.dataset.kept); } else forget();
}

// ------------------------------------------------------------ rows in place
addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[name=do]");
  if (!button || button.form !== form() || !/^(add|remove|up|down):/.test(button.value)) return;
  event.preventDefault();
  if (busy) await new Promise((done) => setTimeout(done, 400));
  clearTimeout(timer);
  const data = new FormData(form());
  data.set("do", button.value);
  button.disabled = true;
  const answer = await fetch(form().action, { method: "POST", body: data }).catch(() => null);
  if (!answer?.ok) { button.disabled = false; remember(); return say(screen.dataset.lost); }
  swap(await answer.text());
  dirty = false;
});
function swap(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("screen");
  if (!fresh) return;
  screen.replaceWith(fresh);
  screen = fresh;
  prepare();
  const place = screen.dataset.place && document.getElementById(screen.dataset.place);
  if (place) {
    place.scrollIntoView({ block: "nearest" });
    ($("input:not([type=hidden]), select, textarea", place) ?? place).focus();
  }
}

// ------------------------------------------------------------ names of places, organisations, things
let asking, wait;
async function suggest(input) {
  asking?.abort();
  asking = new AbortController();
  const text = input.value.trim();
  if (text.length < 2) return;
  const path = screen.dataset.lookup.replace("SORT", input.dataset.points);
  const answer = await fetch(`${path}?q=${encodeURIComponent(text)}`, { signal: asking.signal }).catch(() => null);
  if (!answer?.ok) return;
  const { found } = await answer.json();
  let list = $("#found");
  if (!list) { list = Object.assign(document.createElement("datalist"), { id: "found" }); document.body.append(list); }
  list.replaceChildren(...found.map(({ reference, label }) => {
    const option = document.createElement("option");
    option.value = label;
    option.dataset.reference = reference;
    return option;
  }));
  input.setAttribute("list", "found");
}
addEventListener("input", ({ target }) => {
  if (!target.dataset?.points) return;
  const option = $$("#found option").find((one) => one.value === target.value);
  if (option) {
    if ("many" in target.dataset) return keep(target, option);
    const meant = form().elements[`${target.name}.is`];
    if (meant) meant.value = option.dataset.reference;
    return;
  }
  clearTimeout(wait);
  wait = setTimeout(suggest, 220, target);
});
function keep(input, option) {
  const list = $(".kept", input.closest(".pointer"));
  if (!$$("input", list).some((one) => one.value === option.dataset.reference)) {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: list.dataset.kept, value: option.dataset.reference, checked: true });
    label.append(box, option.value);
    list.append(label);
  }
  input.value = "";
  $("#found")?.replaceChildren();
  touched();
}

// ------------------------------------------------------------ long lists
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
addEventListener("input", ({ target }) => {
  if (!target.classList?.contains("narrow-list")) return;
  const asked = plain(target.value.trim()), field = target.closest(".ticks-field");
  for (const label of $$(".tick-list label", field)) label.hidden = Boolean(asked) && !plain(label.textContent).includes(asked);
  for (const fold of $$("details", field)) {
    const some = $$("label", fold).some((label) => !label.hidden);
    fold.hidden = !some;
    if (asked && some) fold.open = true;
  }
});

// ------------------------------------------------------------ formatted text
let editor;
const looksFormatted = (text) => /<\/?(p|ul|ol|li|h3|h4|strong|em|a|br|blockquote)\b/i.test(text);
const paragraphs = (text) => text.split(/\n[ \t]*\n+/).filter((one) => one.trim()).map((one) => {
  const line = document.createElement("p");
  one.trim().split("\n").forEach((part, n) => { if (n) line.append(document.createElement("br")); line.append(part.trim()); });
  return line.outerHTML;
}).join("");
async function format(area) {
  const kit = await (editor ??= import(screen.dataset.editor));
  if (!area.isConnected || area.hidden) return;
  const { Editor, Document, Paragraph, Text, Bold, Italic, Heading, BulletList, OrderedList, ListItem, Blockquote, HardBreak, Link, History } = kit;
  const label = area.labels[0], box = document.createElement("div"), bar = $("#rich-bar").content.firstElementChild.cloneNode(true);
  box.className = "rich";
  area.before(box);
  box.append(bar);
  const writing = new Editor({
    element: box,
    injectCSS: false,
    extensions: [Document, Paragraph, Text, Bold, Italic, Heading.configure({ levels: [3, 4] }), BulletList, OrderedList, ListItem, Blockquote, HardBreak, History,
      Link.configure({ openOnClick: false, autolink: false, enableTarget: false, protocols: ["mailto"], HTMLAttributes: { target: null, rel: null, class: null } })],
    content: looksFormatted(area.value) ? area.value : paragraphs(area.value),
    editorProps: { attributes: {
      role: "textbox", "aria-multiline": "true", class: "prose", lang: area.lang, dir: area.dir || "auto",
      "aria-label": label ? label.firstChild.textContent.trim() : "", ...(area.getAttribute("aria-describedby") ? { "aria-describedby": area.getAttribute("aria-describedby") } : {}),
    } },
    onUpdate() {
      area.value = writing.isEmpty ? "" : writing.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  area.hidden = true;
  label?.addEventListener("click", () => writing.commands.focus());
  area.focus = () => writing.commands.focus();
  const field = $(".rich-link", bar), address = $("input", field);
  const shown = () => {
    for (const button of $$("[data-mark]", bar)) {
      const on = writing.isActive(button.dataset.mark, button.dataset.mark === "heading" ? { level: 3 } : {});
      button.setAttribute("aria-pressed", on);
    }
  };
  writing.on("transaction", shown);
  shown();
  const does = {
    bold: (it) => it.toggleBold(), italic: (it) => it.toggleItalic(), heading: (it) => it.toggleHeading({ level: 3 }),
    bulletList: (it) => it.toggleBulletList(), orderedList: (it) => it.toggleOrderedList(), blockquote: (it) => it.toggleBlockquote(),
  };
  const setLink = () => {
    const given = address.value.trim(), href = /^(https?:|mailto:)/i.test(given) ? given : given && `https://${given}`;
    field.hidden = true;
    if (href) writing.chain().focus().extendMarkRange("link").setLink({ href }).run();
  };
  bar.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.link === "set") return setLink();
    if (button.dataset.link === "unset") { field.hidden = true; writing.chain().focus().extendMarkRange("link").unsetLink().run(); return; }
    if (button.dataset.mark === "link") {
      field.hidden = !field.hidden;
      address.value = writing.getAttributes("link").href ?? "";
      if (!field.hidden) address.focus();
      return;
    }
    does[button.dataset.mark](writing.chain().focus()).run();
  });
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); setLink(); }
    if (event.key === "Escape") { field.hidden = true; writing.commands.focus(); }
  });
}

function prepare() {
  for (const box of $$(".narrow-list", screen)) box.hidden = false;
  for (const area of $$("textarea[data-rich]", screen)) format(area).catch(() => { /* the plain box stays */ });
}
if (screen && form()) { prepare(); recover(); }
