// @ts-check
/** What is known of the person: typed, chosen, dragged in, or an example. */
import { html, useState } from "../lib.js";
import { draft, freshDraft } from "../store.js";
import { catalogue, causes } from "../catalogue.js";
import { getJson } from "../api.js";
import { Choice, Switch } from "../parts/choice.js";
import { Combobox } from "../parts/combobox.js";
import { Problem } from "../parts/states.js";
import { assess, assessed, busy, fileProblem, reading, readingProblem, takeFile } from "./work.js";
import { draftOf, isEmpty } from "./record.js";
import { Labs, edit } from "./labs.js";

const OFTEN = /** @type {Record<string, string[]>} */ ({
  symptoms: ["muscle cramps", "weakness", "palpitations", "tingling around the mouth", "fatigue", "confusion", "constipation", "thirst", "nausea", "fits", "fainting", "dizziness"],
  losses: ["vomiting", "diarrhoea", "heavy sweating", "high urine volume", "ileostomy", "laxatives"],
  conditions: ["chronic kidney disease", "heart failure", "hypertension", "diabetes", "alcohol use disorder", "cirrhosis", "coeliac disease", "cancer", "hyperthyroidism", "chronic diarrhoea"],
  intake: ["poor diet", "liquorice", "salt substitute", "much water", "antacids", "fasting", "energy drinks"],
  ecg: ["QTc 500 ms", "peaked T waves", "U waves", "normal ECG", "bradycardia", "atrial fibrillation"],
});

/** Where a person is seen moves how common causes are. @type {[string, string][]} */
const SETTINGS = [["mixed", "Anywhere"], ["community", "At home"], ["emergency", "Emergency"], ["ward", "Ward"]];

/** How the server took one entry. @param {string} key @param {number} n @param {string} words */
function taken(key, n, words) {
  const u = reading.value?.understood;
  if (!u) return null;
  if (u.unmapped.some((/** @type {string} */ line) => line.startsWith(`${key}[${n}]`))) return { ok: false, words: "not understood, kept and not used" };
  if (key === "medications") {
    const m = u.medications.find((/** @type {any} */ x) => words.startsWith(x.text) || x.text.startsWith(words) || x.text.includes(words));
    return m?.drug ? { ok: true, words: m.drug.replaceAll("_", " ") + (m.class ? `, ${m.class.replaceAll("_", " ")}` : "") } : null;
  }
  const m = u.mentions.filter((/** @type {any} */ x) => x.text === words);
  if (!m.length) return null;
  return { ok: true, words: m.map((/** @type {any} */ x) => (x.negated ? "no " : "") + (x.past ? "past " : "") + (causes.get(x.concept)?.name ?? x.concept.replaceAll("_", " "))).join(", ") };
}

/** @param {{name: "medications" | "symptoms" | "losses" | "conditions" | "intake" | "ecg", title: string, placeholder: string, options: any[]}} props */
function Phrases({ name, title, placeholder, options }) {
  const list = draft.value[name];
  const add = (/** @type {string} */ key, /** @type {boolean} */ typed) => {
    const option = typed ? null : options.find((o) => o.key === key);
    const words = option ? option.label : key;
    if (!list.includes(words)) edit({ [name]: [...list, words] });
  };
  return html`
    <div class="phrases">
      <${Combobox} label=${title} placeholder=${placeholder} options=${options} free onChoose=${add} />
      ${list.length > 0 && html`<ul class="chips">
        ${list.map((words, n) => {
          const how = taken(name, n, words);
          return html`<li class=${how && !how.ok ? "unknown" : ""}>
            <span>${words}${how && (how.words !== words || !how.ok) && html`<small>${how.words}</small>`}</span>
            <button type="button" class="icon" aria-label=${`Remove ${words}`} onClick=${() => edit({ [name]: list.filter((_, k) => k !== n) })}>✕</button>
          </li>`;
        })}
      </ul>`}
    </div>`;
}

/** @param {{name: "age" | "weight_kg" | "height_cm" | "systolic" | "diastolic" | "heart_rate", title: string, unit: string}} props */
const Field = ({ name, title, unit }) => html`
  <label class="field"><span>${title}</span>
    <span class="box"><input type="text" inputmode="decimal" name=${name} value=${draft.value[name]} onInput=${(/** @type {any} */ e) => edit({ [name]: e.target.value })} /><span class="unit">${unit}</span></span></label>
`;

function Drop() {
  const [over, setOver] = useState(false);
  return html`
    <div class=${`drop ${over ? "over" : ""}`}
      onDragOver=${(/** @type {any} */ e) => { e.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {any} */ e) => { e.preventDefault(); setOver(false); takeFile(e.dataTransfer?.files[0]); }}>
      <label class="filebutton">Open a file<input type="file" accept=".json,.yaml,.yml,.csv,.tsv,.txt,.fhir" onChange=${(/** @type {any} */ e) => { takeFile(e.target.files[0]); e.target.value = ""; }} /></label>
      <span class="quiet">or drag it here: JSON, YAML, CSV of labs, FHIR R4</span>
    </div>
    ${fileProblem.value && html`<${Problem} problem=${fileProblem.value} title="The file could not be read; what was entered is untouched" />`}
  `;
}

