// The line that says an answer is on its way, and what it says when that takes long.

const LOOK_MS = 3000; // another process may have answered: the stream of this one is then silent
const LATE = 3; // looks after which it takes long
const MOST = 20;

export class Thinking {
  /** `refetch` looks for an answer that the live stream may have missed. */
  constructor(element, refetch) {
    this.element = element;
    this.refetch = refetch;
    this.timer = 0;
    this.question = null;
  }

  /** An answer is awaited: to `question`, or to a button or form where that is null. */
  start(question) {
    this.question = question;
    this.#say(question ? "NTG bot is looking that up…" : "NTG bot is on it…", true);
    clearInterval(this.timer);
    let looks = 0;
    this.timer = setInterval(() => {
      looks += 1;
      if (looks > MOST) this.#giveUp();
      else if (question && looks === LATE) this.#say("Still looking. You can carry on: the answer will appear here.", true);
      this.refetch();
    }, LOOK_MS);
  }

  get isWaiting() {
    return this.element.textContent !== "";
  }

  /** A message of the bot came or changed: it ends the waiting unless it is older than the question. */
  answered(message) {
    if (!this.question || message.posted_at >= this.question.posted_at) this.stop();
  }

  stop() {
    clearInterval(this.timer);
    this.#say("", false);
  }

  #giveUp() {
    clearInterval(this.timer);
    this.#say(this.question ? "No answer has come yet. It will appear here if it does; you can also ask again." : "", false);
  }

  #say(words, isBusy) {
    if (this.element.textContent !== words) this.element.textContent = words;
    this.element.classList.toggle("on", isBusy);
  }
}
