// @ts-check
/** Laboratory values: typed row by row, or pasted as a table. */
import { html, useState } from "../lib.js";
import { draft } from "../store.js";
import { analytes, catalogue } from "../catalogue.js";
import { Combobox } from "../parts/combobox.js";
import { RangeBar } from "../parts/bars.js";
import { inUnits } from "../units.js";
import { reading, readingProblem, take } from "./work.js";
import { sentRows } from "./record.js";

const SPECIMENS = ["serum", "plasma", "blood", "blood-gas", "urine-spot", "urine-24h", "stool", "sweat"];

/** @param {Partial<import("../types.js").Draft>} part */
export const edit = (part) => {
  draft.value = { ...draft.value, ...part };
};

/** What the server says about one row, if it is this row that stops it. @param {number} n */
function complaint(n) {
  const message = readingProblem.value?.message ?? "";
  const found = /labs\[(\d+)\]/.exec(message);
  return found && sentRows(draft.value)[Number(found[1])] === n ? message.replace(/labs\[\d+\]\.?/g, "").trim() : "";
}

/** @param {{n: number}} props */
function Row({ n }) {
  const l = draft.value.labs[n];
  const a = analytes.get(l.analyte);
  const name = a?.name ?? l.analyte;
  const wrong = complaint(n);
  const set = (/** @type {any} */ part) => edit({ labs: draft.value.labs.map((x, k) => (k === n ? { ...x, ...part } : x)) });
  const read = wrong ? null : reading.value?.understood.labs[sentRows(draft.value).indexOf(n)];
  const inBlood = ["serum", "plasma", "blood", "blood-gas"].includes(l.specimen);
  return html`
    <li class=${`lab ${wrong ? "wrong" : ""}`}>
      <span class="name">${name}</span>
      <span class="onrange">${a && read && inBlood && read.analyte === l.analyte && html`<${RangeBar} value=${read.value} low=${a.low} high=${a.high} label=${`${name} ${read.value} ${read.unit} against ${a.low ?? ""} to ${a.high ?? ""}`} />`}</span>
      <button type="button" class="icon" aria-label=${`Remove ${name}`} title="Remove" onClick=${() => edit({ labs: draft.value.labs.filter((_, k) => k !== n) })}>✕</button>
      <span class="entries">
      <input class="value" type="text" inputmode="decimal" aria-label=${`${name}: value`} value=${l.value} placeholder="value" aria-invalid=${wrong ? "true" : undefined} aria-describedby=${wrong ? `lab${n}` : undefined}
        onInput=${(/** @type {any} */ e) => set({ value: e.target.value })} />
      <input class="unit" type="text" list=${`units-${l.analyte}`} aria-label=${`${name}: unit`} value=${l.unit} placeholder=${a?.unit === "1" ? "no unit" : a?.unit ?? "unit"} onInput=${(/** @type {any} */ e) => set({ unit: e.target.value })} />
      <select aria-label=${`${name}: specimen`} value=${l.specimen} onChange=${(/** @type {any} */ e) => set({ specimen: e.target.value })}>${SPECIMENS.map((s) => html`<option value=${s} selected=${s === l.specimen}>${s}</option>`)}</select>
      <label class="day">day <input type="number" step="any" aria-label=${`${name}: day, 0 is today`} value=${l.day} onInput=${(/** @type {any} */ e) => set({ day: e.target.value })} /></label>
      </span>
      ${wrong && html`<p class="complaint" id=${`lab${n}`} role="alert">${inUnits(wrong)}</p>`}
    </li>
  `;
}

function Paste() {
  const [text, setText] = useState("");
  return html`<details class="paste"><summary>Paste a report, table or record</summary>
    <label for="pasted">A table with test, value and unit (from a spreadsheet, CSV), or JSON, YAML, FHIR</label>
    <textarea id="pasted" rows="5" spellcheck=${false} value=${text} placeholder=${"test\tvalue\tunit\nPotassium\t2.9\tmmol/L\nMagnesium\t1.2\tmg/dL"} onInput=${(/** @type {any} */ e) => setText(e.target.value)}></textarea>
    <button type="button" disabled=${!text.trim()} onClick=${async () => { if (await take(tabled(text), "")) setText(""); }}>Read it</button>
    <span class="quiet">It takes the place of what is entered.</span>
  </details>`;
}

/** Lines such as "Potassium 2.9 mmol/L (3.5-5.0)" become a table; what already is one stays. @param {string} text */
export function tabled(text) {
  const lines = text.split(/\r?\n/).map((l) => l.trim()).filter(Boolean);
  const free = /^([A-Za-z][A-Za-z0-9 ,+\-().²⁺]*?)[\s:=]+([<>]?\s*\d+(?:[.,]\d+)?)\s+([A-Za-zµμ%/][^\s(\[]*)?(.*)$/;
  const bare = /^([A-Za-z][A-Za-z0-9 +\-().]*?)[\s:=]+([<>]?\s*\d+(?:[.,]\d+)?)\s*$/;
  if (lines.some((l) => /[\t;,|{]/.test(l.replace(/\d,\d/g, ""))) || lines.some((l) => /^\w+:\s*$|^\w+:\s*[{[]/.test(l))) return text;
  const rows = lines.map((l) => free.exec(l) ?? bare.exec(l));
  if (!rows.length || rows.some((r) => !r)) return text;
  const cell = (/** @type {string | undefined} */ c) => `"${(c ?? "").trim().replaceAll('"', "'").replace(/^(\d+),(\d+)$/, "$1.$2")}"`;
  return ["analyte,value,unit", ...rows.map((r) => [r?.[1], r?.[2], r?.[3]].map(cell).join(","))].join("\n");
}

export function Labs() {
  const found = catalogue.value;
  const options = (found?.analytes ?? []).filter((a) => a.standard).map((a) => ({ key: a.code, label: a.name, detail: a.unit === "1" ? "" : a.unit, also: [a.plain, ...a.also] }));
  const add = (/** @type {string} */ code) => {
    const a = analytes.get(code);
    edit({ labs: [...draft.value.labs, { analyte: code, value: "", unit: a?.unit === "1" ? "" : a?.unit ?? "", specimen: code === "ph" || code === "pco2" ? "blood-gas" : "serum", day: "0" }] });
    setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector(".lab:last-of-type .value"))?.focus(), 30);
  };
  const used = [...new Set(draft.value.labs.map((l) => l.analyte))];
  return html`
    <ul class="labs">${draft.value.labs.map((_, n) => html`<${Row} key=${n} n=${n} />`)}</ul>
    ${used.map((code) => html`<datalist id=${`units-${code}`}>${(analytes.get(code)?.units ?? []).map((u) => html`<option value=${u}></option>`)}</datalist>`)}
    <${Combobox} label="Add a laboratory value" placeholder="potassium, Mg, creatinine …" options=${options} onChoose=${add} />
    <${Paste} />
  `;
}
