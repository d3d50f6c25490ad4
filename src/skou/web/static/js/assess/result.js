// @ts-check
/** The answer: dangers first, then findings, causes, stores, tests, forecast. */
import { html } from "../lib.js";
import { register } from "../store.js";
import { analytes, sentence } from "../catalogue.js";
import { RangeBar } from "../parts/bars.js";
import { Reference, openSource } from "../parts/source.js";
import { inUnits, shown } from "../units.js";
import { Causes } from "./causes.js";
import { Forecast } from "./forecast.js";

/** @param {{references: string[], title: string}} props */
export const Sources = ({ references, title }) =>
  references.length
    ? html`<button type="button" class="quiet sources" onClick=${() => openSource({ title, references })}>Sources (${references.length})</button>`
    : null;

/** @param {{view: any}} props */
export function Dangers({ view }) {
  const w = (/** @type {string} */ k) => sentence(k, register.value);
  return html`
    <section aria-labelledby="r-dangers" class="dangers">
      <h2 id="r-dangers">${w("dangers")}</h2>
      <p class=${`urgency ${view.urgency}`}>${view.urgency_words}</p>
      ${view.dangers.length === 0 && html`<p class="quiet">${w("no_dangers")}</p>`}
      <div class="dangerlist">${view.dangers.map(
        (/** @type {any} */ d) => html`<article class=${`danger ${d.level}`}>
          <h3>${d.title} <span class="when">${d.detail}</span></h3>
          ${d.points.length > 0 && html`<ul>${d.points.map((/** @type {string} */ p) => html`<li>${inUnits(p)}</li>`)}</ul>`}
          <${Sources} references=${d.references} title=${d.title} />
        </article>`,
      )}</div>
      <p class="caution">${view.caution}</p>
    </section>
  `;
}

/** @param {{view: any, assessment: any}} props */
function Findings({ view, assessment }) {
  return html`
    <section aria-labelledby="r-findings"><h2 id="r-findings">${sentence("findings", register.value)}</h2>
      <ul class="findings">
        ${view.findings.map((/** @type {any} */ f, /** @type {number} */ n) => {
          const raw = assessment.findings[n];
          const a = analytes.get(raw.analyte);
          return html`<li class=${f.level}>
            <div><strong>${f.title}</strong> ${f.detail && html`<span class="value">${inUnits(f.detail)}</span>`}
              ${f.points.map((/** @type {string} */ p) => html`<small>${inUnits(p)}</small>`)}</div>
            ${a && typeof raw.value === "number" && html`<${RangeBar} value=${raw.value} low=${a.low} high=${a.high} label=${`${f.detail} against ${a.low ?? ""} to ${a.high ?? ""}`} />`}
            <${Sources} references=${f.references} title=${f.title} />
          </li>`;
        })}
      </ul>
    </section>
  `;
}

/** The source of a reference interval. @param {any} row @returns {import("../types.js").Source} */
function ofInterval(row) {
  const a = [...analytes.values()].find((x) => x.name.toLowerCase() === row.name.toLowerCase());
  return {
    title: `Reference interval of ${row.name}`,
    facts: [["Interval", row.interval]],
    paragraphs: ["For adults of this sex; the report's own interval comes first where they differ."],
    references: a?.references,
  };
}

/** @param {{view: any}} props */
function Labs({ view }) {
  if (!view.labs.length) return null;
  return html`<section aria-labelledby="r-labs"><h2 id="r-labs">${sentence("labs", register.value)}</h2>
    <div class="scroller" tabindex="0" role="region" aria-label="Table of laboratory values"><table class="plain">
      <thead><tr><th scope="col">Test</th><th scope="col" class="number">Value</th><th scope="col">On its range</th><th scope="col">Specimen, time</th></tr></thead>
      <tbody>${view.labs.map(
        (/** @type {any} */ r) => html`<tr><th scope="row">${r.name}</th>
          <td class=${`number ${r.side}`}>${inUnits(`${r.name} ${r.shown}`).slice(r.name.length)}${["low", "high"].includes(r.side) && html` <span class="flag">${r.side}</span>`}${r.original && html`<small>${r.original}</small>`}</td>
          <td><${RangeBar} value=${r.value} low=${r.low} high=${r.high} label=${`${r.name} ${r.shown} against ${r.interval || "no interval"}`} />
            ${r.interval && html`<button type="button" class="num" aria-label=${`${r.name}: interval ${r.interval}; show the source`} onClick=${() => openSource(ofInterval(r))}><small>${r.interval}</small></button>`}</td>
          <td>${r.specimen}${r.when && `, ${r.when}`}</td></tr>`,
      )}</tbody></table></div></section>`;
}

/** Later values beside what the earlier ones and the treatments led to expect. @param {{view: any}} props */
function FollowUp({ view }) {
  if (!view.follow_up.length) return null;
  return html`<section aria-labelledby="r-follow"><h2 id="r-follow">${sentence("follow_up", register.value)}</h2>
    <ul class="findings">${view.follow_up.map(
      (/** @type {any} */ f) => html`<li class=${f.points[0] === "as expected" ? "" : "moderate"}>
        <div><strong>${inUnits(f.title)}</strong> <span class="value">${inUnits(f.detail)}</span>
          ${f.points.map((/** @type {string} */ p) => html`<small>${p}</small>`)}</div></li>`,
    )}</ul></section>`;
}

