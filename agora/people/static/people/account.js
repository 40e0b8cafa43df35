// Passkeys, between a form and the browser; the time zone of this device, where none is chosen; and
// looking whether a copy of one's data is there by now.
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const bytes = (value) => Uint8Array.from(atob(value.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const keys = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const create = async ({ publicKey }) => {
  const made = await navigator.credentials.create({ publicKey: {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: keys(publicKey.excludeCredentials),
  } });
  return { made, response: { attestationObject: text(made.response.attestationObject) } };
};
const get = async ({ publicKey }) => {
  const made = await navigator.credentials.get({ publicKey: {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: keys(publicKey.allowCredentials),
  } });
  const { authenticatorData, signature, userHandle } = made.response;
  return { made, response: {
    authenticatorData: text(authenticatorData), signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  } };
};

if (window.PublicKeyCredential) for (const note of document.querySelectorAll("[data-no-passkey]")) note.hidden = true;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = form.querySelector("button");
  const problem = form.querySelector("[data-problem]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      const { asks } = form.dataset;
      const options = asks
        ? (await (await fetch(asks, { headers: { Accept: "application/json" } })).json()).request_options
        : JSON.parse(document.getElementById("passkey-options").textContent);
      const { made, response } = await (form.dataset.passkey === "create" ? create : get)(options);
      form.elements.credential.value = JSON.stringify({
        type: made.type, id: made.id, rawId: text(made.rawId),
        response: { clientDataJSON: text(made.response.clientDataJSON), ...response },
        clientExtensionResults: made.getClientExtensionResults(),
        authenticatorAttachment: made.authenticatorAttachment,
      });
      form.submit();
    } catch {
      problem.hidden = false;
      problem.focus();
      button.disabled = false;
    }
  });
}

const zone = document.querySelector("select[name=timezone]");
if (zone && !zone.value) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some(({ value }) => value === here)) zone.value = here;
}

const copies = document.getElementById("copies");
const look = async () => {
  const answer = await fetch(location.href).catch(() => 0);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("copies");
    if (found && !found.querySelector("[data-again]")) copies.replaceChildren(...found.childNodes);
  }
  if (copies.querySelector("[data-again]")) setTimeout(look, 3000);
};
if (copies?.querySelector("[data-again]")) setTimeout(look, 1000);
