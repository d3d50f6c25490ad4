// @ts-check
/** Sliders and switches: who, what is eaten, lost, taken, and what is wrong. */
import { html } from "../lib.js";
import { scenario, freshScenario } from "../store.js";
import { catalogue, causes, drugs } from "../catalogue.js";
import { Slider } from "../parts/slider.js";
import { Choice, Switch } from "../parts/choice.js";
import { Combobox } from "../parts/combobox.js";
import { openSource } from "../parts/source.js";
import { figure, shownUnit } from "../units.js";
import { IDEAS, change, changeCause, changeDiet, changeDrug, changePerson, inWords, severityOf, whole } from "./scenario.js";

const LOSSES = ["vomiting", "diarrhoea", "sweat_loss"];
const COMMON = ["furosemide", "hydrochlorothiazide", "spironolactone", "lisinopril", "omeprazole"];
const STEPS = { water: 0.1, magnesium: 0.5, carbohydrate: 10, protein: 5 };
const DAYS = [0.5, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 60, 90];

/** @param {import("../types.js").Cause} c */
export const aboutCause = (c) => ({
  title: c.name[0].toUpperCase() + c.name.slice(1),
  paragraphs: [c.story, `Severity 1 is the typical full-blown case; its full effect takes about ${figure(c.onset_days)} days. Size: ${c.status === "V" ? "verified in the source" : "from common knowledge of the field"}.`, c.mechanism.join(" → ")],
  references: c.references,
  names: c.handles,
});

/** @param {import("../types.js").Drug} d */
export const aboutDrug = (d) => ({
  title: d.name,
  facts: /** @type {[string, string][]} */ ([
    ["Class", d.class],
    ...(d.model ? [["Usual dose", `${figure(d.model.dose)} ${d.model.unit} every ${figure(d.model.every_h)} h`], ["Dose and kinetics from", d.model.source || "the class"]] : []),
  ]),
  paragraphs: d.model ? [d.model.action + ".", "Here it acts with its mean effect at steady state on this dose."] : ["Skou has no model of what this drug does to the ions."],
  references: d.model?.references,
  names: d.model?.handles,
});

/** @param {string} code @param {number} usual */
const aboutDiet = (code, usual) => ({
  title: `${code[0].toUpperCase() + code.slice(1)} in the diet`,
  paragraphs: [`The habitual diet of a person of this size has ${figure(usual)} a day; from day 0 on the slider's amount is eaten instead.`],
  search: `diet ${code}`,
});

function Who() {
  const { person } = scenario.value;
  const expected = (person.age ?? 45) <= 40 ? 107 : Math.max(60, 107 - 0.75 * ((person.age ?? 45) - 40));
  return html`
    <${Choice} label="Sex" showLabel options=${[["F", "Woman"], ["M", "Man"]]} value=${person.sex ?? "F"} onChoose=${(/** @type {any} */ sex) => changePerson({ sex })} />
    <${Slider} name="Age" value=${person.age ?? 45} min=${18} max=${95} step=${1} unit="years" onInput=${(/** @type {number} */ age) => changePerson({ age })} />
    <${Slider} name="Weight" value=${person.weight_kg ?? (person.sex === "M" ? 72 : 60)} min=${35} max=${150} step=${1} unit="kg" onInput=${(/** @type {number} */ weight_kg) => changePerson({ weight_kg })} />
    <${Slider} name="Kidney function (eGFR)" value=${person.egfr ?? expected} usual=${expected} min=${5} max=${130} step=${1} unit="mL/min"
      hint="Per 1.73 m²; long-standing, the kidney has adapted to it."
      onInput=${(/** @type {number} */ egfr) => changePerson({ egfr })} onReset=${() => changePerson({ egfr: undefined })}
      onSource=${() => openSource({ title: "Kidney function", paragraphs: ["The filtration rate; where none is set, what is expected for the age. A low rate means lost nephrons, to which those that are left have adapted."], names: ["gfr_reference", "nephron_fraction"] })} />
  `;
}

function Diet() {
  const found = catalogue.value;
  if (!found) return null;
  const { diet, person } = scenario.value;
  const scale = ((person.weight_kg ?? (person.sex === "M" ? 72 : 60)) / 72) ** 0.75;
  return found.diet.map((n) => {
    const usual = n.usual * scale;
    const { factor, unit } = shownUnit(n.code, n.unit);
    const step = STEPS[/** @type {keyof typeof STEPS} */ (n.code)] ?? 1;
    return html`<${Slider} key=${n.code} name=${n.code[0].toUpperCase() + n.code.slice(1)} value=${(diet[n.code] ?? usual) * factor} usual=${usual * factor} min=${n.code === "water" ? 0.2 : 0}
      max=${n.max * factor} step=${factor > 5 ? 10 : step} unit=${unit}
      onInput=${(/** @type {number} */ v) => changeDiet(n.code, v / factor)} onReset=${() => changeDiet(n.code, undefined)} onSource=${() => openSource(aboutDiet(n.code, usual))} />`;
  });
}

