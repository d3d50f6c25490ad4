// @ts-check
/** A number with its unit that opens its source. */
import { html } from "../lib.js";
import { shown, figure, pretty } from "../units.js";
import { analytes, catalogue, quantities } from "../catalogue.js";
import { openSource } from "./source.js";

/** What there is to say about a quantity of the body. @param {string} code @returns {import("../types.js").Source} */
export function aboutQuantity(code) {
  const q = quantities.get(code);
  const what = code.split(".")[1] ?? code;
  const analyte = code.startsWith("plasma.") ? analytes.get(what) : undefined;
  /** @type {[string, string][]} */
  const facts = [["Name in the program", code]];
  if (q) facts.push(["Unit", pretty(q.unit) || "pure number"]);
  if (analyte && (analyte.low !== null || analyte.high !== null)) {
    facts.push(["Reference interval", `${analyte.low ?? ""} to ${analyte.high ?? ""} ${pretty(analyte.unit)}`]);
    if (analyte.note) facts.push(["Note", analyte.note]);
    if (analyte.status) facts.push(["How it was seen", analyte.status]);
  }
  return {
    title: q?.name ?? code,
    facts,
    paragraphs: [
      `Computed by the body of Skou ${catalogue.value?.version ?? ""} for the person and scenario on the page. The line is the average person of these facts, the band the 5th to 95th of 39 virtual people whose constants are drawn from their documented spreads.`,
    ],
    references: analyte?.references,
    search: what.replaceAll("_", " ").replace("urine ", ""),
  };
}

/**
 * @param {{code: string, value: number, unit: string, figures?: number, source?: import("../types.js").Source, label?: string}} props
 */
export function Num({ code, value, unit, figures, source, label }) {
  const { number, unit: word } = shown(code, value, unit, figures);
  const name = label ?? quantities.get(code)?.name ?? code;
  return html`<button type="button" class="num" title="Where this comes from"
    aria-label=${`${name}: ${number} ${word}; show the source`}
    onClick=${() => openSource(source ?? aboutQuantity(code))}>
    <span class="value">${number}</span>${word && html` <span class="unit">${word}</span>`}
  </button>`;
}

export { figure };
