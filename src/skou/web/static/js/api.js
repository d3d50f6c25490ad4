// @ts-check
/** Requests to the server of this machine: token, numbering, cancellation, errors in one form. */
import { signal } from "./lib.js";
import { decode } from "./frames.js";

const TOKEN = "skou.token";
const client = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("skou") : null;
let number = 0;

/**
 * How the server is: answering, gone, or started anew with another token.
 * @type {import("./types.js").Signal<"ok" | "offline" | "locked">}
 */
export const connection = signal("ok");

/** Takes the token out of the address, so that no copied link carries it. */
export function takeToken() {
  const found = /(?:^#|[#?&])token=([\w-]+)/.exec(location.hash + location.search);
  if (found) {
    sessionStorage.setItem(TOKEN, found[1]);
    history.replaceState(null, "", location.pathname + "#/explore");
    channel?.postMessage({ token: found[1] });
  }
  if (channel) {
    channel.onmessage = (event) => {
      if (typeof event.data?.token === "string") {
        sessionStorage.setItem(TOKEN, event.data.token);
        connection.value = "ok";
        dispatchEvent(new Event("skou-reconnected"));
      } else if (event.data?.ask && sessionStorage.getItem(TOKEN)) {
        channel.postMessage({ token: sessionStorage.getItem(TOKEN) });
      }
    };
    if (!sessionStorage.getItem(TOKEN)) channel.postMessage({ ask: true });
  }
}

/** What the server could not do, in its own words. */
export class Refused extends Error {
  /** @param {number} status @param {{type: string, message: string, nearest?: string[]}} error */
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.type = error.type;
    this.nearest = error.nearest ?? [];
  }
}

/** @param {unknown} problem */
export const isCancelled = (problem) =>
  (problem instanceof DOMException && problem.name === "AbortError") ||
  (problem instanceof Refused && problem.status === 409);

/**
 * @param {string} path
 * @param {{body?: unknown, signal?: AbortSignal}} [options]
 */
async function ask(path, options = {}) {
  /** @type {Record<string, string>} */
  const headers = {
    "x-skou-token": sessionStorage.getItem(TOKEN) ?? "",
    "x-skou-client": client,
    "x-skou-request": String(++number),
  };
  /** @type {RequestInit} */
  const request = { headers, signal: options.signal, cache: "no-store", credentials: "omit" };
  if (options.body !== undefined) {
    request.method = "POST";
    headers["content-type"] = "application/json";
    request.body = JSON.stringify(options.body);
  }
  let response;
  try {
    response = await fetch(path, request);
  } catch (problem) {
    if (!isCancelled(problem)) connection.value = "offline";
    throw problem;
  }
  if (response.status === 401) connection.value = "locked";
  else connection.value = "ok";
  if (!response.ok) {
    const found = await response.json().catch(() => ({}));
    throw new Refused(response.status, found.error ?? { type: "Unknown", message: `status ${response.status}` });
  }
  return response;
}

/** @param {string} path @param {AbortSignal} [stop] */
export const getJson = async (path, stop) => (await ask(path, { signal: stop })).json();

/** @param {string} path @param {unknown} body @param {AbortSignal} [stop] */
export const postJson = async (path, body, stop) => (await ask(path, { body, signal: stop })).json();

/** @param {string} path @param {unknown} body @param {AbortSignal} [stop] */
export const postFrame = async (path, body, stop) =>
  decode(await (await ask(path, { body, signal: stop })).arrayBuffer());

/** @param {string} path @param {unknown} body */
export const postBlob = async (path, body) => (await ask(path, { body })).blob();

/**
 * One request at a time, the newest waiting; what lies between is never sent. Sliders stay live this way.
 * @template T
 * @param {(question: any) => Promise<T>} work
 * @param {(answer: T, question: any) => void} done
 * @param {(problem: unknown) => void} failed
 */
export function newestWins(work, done, failed) {
  let busy = false;
  /** @type {{question: any} | null} */
  let waiting = null;
  /** @param {any} question */
  const run = async (question) => {
    busy = true;
    try {
      const answer = await work(question);
      done(answer, question);
    } catch (problem) {
      if (!isCancelled(problem)) failed(problem);
    }
    busy = false;
    if (waiting) {
      const next = waiting.question;
      waiting = null;
      run(next);
    }
  };
  /** @param {any} question */
  return (question) => {
    if (busy) waiting = { question };
    else run(question);
  };
}