/** @param {{code: string, removable?: boolean}} props */
function CauseSlider({ code, removable }) {
  const c = causes.get(code);
  if (!c) return null;
  const name = c.name[0].toUpperCase() + c.name.slice(1);
  return html`<${Slider} name=${name} value=${severityOf(code)} usual=${removable ? undefined : 0} min=${0} max=${Math.min(c.cap, 2)} step=${0.05}
    onInput=${(/** @type {number} */ v) => changeCause(code, v === 0 && !removable ? null : v)}
    onReset=${removable ? undefined : () => changeCause(code, null)} onRemove=${removable ? () => changeCause(code, null) : undefined} onSource=${() => openSource(aboutCause(c))} />`;
}

/** @param {{code: string, dose: number}} props */
function DrugSlider({ code, dose }) {
  const d = drugs.get(code);
  if (!d?.model) return null;
  const m = d.model;
  return html`<${Slider} name=${d.name} value=${dose} min=${0} max=${m.dose * 4} step=${m.dose / 20} unit=${`${m.unit} / ${figure(m.every_h)} h`}
    onInput=${(/** @type {number} */ v) => changeDrug(code, v)} onRemove=${() => changeDrug(code, null)} onSource=${() => openSource(aboutDrug(d))} />`;
}

function Drugs() {
  const found = catalogue.value;
  if (!found) return null;
  const taken = scenario.value.drugs;
  const options = found.drugs.filter((d) => d.model).map((d) => ({ key: d.code, label: d.name, detail: d.class, also: d.also }));
  return html`
    ${COMMON.filter((c) => drugs.has(c)).map(
      (c) => html`<${Switch} label=${drugs.get(c)?.name} hint=${` ${drugs.get(c)?.class}`} on=${taken.some((t) => t.drug === c)}
        onToggle=${(/** @type {boolean} */ on) => changeDrug(c, on ? drugs.get(c)?.model?.dose ?? 1 : null)} />`,
    )}
    <${Combobox} label="Add a drug" placeholder="name, brand or class" options=${options} onChoose=${(/** @type {string} */ c) => changeDrug(c, drugs.get(c)?.model?.dose ?? 1)} />
    ${taken.map((t) => html`<${DrugSlider} key=${t.drug} code=${t.drug} dose=${t.dose} />`)}
  `;
}

function Causes() {
  const found = catalogue.value;
  if (!found) return null;
  const shown = scenario.value.causes.filter((c) => !LOSSES.includes(c.cause));
  const options = found.causes.filter((c) => c.acts && !LOSSES.includes(c.code)).map((c) => ({ key: c.code, label: c.name, detail: c.group.replaceAll("_", " "), also: [c.plain] }));
  return html`
    <${Combobox} label="Add a cause" placeholder="disease, hormone, shift …" options=${options} onChoose=${(/** @type {string} */ c) => changeCause(c, 1)} />
    ${shown.map((c) => html`<${CauseSlider} key=${c.cause} code=${c.cause} removable />`)}
  `;
}

/** The ion that a dose is counted in: potassium chloride by its potassium. @param {import("../types.js").Dose} d */
const basis = (d) => d.substance.split("_")[0];

