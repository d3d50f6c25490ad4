// @ts-check
/** Causes with probability, evidence on both sides, and their chain lit up on the body. */
import { html, useEffect, useState } from "../lib.js";
import { draft, register } from "../store.js";
import { catalogue, causes, sentence } from "../catalogue.js";
import { postFrame } from "../api.js";
import { ProbabilityBar } from "../parts/bars.js";
import { openSource } from "../parts/source.js";
import { inUnits } from "../units.js";
import { Diagram } from "../explore/diagram.js";
import { actsAt } from "../explore/anatomy.js";
import { aboutCause } from "../explore/controls.js";

/** The adult whose body is drawn: the diagram's body begins at 18. */
export function drawnPerson() {
  const age = Number(draft.value.age) || 45;
  return { age: Math.min(Math.max(age, 18), 95), sex: draft.value.sex === "M" ? "M" : "F" };
}

/** @param {string} role */
const ionOf = (role) => (/kal/.test(role) ? "potassium" : /magnes/.test(role) ? "magnesium" : /calc/.test(role) ? "calcium" : /natr/.test(role) ? "sodium" : "potassium");

/** @param {{cause: any, raw: any}} props */
function Lit({ cause, raw }) {
  const [frame, setFrame] = useState(/** @type {any} */ (null));
  const entry = causes.get(cause.code);
  useEffect(() => {
    setFrame(null);
    if (!entry?.acts) return undefined;
    const stop = new AbortController();
    const scenario = { person: drawnPerson(), causes: [{ cause: cause.code, severity: 1 }], lasting: true, days: 2 };
    postFrame("/api/explore?lane=lit", { scenario, people: 0 }, stop.signal).then(setFrame, () => setFrame(null));
    return () => stop.abort();
  }, [cause.code]);
  const lit = actsAt(entry?.handles ?? [], catalogue.value?.organs ?? {});
  const steps = cause.mechanism.length ? cause.mechanism : entry ? [entry.story] : [];
  return html`<figure class="lit">
    <${Diagram} frame=${frame} ion=${ionOf(raw?.role ?? "")} at=${2} lit=${lit} label=${`Where ${cause.name} acts`} />
    <figcaption>
      <p><strong>${cause.name}</strong> ${entry?.acts ? "in an adult body, typical full-blown case. Lit: where it acts." : "does not act on the body's salts; it acts on the sample or on nerve and muscle."}</p>
      <ol class="chain">${steps.map((/** @type {string} */ s) => html`<li>${s}</li>`)}</ol>
    </figcaption>
  </figure>`;
}

/** @param {{view: any, assessment: any}} props */
export function Causes({ view, assessment }) {
  const [chosen, choose] = useState(view.causes[0]?.code ?? "");
  useEffect(() => choose(view.causes[0]?.code ?? ""), [assessment]);
  const w = (/** @type {string} */ k) => sentence(k, register.value);
  const leading = view.causes.filter((/** @type {any} */ c, /** @type {number} */ n) => n < 3 || c.probability >= 0.05);
  const others = view.causes.slice(leading.length);
  const at = view.causes.find((/** @type {any} */ c) => c.code === chosen) ?? view.causes[0];
  return html`
    <section aria-labelledby="r-causes" class="causes"><h2 id="r-causes">${w("causes")}</h2>
      <p class="quiet">${view.causes.length ? w("causes_note") : w("no_causes")}</p>
      <div class="causegrid">
        <div class="causelist">
          ${leading.map(
            (/** @type {any} */ c) => html`<article key=${c.code} class=${`cause ${c.code === at?.code ? "chosen" : ""}`}>
              <h3><button type="button" class="pick" aria-pressed=${c.code === at?.code ? "true" : "false"} onClick=${() => choose(c.code)}>${c.name}</button></h3>
              <div class="chance"><${ProbabilityBar} probability=${c.probability} label=${`${c.name}: ${c.chance}`} /><strong>${c.chance}</strong></div>
              ${c.role && html`<p class="role">${c.role}</p>`}
              ${(c.supporting.length > 0 || c.opposing.length > 0) &&
              html`<dl class="evidence">
                ${c.supporting.length > 0 && html`<div class="for"><dt>${w("evidence_for")}</dt>${c.supporting.map((/** @type {string} */ e) => html`<dd>${inUnits(e)}</dd>`)}</div>`}
                ${c.opposing.length > 0 && html`<div class="against"><dt>${w("evidence_against")}</dt>${c.opposing.map((/** @type {string} */ e) => html`<dd>${inUnits(e)}</dd>`)}</div>`}
              </dl>`}
              <p class="acts"><button type="button" class="quiet" onClick=${() => { const e = causes.get(c.code); openSource(e ? { ...aboutCause(e), references: c.references } : { title: c.name, references: c.references }); }}>Sources (${c.references.length})</button></p>
            </article>`,
          )}
          ${others.length > 0 && html`<h3>${w("other_causes")}</h3><ul class="others">${others.map((/** @type {any} */ c) => html`<li><${ProbabilityBar} small probability=${c.probability} label=${`${c.name}: ${c.chance}`} /> <span class="percent">${c.chance}</span> ${c.name}</li>`)}</ul>`}
        </div>
        ${at && html`<${Lit} cause=${at} raw=${assessment.causes.find((/** @type {any} */ r) => r.cause === at.code)} />`}
      </div>
    </section>
  `;
}
