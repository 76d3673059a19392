// Buttons and forms inside the bot's messages.

import { newKey, post } from "./api.js";
import { announce, lengthOf, make } from "./dom.js";

/** Sends presses and forms of any message inside `root`. `persona` says who acts. */
export function serve(root, { persona, onSend, onProblem }) {
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-action]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const { action, value } = button.dataset;
    await send(button, "/api/actions", { action, value }, { persona, onSend, onProblem });
  });
  root.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.card-form");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") return;
    if (!check(form)) return;
    form.dataset.sent = "yes";
    form.classList.remove("sent");
    const { action, value } = form.dataset;
    await send(button, "/api/forms", { action, value, values: valuesOf(form) }, { persona, onSend, onProblem });
  });
}

/** A second click while the first is on its way does nothing. */
async function send(button, path, body, { persona, onSend, onProblem }) {
  const message = button.closest(".message").dataset.id;
  button.setAttribute("aria-disabled", "true");
  onSend(message);
  try {
    await post(path, { persona: persona(), message, key: newKey(), ...body });
    button.closest("form")?.classList.add("sent");
    announce(`${button.textContent.trim()}: sent.`);
  } catch (problem) {
    onProblem(problem);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

function valuesOf(form) {
  const values = {};
  for (const field of form.querySelectorAll("fieldset.field")) {
    const inputs = [...field.querySelectorAll("input")];
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    values[inputs[0].name] = inputs[0].type === "checkbox" ? chosen : (chosen[0] ?? "");
  }
  for (const input of form.querySelectorAll(".field > input, .field > textarea")) values[input.name] = input.value;
  return values;
}

/** What is wrong with one field, in words, or nothing. */
function faultOf(field) {
  const label = field.dataset.label;
  if (field.tagName === "FIELDSET") {
    const isChosen = field.querySelector("input:checked") !== null;
    return "required" in field.dataset && !isChosen ? `Choose an answer for “${label}”.` : "";
  }
  const input = field.querySelector("input, textarea");
  const limit = Number(input.dataset.max || 0);
  if (input.required && !input.value.trim()) return `Fill in “${label}”.`;
  const over = limit ? lengthOf(input.value) - limit : 0;
  return over > 0 ? `Shorten “${label}” by ${over} ${over === 1 ? "character" : "characters"}.` : "";
}

/** Marks every fault at its field and lists them; true where there is none. */
function check(form) {
  for (const field of form.querySelectorAll(".field")) {
    const fault = faultOf(field);
    const place = field.querySelector(".error");
    place.textContent = fault;
    place.hidden = !fault;
    field.classList.toggle("wrong", Boolean(fault));
    const input = field.querySelector(":scope > input, :scope > textarea");
    if (fault && input) input.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }
  return !findFault(form);
}

/** Lists the faults of a form at its top and takes the reader there; false where there is none. */
export function findFault(root) {
  const form = root.matches("form") ? root : root.querySelector("form.card-form");
  const summary = form?.querySelector(".form-fault");
  const wrong = [...(form?.querySelectorAll(".field.wrong") ?? [])];
  if (!summary) return false;
  summary.hidden = wrong.length === 0;
  if (!wrong.length) return false;
  const links = wrong.map((field) => {
    const input = field.querySelector("input, textarea");
    return make("li", {}, make("a", {
      href: `#${input.id}`,
      onclick: (event) => { event.preventDefault(); input.focus(); },
    }, field.querySelector(".error").textContent));
  });
  summary.replaceChildren(make("p", {}, wrong.length === 1 ? "One thing to put right:" : `${wrong.length} things to put right:`), make("ul", {}, ...links));
  summary.focus();
  return true;
}

/** Carries what was typed into the redrawn form, unless the bot took the form away. */
export function keepTyped(old, fresh) {
  for (const form of old.querySelectorAll("form.card-form")) {
    if (form.dataset.sent) continue;
    const twin = [...fresh.querySelectorAll("form.card-form")].find((each) => each.dataset.action === form.dataset.action);
    if (!twin) continue;
    for (const input of form.querySelectorAll("input, textarea")) {
      const isChoice = input.type === "radio" || input.type === "checkbox";
      const same = [...twin.querySelectorAll("input, textarea")].find(
        (each) => each.name === input.name && (!isChoice || each.value === input.value),
      );
      if (!same) continue;
      if (isChoice) { if (input.checked !== input.defaultChecked) same.checked = input.checked; }
      else if (input.value !== input.defaultValue) same.value = input.value;
    }
  }
}
