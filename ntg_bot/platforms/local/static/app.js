// The page: who one is, where one is, and what comes in.

import { get, listen, newKey, post } from "./api.js";
import { Composer } from "./composer.js";
import { announce, byId, make } from "./dom.js";
import { serve } from "./forms.js";
import { Log } from "./messages.js";
import { Places } from "./places.js";
import { Thinking } from "./thinking.js";

const workspace = byId("workspace");
const persona = byId("persona");
const side = byId("side");
const tries = byId("tries");
const limit = Number(document.body.dataset.maxText);
const narrow = matchMedia("(max-width: 760px)");
const oneColumn = matchMedia("(max-width: 1100px)");

const here = { persona: "", channel: "", thread: "" };
const messages = new Map(); // of the open channel, by id
let pressed = ""; // the message whose button was pressed last
let isFresh = () => true; // false once a newer navigation began
let stopListening = () => {};

const log = new Log(byId("log"), { onThread: (id) => openThread(id), newer: byId("newer") });
const threadLog = new Log(byId("thread-log"), { prefix: "t-" });
const places = new Places(byId("channels"), { onChoose: (channel) => { closeSide(); go({ channel, thread: "" }).then(() => composer.focus()); } });
const thinking = new Thinking(byId("thinking"), refetch);
const threadThinking = new Thinking(byId("thread-thinking"), refetch);
const composer = new Composer(byId("composer"), { limit, send: (text) => say(text, "") });
const reply = new Composer(byId("thread-composer"), { limit, send: (text) => say(text, here.thread) });

// --- where one is ------------------------------------------------------------------------------

/** Moves to a person, channel or thread; what is not named stays. The address says where. */
async function go(to, { push = true } = {}) {
  const before = { ...here };
  Object.assign(here, to);
  const query = { as: here.persona, in: here.channel };
  if (here.thread) query.thread = here.thread;
  const address = `?${new URLSearchParams(query)}`;
  if (push && address !== location.search) history.pushState(null, "", address);
  if (here.persona !== before.persona) await enter();
  else if (here.channel !== before.channel) await openChannel();
  else drawThread();
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  const known = [...persona.options].map((option) => option.value);
  const wanted = query.get("as") ?? localStorage.getItem("ntg-persona");
  const who = known.includes(wanted) ? wanted : known[0];
  return { persona: who, channel: query.get("in") ?? `dm-${who}`, thread: query.get("thread") ?? "" };
}

/** Becomes a person: their channels, their stream. */
async function enter() {
  persona.value = here.persona;
  localStorage.setItem("ntg-persona", here.persona);
  stopListening();
  const { channels } = await get("/api/channels", { persona: here.persona });
  places.show(here.persona, channels);
  await openChannel();
  let isFirst = true;
  stopListening = listen(here.persona, {
    onReady: () => {
      offline("");
      refetch();
      if (!isFirst) refetchPlaces();
      isFirst = false;
    },
    onMessage: receive,
    onLost: () => offline("The connection is lost. Trying again…"),
  });
}

async function openChannel() {
  let stale = false;
  isFresh = () => !stale;
  const mine = isFresh;
  supersede();
  supersede = () => { stale = true; };
  if (!places.channels.has(here.channel)) {
    Object.assign(here, { channel: `dm-${here.persona}`, thread: "" });
    history.replaceState(null, "", `?${new URLSearchParams({ as: here.persona, in: here.channel })}`);
  }
  const channel = places.channels.get(here.channel);
  byId("channel-name").textContent = channel.name;
  byId("channel-about").textContent = channel.about;
  byId("show-tries").hidden = channel.kind !== "direct";
  thinking.stop();
  composer.set({ label: `Message ${channel.name}`, hint: hint(channel), draft: `ntg-draft:${here.persona}:${channel.id}` });
  const fetched = await get("/api/messages", { persona: here.persona, channel: here.channel });
  if (!mine()) return;
  messages.clear();
  for (const message of fetched.messages) messages.set(message.id, message);
  drawLog();
  places.choose(here.channel);
  places.read(fetched.messages.at(-1)?.id);
  drawThread();
}
let supersede = () => {};

