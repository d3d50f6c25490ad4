// @ts-check
/** Every number in mmol, mEq or mg, as the reader wants it. */
import { units } from "./store.js";
import { analytes } from "./catalogue.js";

const IONS = ["potassium", "sodium", "magnesium", "calcium", "chloride", "phosphate", "bicarbonate", "glucose", "urea"];

/** The substance that a code speaks of: plasma.calcium_ionised is calcium. @param {string} code */
function substance(code) {
  return IONS.find((name) => code.includes(name));
}

/** @param {string} code @returns {{mass: number, valence: number} | null} */
function facts(code) {
  const name = substance(code);
  if (!name) return null;
  const found = analytes.get(name === "calcium" ? "calcium_total" : name);
  return found?.molar_mass ? { mass: found.molar_mass, valence: found.valence ?? 0 } : null;
}

/**
 * Factor and unit for showing a quantity.
 * @param {string} code @param {string} unit @param {number} [value] large amounts are shown in grams
 * @returns {{factor: number, unit: string}}
 */
export function shownUnit(code, unit, value = 0) {
  const mode = units.value;
  const plain = unit === "1" ? "" : pretty(unit);
  if (mode === "mmol" || !/^mmol\b/.test(unit)) return { factor: 1, unit: plain };
  const known = facts(code);
  if (!known) return { factor: 1, unit: plain };
  const rest = unit.slice(4);
  if (mode === "meq") {
    if (!known.valence) return { factor: 1, unit: plain };
    return { factor: known.valence, unit: "mEq" + rest };
  }
  if (rest === "/L") return { factor: known.mass / 10, unit: "mg/dL" };
  if (Math.abs(value) * known.mass >= 1e4) return { factor: known.mass / 1000, unit: "g" + rest };
  return { factor: known.mass, unit: "mg" + rest };
}

/** A UCUM unit as people write it. @param {string} unit */
export function pretty(unit) {
  if (unit === "1") return "";
  return unit
    .replace("10*9", "10⁹")
    .replace("10*12", "10¹²")
    .replace("_m2", " m²")
    .replace(/[{}[\]]/g, "")
    .replace("umol", "µmol");
}

/** To so many significant figures, without an exponent for everyday sizes. @param {number} value @param {number} [figures] @param {boolean} [whole] keep closing zeros */
export function figure(value, figures = 3, whole = false) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0 || Math.abs(value) < 1e-9) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size < -4 || size > 8) return value.toExponential(figures - 1);
  const digits = Math.min(Math.max(figures - 1 - size, 0), 6);
  const coarse = 10 ** Math.max(size + 1 - Math.max(figures, 3), 0);
  const rounded = coarse > 1 ? Math.round(value / coarse) * coarse : value;
  const text = rounded.toLocaleString("en-GB", { minimumFractionDigits: whole ? digits : 0, maximumFractionDigits: digits });
  return text.replace("-", "−");
}

/** @param {string} code @param {number} value @param {string} unit @param {number} [figures] */
export function shown(code, value, unit, figures = 3) {
  const { factor, unit: word } = shownUnit(code, unit, value);
  return { number: figure(value * factor, figures, true), unit: word };
}

/**
 * Sentences of the server with their "potassium 3.3 mmol/L" in the chosen unit.
 * @param {string} text
 */
export function inUnits(text) {
  if (units.value === "mmol" || !/mmol\/L/.test(text)) return text;
  return text.replace(
    /\b([a-z]+(?: (?:total|ionised))?)([^0-9;]{1,24})(\d+(?:\.\d+)?) mmol\/L/gi,
    (all, name, between, number) => {
      const lower = `${name} ${between}`.toLowerCase();
      const code = IONS.find((i) => lower.includes(i)) ?? alias(lower);
      if (!code) return all;
      const { factor, unit } = shownUnit(code, "mmol/L");
      const n = figure(Number(number) * factor, 4);
      return `${name}${between}${n} ${unit}`;
    },
  );
}

/** @param {string} text */
function alias(text) {
  const named = { kalaemia: "potassium", magnesaemia: "magnesium", calcaemia: "calcium", natraemia: "sodium" };
  return Object.entries(named).find(([end]) => text.includes(end))?.[1];
}