function Examples() {
  const found = catalogue.value?.examples ?? [];
  const load = async (/** @type {string} */ id) => {
    const example = await getJson(`/api/examples/${encodeURIComponent(id)}`);
    draft.value = draftOf(example.record);
    fileProblem.value = null;
    assessed.value = null;
    assess();
  };
  return html`<details class="examples" open=${isEmpty(draft.value)}><summary>Example people, from published cases</summary>
    <ul>${found.map((e) => html`<li><button type="button" class="example" onClick=${() => load(e.id)}><strong>${e.title}</strong><span>${e.line}</span><small>${e.citation}</small></button></li>`)}</ul>
  </details>`;
}

export function Form() {
  const d = draft.value;
  const found = catalogue.value;
  const drugOptions = (found?.drugs ?? []).map((x) => ({ key: x.code, label: x.name, detail: x.class, also: x.also }));
  const often = (/** @type {string} */ k) => OFTEN[k].map((w) => ({ key: w, label: w }));
  const general = readingProblem.value && !/labs\[\d+\]/.test(readingProblem.value.message ?? "");
  return html`
    <form class="record" aria-label="What is known" onSubmit=${(/** @type {any} */ e) => { e.preventDefault(); if (!isEmpty(d)) assess(); }}
      onKeyDown=${(/** @type {any} */ e) => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && !isEmpty(d)) { e.preventDefault(); assess(); } }}>
      <${Drop} />
      <${Examples} />
      <fieldset><legend>Person</legend>
        <div class="fields">
          <${Field} name="age" title="Age" unit="years" />
          <${Choice} label="Sex" showLabel compact options=${[["F", "Woman"], ["M", "Man"]]} value=${d.sex} onChoose=${(/** @type {string} */ sex) => edit({ sex })} />
          <${Field} name="weight_kg" title="Weight" unit="kg" />
          <${Field} name="height_cm" title="Height" unit="cm" />
          <${Choice} label="Seen" showLabel compact options=${SETTINGS} value=${d.setting ?? "mixed"} onChoose=${(/** @type {string} */ setting) => edit({ setting })} />
          ${d.sex !== "M" && html`<${Switch} label="Pregnant" on=${d.pregnant} onToggle=${(/** @type {boolean} */ pregnant) => edit({ pregnant })} />`}
        </div>
      </fieldset>
      <fieldset><legend>Laboratory values</legend><${Labs} /></fieldset>
      <fieldset><legend>Drugs and supplements</legend>
        <${Phrases} name="medications" title="Add a drug, brand or generic, with dose if known" placeholder="omeprazole 20 mg, Lasix …" options=${drugOptions} />
      </fieldset>
      <fieldset><legend>Symptoms and signs</legend>
        <${Phrases} name="symptoms" title="Add a symptom" placeholder="cramps at night, weakness …" options=${often("symptoms")} />
        <${Phrases} name="ecg" title="Add an ECG finding" placeholder="QTc 510 ms" options=${often("ecg")} />
        <div class="fields"><${Field} name="systolic" title="Systolic" unit="mmHg" /><${Field} name="diastolic" title="Diastolic" unit="mmHg" /><${Field} name="heart_rate" title="Heart rate" unit="/min" /></div>
      </fieldset>
      <fieldset><legend>Losses, conditions, diet</legend>
        <${Phrases} name="losses" title="Add a loss" placeholder="vomiting for 3 days" options=${often("losses")} />
        <${Phrases} name="conditions" title="Add a condition" placeholder="diabetes, kidney disease …" options=${often("conditions")} />
        <${Phrases} name="intake" title="Add something eaten or drunk" placeholder="liquorice, salt substitute …" options=${often("intake")} />
      </fieldset>
      ${d.extra && html`<p class="quiet">Also read: ${Object.entries(d.extra).map(([k, v]) => `${k.replaceAll("_", " ")} (${Array.isArray(v) ? v.map((x) => `${x.analyte} ${x.level}`).join(", ") : Object.keys(/** @type {any} */ (v)).join(", ")})`).join("; ")} <button type="button" class="quiet" onClick=${() => edit({ extra: null })}>Remove</button></p>`}
      ${general && html`<${Problem} problem=${readingProblem.value} title="Something in the entries cannot be" />`}
      <div class="go">
        <button type="submit" class="primary" disabled=${isEmpty(d) || Boolean(busy.value)}>Assess</button>
        <button type="button" class="quiet" disabled=${isEmpty(d)} onClick=${() => { draft.value = freshDraft(); assessed.value = null; fileProblem.value = null; }}>Empty the form</button>
        <span class="quiet">Ctrl + Enter</span>
      </div>
    </form>
  `;
}