function Doses() {
  const found = catalogue.value;
  if (!found) return null;
  const { doses, days } = scenario.value;
  /** @param {number} n @param {any} part */
  const edit = (n, part) => change({ doses: doses.map((d, k) => (k === n ? { ...d, ...part } : d)) });
  const options = found.substances.flatMap((s) => s.routes.map((r) => ({ key: `${s.code}/${r}`, label: `${s.code.replaceAll("_", " ")} ${r === "iv" ? "by vein" : "by mouth"}` })));
  const add = (/** @type {string} */ key) => {
    const [substance, route] = key.split("/");
    const unit = found.substances.find((s) => s.code === substance)?.unit ?? "mmol";
    const amount = unit === "L" ? 1 : unit === "g" ? 50 : 20;
    change({ doses: [...doses, { substance, unit, amount, route: /** @type {any} */ (route), at_h: 2, hours: 1 }] });
  };
  return html`
    <${Combobox} label="Add a single dose" placeholder="potassium chloride, water …" options=${options} onChoose=${add} />
    ${doses.map(
      (d, n) => html`<fieldset class="dose" key=${n}>
        <legend>${d.substance.replaceAll("_", " ")} ${d.route === "iv" ? "by vein" : "by mouth"}</legend>
        <${Slider} name=${`Amount ${n + 1}`} value=${d.amount * shownUnit(basis(d), d.unit).factor} min=${0} max=${(d.unit === "L" ? 3 : d.unit === "g" ? 200 : 120) * shownUnit(basis(d), d.unit).factor}
          step=${d.unit === "L" ? 0.1 : shownUnit(basis(d), d.unit).factor > 5 ? 10 : 1} unit=${shownUnit(basis(d), d.unit).unit}
          onInput=${(/** @type {number} */ shown) => edit(n, { amount: shown / shownUnit(basis(d), d.unit).factor })} onRemove=${() => change({ doses: doses.filter((_, k) => k !== n) })}
          onSource=${() => openSource({ title: d.substance.replaceAll("_", " "), paragraphs: [found.substances.find((s) => s.code === d.substance)?.source ?? ""] })} />
        <${Slider} name=${`Given at ${n + 1}`} value=${d.at_h} min=${0} max=${Math.max(24 * days - 1, 1)} step=${0.5} unit="h" onInput=${(/** @type {number} */ at_h) => edit(n, { at_h })} />
        ${d.route === "iv" && html`<${Slider} name=${`Over ${n + 1}`} value=${d.hours ?? 1} min=${0.25} max=${24} step=${0.25} unit="h" onInput=${(/** @type {number} */ hours) => edit(n, { hours })} />`}
      </fieldset>`,
    )}
  `;
}

function Time() {
  const { days, meals, lasting } = scenario.value;
  const at = DAYS.reduce((best, d, n) => (Math.abs(d - days) < Math.abs(DAYS[best] - days) ? n : best), 0);
  return html`
    <div class="slider"><div class="head"><label for="days">Shown time</label></div>
      <input id="days" class="range" type="range" min="0" max=${DAYS.length - 1} step="1" value=${at} style=${{ "--share": `${(100 * at) / (DAYS.length - 1)}%` }} aria-valuetext=${`${DAYS[at]} days`}
        onInput=${(/** @type {any} */ e) => change({ days: DAYS[Number(e.target.value)] })} />
      <span class="box"><output>${days}</output> <span class="unit">days</span></span></div>
    <${Switch} label="It has been so for long" hint=" the body has come to rest with it" on=${lasting} onToggle=${(/** @type {boolean} */ on) => change({ lasting: on })} />
    <${Switch} label="Three meals a day" hint=${days > 4 ? " up to 4 days; now spread evenly" : " else food is spread evenly"} on=${meals} onToggle=${(/** @type {boolean} */ on) => change({ meals: on })} />
  `;
}

/** @param {{title: string, open?: boolean, count?: number, children: any}} props */
const Part = ({ title, open, count, children }) => html`
  <details class="part" open=${open}>
    <summary>${title}${count ? html` <span class="count">${count}</span>` : ""}</summary>
    <div class="inside">${children}</div>
  </details>
`;

export function Controls() {
  const s = scenario.value;
  const other = s.causes.filter((c) => !LOSSES.includes(c.cause)).length;
  return html`
    <section class="controls" aria-label="Person and scenario">
      <p class="now"><strong>From day 0:</strong> ${inWords(s)}.
        <button type="button" class="quiet" onClick=${() => { scenario.value = freshScenario(); }}>Start afresh</button></p>
      <div class="ideas" role="group" aria-label="Try">
        ${IDEAS.map(([name, idea]) => html`<button type="button" class="chip" onClick=${() => change(/** @type {any} */ (whole(idea)))}>${name}</button>`)}
      </div>
      <${Part} title="Person" open><${Who} /><//>
      <${Part} title="Diet" open count=${Object.keys(s.diet).length}><${Diet} /><//>
      <${Part} title="Losses" open count=${s.causes.length - other}>${LOSSES.map((c) => html`<${CauseSlider} key=${c} code=${c} />`)}<//>
      <${Part} title="Drugs" open count=${s.drugs.length}><${Drugs} /><//>
      <${Part} title="Causes" open count=${other}><${Causes} /><//>
      <${Part} title="Single doses" count=${s.doses.length} open=${s.doses.length > 0}><${Doses} /><//>
      <${Part} title="Time" open><${Time} /><//>
    </section>
  `;
}
