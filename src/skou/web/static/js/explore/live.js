// @ts-check
/** The answer on the page: asked for again whenever the scenario changes, the newest winning. */
import { signal, effect, untracked } from "../lib.js";
import { newestWins, postFrame } from "../api.js";
import { kept, pins, scenario } from "../store.js";

/** @typedef {import("../frames.js").Frame} Frame */
/** @type {import("../types.js").Signal<Frame | null>} */
export const frame = signal(null);
/** @type {import("../types.js").Signal<any>} */
export const problem = signal(null);
/** Courses of the kept scenarios, in their order. @type {import("../types.js").Signal<(Frame | null)[]>} */
export const ghosts = signal([]);

/** What the server is asked: no empty parts. @param {import("../types.js").Scenario} s */
export function asked(s) {
  const person = Object.fromEntries(Object.entries(s.person).filter(([, v]) => v !== undefined && v !== null));
  return { ...s, person };
}

const ask = newestWins(
  (question) => postFrame("/api/explore", question),
  (answer) => {
    frame.value = answer;
    problem.value = null;
    settled();
  },
  (wrong) => {
    problem.value = wrong;
  },
);

/** Notes how long the last slider input took to be painted, as a User Timing measure. */
function settled() {
  const marks = performance.getEntriesByName("skou-input");
  if (!marks.length) return;
  const start = marks[marks.length - 1].startTime;
  performance.clearMarks("skou-input");
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      performance.measure("skou-slider-to-paint", { start, end: performance.now() });
      port1.close();
    };
    port2.postMessage(0);
  });
}

/** @type {import("../types.js").Scenario[]} */
let drawn = [];
async function drawGhosts() {
  const wanted = kept.value.map((k) => k.scenario);
  const before = new Map(drawn.map((s, n) => [JSON.stringify(s), ghosts.peek()[n]]));
  const found = await Promise.all(
    wanted.map(async (s, n) => {
      const known = before.get(JSON.stringify(s));
      if (known) return known;
      return postFrame(`/api/explore?lane=g${n}`, { scenario: asked(s), people: 0 }).catch(() => null);
    }),
  );
  if (kept.value.map((k) => k.scenario).length === wanted.length) {
    drawn = wanted;
    ghosts.value = found;
  }
}

let started = false;
/** Begin to follow the scenario; once for the life of the page. */
export function follow() {
  if (started) return;
  started = true;
  effect(() => {
    ask({ scenario: asked(scenario.value), quantities: pins.value });
  });
  effect(() => {
    kept.value;
    untracked(drawGhosts);
  });
  addEventListener("skou-reconnected", () => {
    ask({ scenario: asked(scenario.peek()), quantities: pins.peek() });
    drawGhosts();
  });
}

export const again = () => ask({ scenario: asked(scenario.peek()), quantities: pins.peek() });
