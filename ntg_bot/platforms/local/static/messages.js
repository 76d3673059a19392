// Messages in a log: building, inserting in order, redrawing in place.

import { byId, make } from "./dom.js";
import { findFault, keepTyped } from "./forms.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hour12: true });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const instant = new Intl.DateTimeFormat("en-GB", {
  weekday: "long", day: "numeric", month: "long", year: "numeric",
  hour: "numeric", minute: "2-digit", hour12: true, timeZoneName: "short",
});

function dayName(date) {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return "Today";
  if (date.toDateString() === yesterday.toDateString()) return "Yesterday";
  return day.format(date);
}

function initials(name) {
  return name.split(/\s+/).map((word) => word[0] ?? "").join("").slice(0, 2).toUpperCase();
}

/** One list of messages on the page. `prefix` keeps ids apart where a message is shown twice. */
export class Log {
  constructor(element, { prefix = "", onThread = null, newer = null } = {}) {
    this.element = element;
    this.prefix = prefix;
    this.onThread = onThread;
    this.newer = newer;
    newer?.addEventListener("click", () => this.toEnd());
    element.addEventListener("scroll", () => this.#atEnd() && newer && (newer.hidden = true));
  }

  /** Shows these messages and nothing else, without reading them all out. */
  show(messages, replies, extra = null) {
    this.element.setAttribute("aria-live", "off");
    this.element.replaceChildren();
    if (extra) this.element.append(extra);
    for (const message of messages) this.element.append(this.#article(message, replies?.get(message.id)));
    this.#dividers();
    this.toEnd();
    const last = this.element.querySelector(".message:last-child");
    if (last && messages.length > 1) this.#reveal(last);
    requestAnimationFrame(() => this.element.setAttribute("aria-live", "polite"));
  }

  /**
   * Adds the message where its time puts it, or redraws it. Returns true if it was new.
   * One that was waited for (`isAwaited`) comes into view wherever one has scrolled to.
   */
  put(message, { replies, isAwaited = false } = {}) {
    const there = this.find(message.id);
    if (there) {
      this.#redraw(there, message, replies);
      return false;
    }
    const follow = this.#atEnd();
    const article = this.#article(message, replies);
    const after = [...this.element.querySelectorAll(".message")].findLast((each) => each.dataset.order < article.dataset.order);
    if (after) after.after(article);
    else this.element.append(article);
    this.#dividers();
    if (follow || isAwaited) this.#reveal(article);
    else if (this.newer) this.newer.hidden = false;
    return true;
  }

  find(id) {
    return byId(`${this.prefix}m-${id}`);
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    if (this.newer) this.newer.hidden = true;
  }

  /** The line under a message that opens its thread. */
  setReplies(id, count) {
    const button = this.find(id)?.querySelector(".replies");
    if (button) this.#label(button, count);
  }

  focusReplies(id) {
    this.find(id)?.querySelector(".replies")?.focus();
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < 80;
  }

  /** A message taller than the window is shown from its beginning. */
  #reveal(article) {
    const isTall = article.offsetHeight > this.element.clientHeight;
    article.scrollIntoView({ block: isTall ? "start" : "end" });
  }

  #article(message, replies = 0) {
    const at = new Date(message.posted_at);
    const time = clock.format(at);
    const face = message.is_bot
      ? make("div", { class: "face" }, make("img", { src: "/local/bot.svg", alt: "", width: 40, height: 40 }))
      : make("div", { class: "face", "aria-hidden": "true" }, initials(message.name));
    const article = make(
      "article",
      {
        class: "message",
        id: `${this.prefix}m-${message.id}`,
        tabindex: "-1",
        "aria-label": `${message.name}, ${time}`,
        "data-id": message.id,
        "data-order": `${message.posted_at} ${message.id}`,
        "data-day": at.toDateString(),
      },
      face,
      make(
        "div",
        { class: "by" },
        make("span", { class: "who" }, message.name),
        message.is_bot && make("span", { class: "mark bot" }, "bot"),
        make("time", { datetime: message.posted_at, title: instant.format(at) }, time),
        message.is_private && make("span", { class: "mark" }, "only you can see this"),
        make("span", { class: "mark changed", hidden: !message.edited_at }, "changed"),
      ),
      this.#body(message),
    );
    if (this.onThread) {
      const button = make("button", { type: "button", class: "replies", onclick: () => this.onThread(message.id) });
      this.#label(button, replies);
      article.append(button);
    }
    return article;
  }

  #label(button, count) {
    button.textContent = count ? `${count} ${count === 1 ? "reply" : "replies"}` : "Reply in thread";
    button.classList.toggle("none", !count);
    if (count) button.setAttribute("aria-label", `${button.textContent}, open the thread`);
    else button.removeAttribute("aria-label");
  }

  /** The server's HTML, which escapes everything people wrote; ids are kept apart by `prefix`. */
  #body(message) {
    const body = make("div", { class: "body" });
    body.innerHTML = message.html;
    body.dataset.edited = message.edited_at;
    if (this.prefix) {
      for (const element of body.querySelectorAll("[id]")) element.id = this.prefix + element.id;
      for (const name of ["for", "aria-describedby", "aria-labelledby"]) {
        for (const element of body.querySelectorAll(`[${name}]`)) {
          const ids = element.getAttribute(name).split(" ");
          element.setAttribute(name, ids.map((id) => this.prefix + id).join(" "));
        }
      }
    }
    for (const time of body.querySelectorAll("time[datetime]")) {
      time.textContent = instant.format(new Date(time.dateTime));
    }
    return body;
  }

  /** Replaces the body; what was typed and where the focus was are kept. */
  #redraw(article, message, replies) {
    const old = article.querySelector(".body");
    if (old.dataset.edited === message.edited_at) return;
    const fresh = this.#body(message);
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const wasSent = old.querySelector("form[data-sent]") !== null;
    keepTyped(old, fresh);
    old.replaceWith(fresh);
    article.querySelector(".changed").hidden = !message.edited_at;
    if (replies !== undefined) this.setReplies(message.id, replies);
    if (focused) this.#refocus(article, fresh, focused, wasSent);
  }

  #refocus(article, body, focused, wasSent) {
    if (wasSent && findFault(body)) return;
    const { action, value } = focused.dataset;
    const same = (focused.id && byId(focused.id))
      || (action && [...body.querySelectorAll("[data-action]")].find(
        (each) => each.tagName === "BUTTON" && each.dataset.action === action && each.dataset.value === value,
      ));
    (same || article).focus();
  }

  #dividers() {
    let last = "";
    for (const article of this.element.querySelectorAll(".message")) {
      if (article.dataset.day !== last && !article.previousElementSibling?.classList.contains("day")) {
        article.before(make("p", { class: "day" }, dayName(new Date(article.querySelector("time").dateTime))));
      }
      last = article.dataset.day;
    }
  }
}