function hint(channel) {
  if (channel.kind === "direct") return "Ask in your own words.";
  return "Write @ntg to ask the bot here, or /ntg for something only you see.";
}

// --- messages ----------------------------------------------------------------------------------

function inOrder(list) {
  return list.sort((a, b) => (a.posted_at + a.id < b.posted_at + b.id ? -1 : 1));
}

function repliesOf(id) {
  return [...messages.values()].filter((message) => message.thread === id);
}

function drawLog() {
  const firsts = inOrder([...messages.values()].filter((message) => !message.thread));
  const counts = new Map(firsts.map((message) => [message.id, repliesOf(message.id).length]));
  const isEmpty = !firsts.length;
  log.show(firsts, counts, isEmpty ? emptyScreen() : null);
  if (isEmpty) log.element.scrollTop = 0;
}

/** A message came in, live or as the answer to one's own. */
function receive(message) {
  if (message.channel !== here.channel) {
    places.note(message);
    return;
  }
  messages.set(message.id, message);
  log.element.querySelector(".welcome")?.remove();
  if (!message.thread) log.put(message, { replies: repliesOf(message.id).length, isAwaited: message.is_bot && thinking.isWaiting });
  else log.setReplies(message.thread, repliesOf(message.thread).length);
  if (here.thread && (message.id === here.thread || message.thread === here.thread)) {
    threadLog.put(message, { isAwaited: message.is_bot && threadThinking.isWaiting });
    drawThreadAbout();
  }
  if (message.is_bot) {
    if (message.thread && message.thread === pressed) followThread(message);
    (message.thread && message.thread === here.thread ? threadThinking : thinking).answered(message);
  }
  if (!document.hidden) places.read(message.id);
  else places.note(message);
}

/** Fetches the open channel again: after a lost connection, or when an answer is late. */
async function refetch() {
  const mine = isFresh;
  try {
    const fetched = await get("/api/messages", { persona: here.persona, channel: here.channel });
    if (mine()) for (const message of fetched.messages) {
      const known = messages.get(message.id);
      if (!known || known.edited_at !== message.edited_at) receive(message);
    }
  } catch (problem) {
    offline(problem.sentence);
  }
}

/** Unread marks after a lost connection. */
async function refetchPlaces() {
  const who = here.persona;
  const { channels } = await get("/api/channels", { persona: who });
  if (here.persona !== who) return;
  places.show(who, channels);
  places.choose(here.channel);
}

async function say(text, thread) {
  const { channel, persona: who } = here;
  const answer = await post("/api/messages", { persona: who, channel, thread, text, key: newKey() });
  if (here.channel !== channel || here.persona !== who) return;
  receive(answer.message);
  const isChannel = places.channels.get(channel).kind !== "direct";
  if (answer.expects_answer && isChannel && !thread && !answer.message.is_private) {
    await go({ thread: answer.message.id });
    if (oneColumn.matches) reply.focus();
  }
  const line = thread || here.thread === answer.message.id ? threadThinking : thinking;
  if (answer.expects_answer && !isAnswered(answer.message)) line.start(answer.message);
  (thread ? threadLog : log).toEnd();
}

/** The live stream may be quicker than the reply to the request. */
function isAnswered(question) {
  const thread = question.thread || question.id;
  return [...messages.values()].some((each) => each.is_bot && each.posted_at >= question.posted_at
    && (each.thread === thread || each.thread === question.thread));
}

// --- threads -----------------------------------------------------------------------------------

async function openThread(id) {
  await go({ thread: id });
  reply.focus();
}

/** The answer to a button came as a reply: it is shown, not left to be found. */
function followThread(message) {
  pressed = "";
  if (here.thread === message.thread) return;
  thinking.stop();
  go({ thread: message.thread });
  if (oneColumn.matches) threadLog.find(message.id)?.focus();
}

