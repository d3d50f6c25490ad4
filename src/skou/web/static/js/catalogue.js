// @ts-check
/** Names, units and sources of everything, fetched once. */
import { signal } from "./lib.js";
import { getJson } from "./api.js";

/** @type {import("./types.js").Signal<import("./types.js").Catalogue | null>} */
export const catalogue = signal(null);
/** @type {import("./types.js").Signal<unknown>} */
export const catalogueProblem = signal(null);

/** @type {Map<string, import("./types.js").Quantity>} */
export const quantities = new Map();
/** @type {Map<string, import("./types.js").Analyte>} */
export const analytes = new Map();
/** @type {Map<string, import("./types.js").Cause>} */
export const causes = new Map();
/** @type {Map<string, import("./types.js").Drug>} */
export const drugs = new Map();

export async function loadCatalogue() {
  try {
    /** @type {import("./types.js").Catalogue} */
    const found = await getJson("/api/catalogue");
    for (const q of found.quantities) quantities.set(q.code, q);
    for (const a of found.analytes) analytes.set(a.code, a);
    for (const c of found.causes) causes.set(c.code, c);
    for (const d of found.drugs) drugs.set(d.code, d);
    catalogue.value = found;
    catalogueProblem.value = null;
  } catch (problem) {
    catalogueProblem.value = problem;
  }
}

/** @param {string} key @param {"clinician" | "plain"} register */
export const sentence = (key, register) => catalogue.value?.words[register]?.[key] ?? "";
