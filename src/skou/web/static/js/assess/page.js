// @ts-check
/** Assess: what is known on the left, what it means on the right. */
import { html, useEffect } from "../lib.js";
import { draft, register } from "../store.js";
import { postJson } from "../api.js";
import { Empty, Problem, Working } from "../parts/states.js";
import { download } from "../explore/exports.js";
import { Form } from "./form.js";
import { Dangers, Result } from "./result.js";
import { assess, assessProblem, assessed, busy, done as share, follow, isStale, reading } from "./work.js";
import { question, recordOf } from "./record.js";

async function saveReport() {
  const found = await postJson("/api/report", { ...question(draft.value), register: register.value });
  download(new Blob([found.html], { type: "text/html" }), "skou-assessment.html");
}

const saveRecord = () => download(new Blob([JSON.stringify(recordOf(draft.value), null, 2)], { type: "application/json" }), "record.json");

export function Assess() {
  useEffect(follow, []);
  const done = assessed.value;
  const stale = isStale();
  const early = reading.value?.assessment.views[register.value];
  return html`
    <div class="assess">
      <h1 class="hidden">Assess a person</h1>
      <${Form} />
      <div class="answer" aria-live="polite">
        ${busy.value && html`<${Working} words="Simulating the bodies that could explain this …" done=${share.value} cancel=${() => busy.value?.abort()} />`}
        ${assessProblem.value && html`<${Problem} problem=${assessProblem.value} retry=${assess} title="The assessment could not be made" />`}
        ${done && !busy.value && stale && html`<div class="state stale" role="status"><span>The entries have changed since this answer.</span><button type="button" onClick=${assess}>Assess again</button></div>`}
        ${done && !stale && html`<div class="takeaway"><button type="button" onClick=${saveReport}>Save the report</button><button type="button" class="quiet" onClick=${() => print()}>Print</button><button type="button" class="quiet" onClick=${saveRecord}>Save the record</button></div>`}
        ${(!done || stale) && early && html`<${Dangers} view=${early} />
          <section><h2>Findings so far</h2><ul class="findings">${early.findings.map((/** @type {any} */ f) => html`<li class=${f.level}><div><strong>${f.title}</strong> <span class="value">${f.detail}</span></div></li>`)}</ul>
          ${!busy.value && html`<p class="quiet">By rule, from what is entered so far. Assess adds causes, hidden stores, next tests and the forecast.</p>`}</section>`}
        ${done && !stale && html`<${Result} answer=${done.answer} />`}
        ${!done && !early && !busy.value && html`<${Empty} title="Nothing is entered yet">
          <p>Enter what you know, drag in a file, or open an example person. Anything may be missing: with no laboratory value at all, Skou still says which drugs, losses and signs matter, and which tests are worth asking for.</p>
          <p class="quiet">Everything stays on this machine.</p><//>`}
      </div>
    </div>
  `;
}
