// @ts-check
/** The numbers of a scene's plot, published and simulated; each opens its source. */
import { html } from "../lib.js";
import { catalogue } from "../catalogue.js";
import { Num, aboutQuantity } from "../parts/number.js";
import { figure } from "../units.js";

/** Where a line stands at an hour. @param {number[]} hours @param {number[]} values @param {number} hour */
export function at(hours, values, hour) {
  let k = 0;
  while (k < hours.length - 2 && hours[k + 1] < hour) k++;
  const share = (hour - hours[k]) / (hours[k + 1] - hours[k] || 1);
  return values[k] + share * (values[k + 1] - values[k]);
}

/** A part of a protocol in one line. @param {any} value @returns {string} */
const line = (value) =>
  Array.isArray(value) ? value.map(line).join("; ") : value && typeof value === "object" ? Object.entries(value).map(([k, v]) => `${k.replaceAll("_", " ")} ${line(v)}`).join(", ") : String(value);

/** @param {any} plot @param {string} arm @param {any} protocol @returns {import("../types.js").Source} */
function ofSimulated(plot, arm, protocol) {
  const about = aboutQuantity(plot.quantity);
  return {
    ...about,
    title: `${plot.name}, simulated`,
    facts: [["Arm", arm], .../** @type {[string, string][]} */ (Object.entries(protocol).map(([k, v]) => [k.replaceAll("_", " "), line(v)])), ...(about.facts ?? [])],
    paragraphs: [`Simulated by the body of Skou ${catalogue.value?.version ?? ""} for this arm, when the scene was opened.`],
  };
}

/** @param {any} plot @param {any} p @param {any[]} sources @returns {import("../types.js").Source} */
function ofPublished(plot, p, sources) {
  /** @type {[string, string][]} */
  const facts = [["Arm", p.arm]];
  if (p.low !== null && p.high !== null) facts.push(["Band that counts as met", `${p.low} to ${p.high} ${plot.unit}`]);
  if (p.note) facts.push(["Note", p.note]);
  return { title: `${plot.name}, published`, facts, references: sources.map((s) => (s.doi ? `${s.cite}, ${s.doi}` : s.cite)) };
}

/** @param {{plot: any, run: any, sources: any[], long: boolean}} props */
export function Values({ plot, run, sources, long }) {
  const when = (/** @type {number} */ hour) => (long ? `day ${figure(hour / 24)}` : `${figure(hour)} h`);
  const last = run.hours.length - 1;
  /** @param {string} arm @param {number} value @param {string} time */
  const simulated = (arm, value, time) => html`<${Num} code=${plot.quantity} value=${value} unit=${plot.unit} label=${`${plot.name}, ${arm}, ${time}, simulated`} source=${ofSimulated(plot, arm, run.protocol[arm])} />`;
  return html`<ul class="values">
    ${run.arms.map((/** @type {string} */ arm) => html`<li><strong>${arm}</strong> ${simulated(arm, plot.lines[arm][0], when(run.hours[0]))} → ${simulated(arm, plot.lines[arm][last], when(run.hours[last]))}</li>`)}
    ${plot.points.map((/** @type {any} */ p) => html`<li>${p.arm}, ${when(p.hour)}: published <${Num} code=${plot.quantity} value=${p.value} unit=${plot.unit} label=${`${plot.name}, ${p.arm}, ${when(p.hour)}, published`} source=${ofPublished(plot, p, sources)} />, simulated ${simulated(p.arm, at(run.hours, plot.lines[p.arm], p.hour), when(p.hour))}</li>`)}
  </ul>`;
}
