// Talking to the server: JSON calls that can be sent again without saying things twice.

const TRIES = 3;

/** A refusal or a lost connection. `message` is a sentence for people, `hint` says what to do. */
export class Problem extends Error {
  constructor(message, hint = "", status = 0) {
    super(message);
    this.hint = hint;
    this.status = status;
  }

  get sentence() {
    return this.hint ? `${this.message} ${this.hint}` : this.message;
  }
}

/** A random key: one for each thing a person does, kept when it has to be sent again. */
export function newKey() {
  return crypto.randomUUID();
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Problem("The bot cannot be reached.", "Is it still running in your terminal?");
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw new Problem("The bot gave an answer that makes no sense.", "Reload the page.", response.status);
  }
  if (!response.ok) {
    throw new Problem(answer.error || "That did not work.", answer.hint || "", response.status);
  }
  return answer;
}

export function get(path, query) {
  return call(`${path}?${new URLSearchParams(query)}`);
}

/** Sends `body`, up to three times where the server was away; `body.key` makes that harmless. */
export async function post(path, body) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch (problem) {
      const mayPass = problem.status === 0 || problem.status === 503;
      if (!mayPass || attempt === TRIES) throw problem;
      await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
    }
  }
}

/** The live stream for one person. Calls back on every (re)connection and for every message. */
export function listen(persona, { onReady, onMessage, onLost }) {
  const source = new EventSource(`/events?${new URLSearchParams({ persona })}`);
  source.addEventListener("ready", onReady);
  for (const change of ["added", "edited"]) {
    source.addEventListener(change, (event) => onMessage(JSON.parse(event.data), change));
  }
  source.addEventListener("error", onLost);
  return () => source.close();
}
