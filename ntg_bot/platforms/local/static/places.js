// The list of channels, with unread marks; up and down move through it.

import { byId, make } from "./dom.js";

const GROUPS = [
  ["direct", "Messages", "●"],
  ["moderators", "Moderating", "✓"],
  ["community", "Communities", "#"],
];

/** Which messages of a channel this person has seen, kept in the browser. */
const seen = {
  key: (persona, channel) => `ntg-seen:${persona}:${channel}`,
  get: (persona, channel) => localStorage.getItem(seen.key(persona, channel)) ?? "",
  set: (persona, channel, id) => {
    if (id > seen.get(persona, channel)) localStorage.setItem(seen.key(persona, channel), id);
  },
};

export class Places {
  constructor(nav, { onChoose }) {
    this.nav = nav;
    this.onChoose = onChoose;
    this.persona = "";
    this.current = "";
    this.channels = new Map();
    this.unread = new Map();
    nav.addEventListener("keydown", (event) => this.#move(event));
    nav.addEventListener("click", (event) => {
      const link = event.target.closest("a.place");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      onChoose(link.dataset.channel);
    });
  }

  /** Draws the channels of a person; `recent` ids later than the last seen one are unread. */
  show(persona, channels) {
    this.persona = persona;
    this.channels = new Map(channels.map((channel) => [channel.id, channel]));
    this.unread = new Map(channels.map((channel) => {
      const last = seen.get(persona, channel.id);
      return [channel.id, new Set(channel.recent.filter((id) => id > last))];
    }));
    this.nav.replaceChildren(...GROUPS.flatMap(([kind, title, sign]) => {
      const inside = channels.filter((channel) => channel.kind === kind);
      return inside.length ? [make("h2", {}, title), make("ul", {}, ...inside.map((each) => this.#item(each, sign)))] : [];
    }));
    this.#mark();
  }

  choose(id) {
    this.current = id;
    this.read();
  }

  /** Everything in the open channel has been seen. */
  read(id = "") {
    const last = [...(this.unread.get(this.current) ?? []), id].sort().at(-1);
    if (last) seen.set(this.persona, this.current, last);
    this.unread.get(this.current)?.clear();
    this.#mark();
  }

  note(message) {
    if (message.author !== this.persona) this.unread.get(message.channel)?.add(message.id);
    this.#mark();
  }

  /** How many unread messages there are outside the open channel. */
  get waiting() {
    return [...this.unread.values()].reduce((sum, ids) => sum + ids.size, 0);
  }

  #item(channel, sign) {
    const href = `?${new URLSearchParams({ as: this.persona, in: channel.id })}`;
    return make("li", {}, make(
      "a",
      { class: "place", href, "data-channel": channel.id },
      make("span", { class: "sign", "aria-hidden": "true" }, sign),
      make("span", { class: "place-name" }, channel.name),
      make("span", { class: "badge", hidden: true }),
    ));
  }

  #mark() {
    for (const link of this.nav.querySelectorAll("a.place")) {
      const count = this.unread.get(link.dataset.channel)?.size ?? 0;
      const badge = link.querySelector(".badge");
      badge.replaceChildren(String(count), make("span", { class: "for-ears" }, count === 1 ? " unread message" : " unread messages"));
      badge.hidden = count === 0;
      link.classList.toggle("unread", count > 0);
      if (link.dataset.channel === this.current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const badge = byId("elsewhere");
    badge.replaceChildren(String(this.waiting), make("span", { class: "for-ears" }, " unread"));
    badge.hidden = this.waiting === 0;
    const name = this.channels.get(this.current)?.name ?? "";
    document.title = `${this.waiting ? `(${this.waiting}) ` : ""}${name} – NTG bot`;
  }

  #move(event) {
    const links = [...this.nav.querySelectorAll("a.place")];
    const at = links.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    links[(to + links.length) % links.length].focus();
  }
}
