// The outline of a course: parts are dragged to their place. Without it there are buttons that do the same.
const list = document.getElementById("outline");
const acts = document.getElementById("acts");
let held;

const send = (fields) => {
  for (const [name, value] of Object.entries(fields)) {
    acts.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  acts.submit();
};
const lineAt = (target) => target.closest?.(".o-line");
const holderOf = (line) => line.parentElement.parentElement.dataset.into ?? "";
const clear = () => { for (const one of list.querySelectorAll(".over-before, .over-after")) one.classList.remove("over-before", "over-after"); };

// Where it would land: beside a part of its own sort, or at the end of a part that holds such.
function place(line, y) {
  if (!held || !line || line === held || held.parentElement.contains(line)) return null;
  if (line.dataset.sort === held.dataset.sort) {
    const box = line.getBoundingClientRect(), after = y > box.top + box.height / 2;
    const siblings = [...line.parentElement.parentElement.children].filter((one) => one !== held.parentElement);
    return { to: holderOf(line), at: siblings.indexOf(line.parentElement) + (after ? 1 : 0), line, after };
  }
  const inside = line.parentElement.querySelector(":scope > ol[data-into]");
  if (inside?.dataset.holds !== held.dataset.sort) return null;
  return { to: inside.dataset.into, at: [...inside.children].filter((one) => one !== held.parentElement).length, line, after: true };
}

if (list && acts) {
  document.getElementById("drag-help").hidden = false;
  for (const line of list.querySelectorAll(".o-line")) {
    const grip = Object.assign(document.createElement("span"), { className: "grip", textContent: "⠿", draggable: true });
    grip.setAttribute("aria-hidden", "true");
    line.prepend(grip);
  }
  list.addEventListener("dragstart", (event) => {
    if (!event.target.classList?.contains("grip")) return;
    held = lineAt(event.target);
    held.classList.add("held");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.key);
    event.dataTransfer.setDragImage(held, 10, 10);
  });
  list.addEventListener("dragover", (event) => {
    const found = place(lineAt(event.target), event.clientY);
    clear();
    if (!found) return;
    event.preventDefault();
    found.line.classList.add(found.after ? "over-after" : "over-before");
  });
  list.addEventListener("drop", (event) => {
    const found = place(lineAt(event.target), event.clientY);
    if (!found) return;
    event.preventDefault();
    send({ act: `place:${held.dataset.key}`, to: found.to, at: found.at });
  });
  list.addEventListener("dragend", () => { clear(); held?.classList.remove("held"); held = undefined; });
}
