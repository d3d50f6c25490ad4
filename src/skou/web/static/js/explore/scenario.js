// @ts-check
/** Changes of the scenario, its name in words, and its form in an address. */
import { scenario, freshScenario } from "../store.js";
import { causes, drugs } from "../catalogue.js";
import { packed, unpacked } from "../router.js";
import { figure } from "../units.js";

/** @typedef {import("../types.js").Scenario} Scenario */

/** @param {Partial<Scenario>} change */
export const change = (change) => {
  scenario.value = { ...scenario.value, ...change };
};

/** @param {Partial<Scenario["person"]>} change_ */
export const changePerson = (change_) => change({ person: { ...scenario.value.person, ...change_ } });

/** @param {string} code @param {number | undefined} amount */
export function changeDiet(code, amount) {
  const diet = { ...scenario.value.diet };
  if (amount === undefined) delete diet[code];
  else diet[code] = amount;
  change({ diet });
}

/** @param {string} code @param {number | null} severity */
export function changeCause(code, severity) {
  const others = scenario.value.causes;
  if (severity === null) change({ causes: others.filter((c) => c.cause !== code) });
  else if (others.some((c) => c.cause === code)) {
    change({ causes: others.map((c) => (c.cause === code ? { cause: code, severity } : c)) });
  } else change({ causes: [...others, { cause: code, severity }] });
}

/** @param {string} code @param {number | null} dose */
export function changeDrug(code, dose) {
  const others = scenario.value.drugs;
  if (dose === null) change({ drugs: others.filter((d) => d.drug !== code) });
  else if (others.some((d) => d.drug === code)) {
    change({ drugs: others.map((d) => (d.drug === code ? { drug: code, dose } : d)) });
  } else change({ drugs: [...others, { drug: code, dose }] });
}

/** @param {string} code */
export const severityOf = (code) => scenario.value.causes.find((c) => c.cause === code)?.severity ?? 0;

/** What is done, in a few words. @param {Scenario} s */
export function inWords(s) {
  const parts = [
    ...s.causes.filter((c) => c.severity > 0).map((c) => `${causes.get(c.cause)?.name ?? c.cause}${c.severity === 1 ? "" : ` ×${figure(c.severity, 2)}`}`),
    ...s.drugs.filter((d) => d.dose > 0).map((d) => `${drugs.get(d.drug)?.name ?? d.drug} ${figure(d.dose)} ${drugs.get(d.drug)?.model?.unit ?? ""}`),
    ...Object.entries(s.diet).map(([k, v]) => `${k} ${figure(v)} a day`),
    ...s.doses.map((d) => `${figure(d.amount)} ${d.unit} ${d.substance.replaceAll("_", " ")}`),
  ];
  if (s.person.egfr !== undefined) parts.unshift(`eGFR ${figure(s.person.egfr)}`);
  return parts.length ? parts.join(", ") : "nothing changed";
}

/** The address that carries the scenario in its fragment alone. @param {Scenario} s */
export const linkOf = (s) => `${location.origin}/#/explore?s=${packed(JSON.stringify(s))}`;

/** @param {string} text @returns {Scenario | null} */
export function fromLink(text) {
  try {
    const found = JSON.parse(unpacked(text));
    return whole(found);
  } catch {
    return null;
  }
}

/** A scenario from parts, such as a scene's. @param {any} found @returns {Scenario | null} */
export function whole(found) {
  if (!found || typeof found !== "object" || Array.isArray(found)) return null;
  const fresh = freshScenario();
  const list = (/** @type {any} */ x) => (Array.isArray(x) ? x.slice(0, 20) : []);
  const numbers = Object.entries(found.diet ?? {}).filter(([, v]) => typeof v === "number");
  return {
    person: typeof found.person === "object" && found.person ? { ...found.person } : fresh.person,
    diet: Object.fromEntries(numbers),
    causes: list(found.causes).filter((c) => typeof c?.cause === "string" && typeof c?.severity === "number"),
    drugs: list(found.drugs).filter((d) => typeof d?.drug === "string" && typeof d?.dose === "number"),
    doses: list(found.doses).filter((d) => typeof d?.substance === "string"),
    lasting: Boolean(found.lasting),
    meals: Boolean(found.meals),
    days: typeof found.days === "number" ? found.days : fresh.days,
  };
}

/** @type {[string, any][]} */
export const IDEAS = [
  ["Vomiting", { person: { age: 30, sex: "F" }, causes: [{ cause: "vomiting", severity: 1 }], days: 5 }],
  ["Thiazide", { person: { age: 60, sex: "F" }, drugs: [{ drug: "hydrochlorothiazide", dose: 25 }], days: 28 }],
  ["Gitelman", { person: { age: 32, sex: "F" }, causes: [{ cause: "gitelman_syndrome", severity: 1 }], days: 28 }],
  ["Salt substitute, eGFR 25, ACE inhibitor", { person: { age: 65, sex: "F", egfr: 25 }, diet: { potassium: 120 }, drugs: [{ drug: "lisinopril", dose: 20 }], days: 28 }],
  ["40 mmol KCl", { person: { age: 45, sex: "M" }, doses: [{ substance: "potassium_chloride", amount: 40, unit: "mmol", route: "oral", at_h: 4 }], days: 1 }],
  ["Magnesium by vein", { person: { age: 27, sex: "F" }, doses: [{ substance: "magnesium_sulfate", amount: 24, unit: "mmol", route: "iv", at_h: 2, hours: 2 }], days: 1 }],
];
