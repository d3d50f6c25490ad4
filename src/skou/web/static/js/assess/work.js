// @ts-check
/** The two questions about a draft: what is understood and dangerous (at once), and the whole assessment. */
import { signal, effect } from "../lib.js";
import { isCancelled, postJson } from "../api.js";
import { followed } from "../progress.js";
import { draft } from "../store.js";
import { draftOfUnderstood, isEmpty, question, recordOf } from "./record.js";

/** @type {import("../types.js").Signal<any>} */
export const reading = signal(null);
/** @type {import("../types.js").Signal<any>} */
export const readingProblem = signal(null);
/** @type {import("../types.js").Signal<{answer: any, of: string} | null>} */
export const assessed = signal(null);
/** @type {import("../types.js").Signal<any>} */
export const assessProblem = signal(null);
/** @type {import("../types.js").Signal<AbortController | null>} */
export const busy = signal(null);
/** The share of the assessment that is done. @type {import("../types.js").Signal<number>} */
export const done = signal(0);
/** @type {import("../types.js").Signal<any>} */
export const fileProblem = signal(null);

export const isStale = () => assessed.value !== null && assessed.value.of !== JSON.stringify(question(draft.value));

/** @type {AbortController | null} */
let readingNow = null;
/** @param {any} d */
async function read(d) {
  readingNow?.abort();
  if (isEmpty(d)) {
    reading.value = null;
    readingProblem.value = null;
    return;
  }
  readingNow = new AbortController();
  try {
    reading.value = await postJson("/api/read", { record: recordOf(d) }, readingNow.signal);
    readingProblem.value = null;
  } catch (problem) {
    if (!isCancelled(problem)) readingProblem.value = problem;
  }
}

let started = false;
export function follow() {
  if (started) return;
  started = true;
  let timer = 0;
  effect(() => {
    const d = draft.value;
    clearTimeout(timer);
    timer = setTimeout(() => read(d), 200);
  });
  addEventListener("skou-reconnected", () => read(draft.peek()));
  addEventListener("skou-forgotten", () => {
    busy.value?.abort();
    assessed.value = reading.value = readingProblem.value = assessProblem.value = fileProblem.value = null;
  });
}

export async function assess() {
  busy.value?.abort();
  const stop = new AbortController();
  busy.value = stop;
  done.value = 0;
  assessProblem.value = null;
  const asked = question(draft.value);
  try {
    const answer = await followed("assess", () => postJson("/api/assess", asked, stop.signal), (share) => {
      if (busy.value === stop) done.value = share;
    });
    assessed.value = { answer, of: JSON.stringify(asked) };
    // where form and answer stand one below the other, go to the answer
    if (innerWidth <= 900) requestAnimationFrame(() => document.querySelector(".answer")?.scrollIntoView({ block: "start" }));
  } catch (problem) {
    if (!isCancelled(problem)) assessProblem.value = problem;
  }
  if (busy.value === stop) busy.value = null;
}

export const LARGEST = 3_500_000;

/** Read a file or a pasted text into the draft; the draft stays where it cannot be read. @param {string} text @param {string} name */
export async function take(text, name) {
  try {
    const found = await postJson("/api/read", { text, name });
    draft.value = draftOfUnderstood(found.understood);
    fileProblem.value = null;
    assessed.value = null;
    return true;
  } catch (problem) {
    fileProblem.value = problem;
    return false;
  }
}

/** @param {File | undefined | null} file */
export async function takeFile(file) {
  if (!file) return false;
  if (file.size > LARGEST) {
    fileProblem.value = new Error(`${file.name} has ${(file.size / 1e6).toFixed(1)} MB; at most ${LARGEST / 1e6} MB can be read here (skou assess FILE reads more).`);
    return false;
  }
  return take(await file.text(), file.name);
}
