// @ts-check
/** What the page remembers, in this browser only, and one way to forget it. */
import { signal, effect } from "./lib.js";

const KEY = "skou.1";

/** @returns {any} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return {};
  }
}
const saved = read();

/** @returns {import("./types.js").Scenario} */
export const freshScenario = () => ({
  person: { age: 45, sex: "F" },
  diet: {},
  causes: [],
  drugs: [],
  doses: [],
  lasting: false,
  meals: false,
  days: 7,
});

/** @returns {import("./types.js").Draft} */
export const freshDraft = () => ({
  age: "",
  sex: "",
  weight_kg: "",
  height_cm: "",
  pregnant: false,
  setting: "mixed",
  labs: [],
  medications: [],
  symptoms: [],
  losses: [],
  conditions: [],
  intake: [],
  ecg: [],
  systolic: "",
  diastolic: "",
  heart_rate: "",
  extra: null,
});

const FIRST_PINS = ["plasma.potassium", "plasma.magnesium", "plasma.calcium_ionised", "plasma.sodium"];

export const units = signal(/** @type {"mmol" | "meq" | "mg"} */ (saved.units ?? "mmol"));
export const register = signal(/** @type {"clinician" | "plain"} */ (saved.register ?? "clinician"));
export const theme = signal(/** @type {"auto" | "light" | "dark"} */ (saved.theme ?? "auto"));
export const pins = signal(/** @type {string[]} */ (saved.pins ?? FIRST_PINS));
export const ion = signal(/** @type {string} */ (saved.ion ?? "potassium"));
export const scenario = signal(
  /** @type {import("./types.js").Scenario} */ ({ ...freshScenario(), ...(saved.scenario ?? {}) }),
);
export const kept = signal(
  /** @type {{name: string, scenario: import("./types.js").Scenario}[]} */ (saved.kept ?? []),
);
export const draft = signal(/** @type {import("./types.js").Draft} */ ({ ...freshDraft(), ...(saved.draft ?? {}) }));
export const seen = signal(/** @type {string[]} */ (saved.seen ?? []));

let timer = 0;
function write() {
  const now = {
    units: units.value,
    register: register.value,
    theme: theme.value,
    pins: pins.value,
    ion: ion.value,
    scenario: scenario.value,
    kept: kept.value,
    draft: draft.value,
    seen: seen.value,
  };
  clearTimeout(timer);
  timer = setTimeout(() => save(now), 120);
}

/** @param {unknown} now */
function save(now) {
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // a full or forbidden store only means that a reload starts afresh
  }
}
effect(write);

/** Forget everything that was entered on this page. */
export function forgetEverything() {
  units.value = "mmol";
  register.value = "clinician";
  theme.value = "auto";
  pins.value = FIRST_PINS;
  ion.value = "potassium";
  scenario.value = freshScenario();
  kept.value = [];
  draft.value = freshDraft();
  seen.value = [];
  clearTimeout(timer);
  localStorage.removeItem(KEY);
  dispatchEvent(new Event("skou-forgotten"));
}

effect(() => {
  const chosen = theme.value;
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
});
