// The box one writes in: Enter sends, Shift + Enter makes a line, drafts are kept.

import { lengthOf, make } from "./dom.js";

const NEAR = 1000;

export class Composer {
  /** `send(text)` must reject with a Problem where the message was not taken: the text then stays. */
  constructor(form, { limit, send }) {
    this.form = form;
    this.area = form.querySelector("textarea");
    this.fault = form.querySelector(".fault");
    this.count = form.querySelector(".count");
    this.how = form.querySelector(".how");
    this.limit = limit;
    this.send = send;
    this.isSending = false;
    this.draft = "";
    this.area.addEventListener("input", () => this.#changed());
    this.area.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** Where one writes now: its label, a hint, and the draft that was left there. */
  set({ label, hint, draft }) {
    this.area.labels[0].textContent = label;
    this.area.placeholder = label;
    this.how.replaceChildren(
      `${hint} `,
      make("span", { class: "keys" }, "Enter sends, Shift + Enter starts a new line. "),
      `Up to ${this.limit.toLocaleString("en-GB")} characters.`,
    );
    this.draft = draft;
    this.area.value = sessionStorage.getItem(draft) ?? "";
    this.#say("");
    this.#changed();
  }

  /** Puts text in without sending it. */
  fill(text) {
    this.area.value = text;
    this.#changed();
    this.area.focus();
    this.area.setSelectionRange(text.length, text.length);
  }

  focus() {
    this.area.focus();
  }

  async #submit() {
    const text = this.area.value;
    const over = lengthOf(text.trim()) - this.limit;
    if (this.isSending || !text.trim()) return;
    if (over > 0) {
      this.#say(`This is ${over.toLocaleString("en-GB")} characters too long. Shorten it, or send it in two parts.`);
      return;
    }
    this.isSending = true;
    const draft = this.draft;
    try {
      this.#say("");
      await this.send(text.trim());
      if (this.draft === draft && this.area.value === text) this.area.value = "";
      if (this.draft !== draft) sessionStorage.removeItem(draft);
      this.#changed();
    } catch (problem) {
      this.#say(problem.sentence ?? "That did not work. Try again.");
    } finally {
      this.isSending = false;
    }
  }

  #say(words) {
    this.fault.textContent = words;
    this.fault.hidden = !words;
  }

  #changed() {
    const { area, count, limit } = this;
    if (this.draft) sessionStorage.setItem(this.draft, area.value);
    const left = limit - lengthOf(area.value);
    count.textContent = left > NEAR ? "" : left >= 0 ? `${left} characters left` : `${-left} characters too many`;
    count.classList.toggle("over", left < 0);
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }
}