/** A deficit and its band about zero. @param {{name: string, band: any, most: number}} props */
function Store({ name, band, most }) {
  const ion = name.replace(/_deficit_.*/, "");
  const x = (/** @type {number} */ v) => 100 + (92 * Math.max(-most, Math.min(most, v))) / most;
  const { number, unit } = shown(ion, Math.abs(band.median), band.unit, 2);
  const words = `${ion[0].toUpperCase() + ion.slice(1)} ${band.median < 0 ? "excess" : "deficit"}`;
  const ends = band.ci90.map((/** @type {number} */ v) => shown(ion, v, band.unit, 2).number);
  const about = { title: words, paragraphs: ["Against the same body without the causes: median and 90 % interval over the virtual patients that explain the record.", "Right of the middle is missing, left is too much."] };
  return html`<li>
    <span class="what">${words}</span>
    <button type="button" class="num" aria-label=${`${words} ${number} ${unit}; show the source`} onClick=${() => openSource(about)}><span class="value">${number}</span> <span class="unit">${unit}</span></button>
    <svg class="store" viewBox="0 0 200 20" role="img" aria-label=${`${words} ${number} ${unit}, 90 % from ${ends[0]} to ${ends[1]}`}>
      <line class="zero" x1="100" x2="100" y1="1" y2="19" /><rect class="band" x=${x(band.ci90[0])} y="5" width=${Math.max(x(band.ci90[1]) - x(band.ci90[0]), 2)} height="10" rx="5" /><circle class="dot" cx=${x(band.median)} cy="10" r="5" />
    </svg>
    <small>90 %: ${ends[0]} to ${ends[1]}</small>
  </li>`;
}

/** @param {{assessment: any}} props */
function Stores({ assessment }) {
  const rows = Object.entries(assessment.body);
  if (!rows.length) return null;
  return html`<section aria-labelledby="r-stores"><h2 id="r-stores">${sentence("stores", register.value)}</h2>
    <ul class="stores">${rows.map(([name, band]) => {
      const most = Math.max(...[band.median, ...band.ci90].map(Math.abs), 1e-9) * 1.1;
      return html`<${Store} name=${name} band=${band} most=${most} />`;
    })}</ul></section>`;
}

/** What the expected information of a test is. @param {string} title @returns {import("../types.js").Source} */
const ofBits = (title) => ({
  title: `What ${title} would tell`,
  paragraphs: [
    "The expected fall of uncertainty about the causes, in bits: every virtual patient is given the result that its body and the laboratory's error would show, and the causes are weighed again. One bit halves the possibilities.",
  ],
  search: "",
});

/** @param {{view: any, assessment: any}} props */
function Tests({ view, assessment }) {
  if (!view.next_tests.length) return null;
  const most = Math.max(...assessment.next_tests.map((/** @type {any} */ t) => t.expected_information_bits), 1e-6);
  return html`<section aria-labelledby="r-tests"><h2 id="r-tests">${sentence("next_tests", register.value)}</h2>
    <ol class="tests">${view.next_tests.map((/** @type {any} */ t, /** @type {number} */ n) => {
      const raw = assessment.next_tests[n];
      return html`<li><span class="what"><strong>${t.title}</strong>${raw.burden && html`<small>${raw.burden}</small>`}</span>
        <svg class="bits" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=${`expected information ${raw.expected_information_bits} bits`}><rect class="fill" width=${(100 * raw.expected_information_bits) / most} height="8" rx="4" /></svg>
        ${t.detail && html`<button type="button" class="num" aria-label=${`${t.title}: ${t.detail}; show the source`} onClick=${() => openSource(ofBits(t.title))}><span class="quiet">${t.detail}</span></button>`}
        ${t.points.map((/** @type {string} */ p) => html`<small class="why">${p}</small>`)}</li>`;
    })}</ol></section>`;
}

/** @param {{answer: any}} props */
export function Result({ answer }) {
  const view = answer.views[register.value];
  const w = (/** @type {string} */ k) => sentence(k, register.value);
  return html`
    <${Dangers} view=${view} />
    <${Findings} view=${view} assessment=${answer} />
    <${Causes} view=${view} assessment=${answer} />
    <${FollowUp} view=${view} />
    <${Stores} assessment=${answer} />
    <${Tests} view=${view} assessment=${answer} />
    <${Forecast} view=${view} />
    <${Labs} view=${view} />
    ${[["unmapped", view.unmapped], ["warnings", view.warnings]].map(([k, lines]) => lines.length > 0 && html`<section><h2>${w(String(k))}</h2><ul>${lines.map((/** @type {string} */ l) => html`<li>${l}</li>`)}</ul></section>`)}
    ${view.references.length > 0 && html`<details class="references"><summary>${w("references")} (${view.references.length})</summary><ol>${view.references.map((/** @type {string} */ r) => html`<li><${Reference} text=${r} /></li>`)}</ol></details>`}
    <p class="quiet provenance">${view.provenance}</p>
  `;
}