function closeThread() {
  const { thread } = here;
  if (!thread) return;
  go({ thread: "" });
  log.focusReplies(thread);
}

function drawThread() {
  const first = messages.get(here.thread);
  if (here.thread && !first) here.thread = "";
  byId("thread").hidden = !first;
  workspace.classList.toggle("with-thread", Boolean(first));
  threadThinking.stop();
  if (!first) return;
  drawThreadAbout();
  const channel = places.channels.get(here.channel);
  reply.set({ label: "Reply in this thread", hint: channel.kind === "direct" ? "" : "Write @ntg to ask the bot.", draft: `ntg-draft:${here.persona}:${first.id}` });
  threadLog.show([first, ...inOrder(repliesOf(first.id))]);
}

function drawThreadAbout() {
  const count = repliesOf(here.thread).length;
  const channel = places.channels.get(here.channel).name;
  byId("thread-about").textContent = count ? `${channel}, ${count} ${count === 1 ? "reply" : "replies"}` : channel;
}

// --- first screen ------------------------------------------------------------------------------

function suggestions() {
  const list = byId("suggestions").content.cloneNode(true);
  for (const button of list.querySelectorAll("button")) button.addEventListener("click", () => tryIt(button.dataset));
  return list;
}

function emptyScreen() {
  const channel = places.channels.get(here.channel);
  if (channel.kind !== "direct") {
    return make("div", { class: "welcome" }, make("h3", {}, `Nothing has been said in ${channel.name} yet.`), make("p", {}, hint(channel)));
  }
  const welcome = byId("first-screen").content.cloneNode(true);
  welcome.querySelector(".welcome").append(suggestions());
  return welcome;
}

async function tryIt({ text, sends }) {
  tries.close();
  composer.fill(text);
  if (sends === "yes") composer.form.requestSubmit();
  else announce("The text is in the message box. Change it as you like, then send it.");
}

// --- the frame ---------------------------------------------------------------------------------

function offline(words) {
  byId("offline").textContent = words;
  byId("offline").hidden = !words;
}

function openSide() {
  workspace.classList.add("with-side");
  byId("open-side").setAttribute("aria-expanded", "true");
  byId("main").inert = true;
  byId("thread").inert = true;
  byId("close-side").focus();
}

function closeSide() {
  if (!workspace.classList.contains("with-side")) return;
  workspace.classList.remove("with-side");
  byId("open-side").setAttribute("aria-expanded", "false");
  byId("main").inert = false;
  byId("thread").inert = false;
  byId("open-side").focus();
}

serveAll();
byId("open-side").addEventListener("click", openSide);
byId("close-side").addEventListener("click", closeSide);
byId("close-thread").addEventListener("click", closeThread);
byId("show-tries").addEventListener("click", () => tries.showModal());
byId("close-tries").addEventListener("click", () => tries.close());
byId("tries-list").append(suggestions());
narrow.addEventListener("change", closeSide);
persona.addEventListener("change", () => {
  const channel = here.channel.startsWith("dm-") ? `dm-${persona.value}` : here.channel;
  const { name } = persona.selectedOptions[0].dataset;
  go({ persona: persona.value, channel, thread: "" }).then(() => announce(`You are now ${name}.`), (problem) => offline(problem.sentence));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || tries.open) return;
  if (workspace.classList.contains("with-side")) closeSide();
  else closeThread();
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) places.read(); });
addEventListener("popstate", () => go(fromAddress(), { push: false }));

function serveAll() {
  for (const [element, line] of [[byId("log"), thinking], [byId("thread-log"), threadThinking]]) {
    serve(element, {
      persona: () => here.persona,
      onSend: (message) => { pressed = message; line.start(null); },
      onProblem: (problem) => { line.stop(); offline(problem.sentence); },
    });
  }
}

go(fromAddress(), { push: false }).then(() => { if (!narrow.matches) composer.focus(); }, (problem) => offline(problem.sentence));
