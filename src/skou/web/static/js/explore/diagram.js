// @ts-check
/** The body as a living diagram: stores, flows to scale for one ion, hormones; also lit up for a cause. */
import { html, useMemo } from "../lib.js";
import { scenario } from "../store.js";
import { quantities } from "../catalogue.js";
import { figure, shown, shownUnit } from "../units.js";
import { openSource } from "../parts/source.js";
import { aboutQuantity } from "../parts/number.js";
import { FLOWS, HORMONES, PLACES } from "./anatomy.js";

/** @typedef {import("../frames.js").Frame} Frame */

const WIDEST = 34;
const SYMBOL = /** @type {Record<string, string>} */ ({ potassium: "K⁺", magnesium: "Mg²⁺", calcium: "Ca²⁺", sodium: "Na⁺" });
const PLASMA = /** @type {Record<string, string>} */ ({ potassium: "plasma.potassium", magnesium: "plasma.magnesium", calcium: "plasma.calcium_ionised", sodium: "plasma.sodium" });
const CELL = /** @type {Record<string, string>} */ ({ potassium: "cell.potassium", magnesium: "cell.magnesium", sodium: "cell.sodium" });
const BONE = /** @type {Record<string, string>} */ ({ magnesium: "bone.magnesium", calcium: "bone.calcium" });

/** Value of a series at a time, between its points. @param {ArrayLike<number>} t @param {ArrayLike<number>} v @param {number} at */
export function valueAt(t, v, at) {
  let k = 0;
  while (k < t.length - 1 && t[k + 1] < at) k++;
  if (k >= t.length - 1) return v[t.length - 1];
  const share = Math.min(Math.max((at - t[k]) / (t[k + 1] - t[k] || 1), 0), 1);
  return v[k] + share * (v[k + 1] - v[k]);
}

/** Round amounts for a scale bar. @param {number} most */
function roundAmount(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1e-6)));
  return [5, 2, 1].map((m) => m * power).find((m) => m <= most) ?? power;
}

/** @param {[number, number, number, number]} bend @param {[number, number]} from @param {[number, number]} to @param {number} width @param {boolean} back */
function arrowHead(from, to, bend, width, back) {
  const [tip, near] = back ? [from, [bend[0], bend[1]]] : [to, [bend[2], bend[3]]];
  const angle = Math.atan2(tip[1] - near[1], tip[0] - near[0]);
  const size = Math.max(7, Math.min(width * 0.9, 20));
  const points = [[0, 0], [-size, -size * 0.7], [-size, size * 0.7]].map(([x, y]) => {
    const px = tip[0] + x * Math.cos(angle) - y * Math.sin(angle);
    const py = tip[1] + x * Math.sin(angle) + y * Math.cos(angle);
    return `${px.toFixed(1)},${py.toFixed(1)}`;
  });
  return points.join(" ");
}

/** The largest flow over the shown time, outside the tubule and in it. @param {Frame} frame @param {string} ion */
function scales(frame, ion) {
  let body = 1e-6;
  let kidney = 1e-6;
  for (const f of FLOWS) {
    const values = frame.arrays[`flow/${ion}.${f.id}`];
    for (let n = 0; n < values.length; n++) {
      const size = Math.abs(values[n]);
      if (f.kidney) kidney = Math.max(kidney, size);
      else body = Math.max(body, size);
    }
  }
  return { body, kidney };
}

/** @param {{frame: Frame, ion: string, at: number}} props */
function Arrows({ frame, ion, at }) {
  const most = useMemo(() => scales(frame, ion), [frame, ion]);
  const t = frame.arrays.flow_time;
  const { factor } = shownUnit(`flow.${ion}`, "mmol/d");
  const body = roundAmount((most.body * factor) / 3) / factor;
  const kidney = roundAmount((most.kidney * factor) / 3) / factor;
  const widthOf = (/** @type {number} */ v, /** @type {boolean | undefined} */ inKidney) => (WIDEST * Math.abs(v)) / (inKidney ? most.kidney : most.body);
  return html`
    ${FLOWS.map((f) => {
      const value = valueAt(t, frame.arrays[`flow/${ion}.${f.id}`], at);
      const width = widthOf(value, f.kidney);
      const back = value < 0;
      if (width < 0.15) return null;
      const d = `M${f.from} C${f.bend[0]},${f.bend[1]} ${f.bend[2]},${f.bend[3]} ${f.to}`;
      const { number, unit } = shown(`flow.${ion}`, Math.abs(value), "mmol/d", 3);
      const name = back ? (f.id === "from_cells" ? "into cells" : f.id === "from_bone" ? "into bone" : f.id === "collecting" ? "secreted" : `${f.name}, reversed`) : f.name;
      return html`<g class="flow" key=${f.id}>
        <path class="pipe" d=${d} stroke-width=${Math.max(width, 0.8)} />
        <path class=${`stream ${back ? "back" : ""}`} d=${d} stroke-width=${Math.min(Math.max(width * 0.32, 1), 7)} />
        <polygon class="head" points=${arrowHead(f.from, f.to, f.bend, width, back)} />
        <text class="amount" x=${f.label[0]} y=${f.label[1]} text-anchor=${f.anchor ?? "middle"}>${number}<tspan class="word"> ${name}</tspan></text>
        <title>${name}: ${number} ${unit}</title>
      </g>`;
    })}
    <g class="scalebar" aria-hidden="true">
      <rect x="24" y="508" width=${26} height=${Math.max(widthOf(body, false), 1)} rx="1" />
      <text x="56" y=${508 + Math.max(widthOf(body, false), 1) / 2 + 4}>${scaleWords(ion, body)}</text>
      <rect x="612" y="508" width=${26} height=${Math.max(widthOf(kidney, true), 1)} rx="1" />
      <text x="644" y=${508 + Math.max(widthOf(kidney, true), 1) / 2 + 4}>${scaleWords(ion, kidney)}, tubule</text>
    </g>
  `;
}

/** @param {string} ion @param {number} amount */
function scaleWords(ion, amount) {
  const { factor, unit } = shownUnit(`flow.${ion}`, "mmol/d", amount);
  return `${figure(amount * factor)} ${unit}`;
}

/** @param {{frame: Frame, code: string, x: number, y: number, at: number, short: string}} props */
function Content({ frame, code, x, y, at, short }) {
  const values = frame.arrays[`median/${code}`];
  if (!values) return null;
  const unit = frame.header.units[code];
  const { number, unit: word } = shown(code, valueAt(frame.arrays.time, values, at), unit, 3);
  const open = () => openSource(aboutQuantity(code));
  return html`<g class="content" role="button" tabindex="0" aria-label=${`${short} ${number} ${word}, ${quantities.get(code)?.name ?? code}; show the source`}
    onClick=${open} onKeyDown=${(/** @type {any} */ e) => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), open())}>
    <text x=${x} y=${y} text-anchor="middle"><tspan class="short">${short} </tspan><tspan class="big">${number}</tspan> <tspan class="unit">${word}</tspan></text>
  </g>`;
}

/** @param {{frame: Frame, at: number, lit?: Set<string>}} props */
function Hormones({ frame, at, lit }) {
  const t = frame.arrays.time;
  return html`<g class="hormones">${HORMONES.map((h, n) => {
    const values = frame.arrays[`median/${h.code}`];
    if (!values) return null;
    const ratio = valueAt(t, values, at) / (values[0] || 1);
    const x = 24 + n * 127.2;
    const open = () => openSource(aboutQuantity(h.code));
    const turn = Math.max(-1, Math.min(1, Math.log2(Math.max(ratio, 0.05)) / 2));
    return html`<g key=${h.code} class=${`hormone ${lit?.has(h.code) ? "lit" : ""}`} role="button" tabindex="0" aria-label=${`${h.name} ×${figure(ratio, 2, true)} of its value before; show the source`}
      onClick=${open} onKeyDown=${(/** @type {any} */ e) => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), open())}>
      <rect x=${x} y="530" width="118" height="46" rx="9" />
      <text x=${x + 10} y="548" class="name">${h.name}</text>
      <text x=${x + 110} y="567" class="ratio" text-anchor="end">×${figure(ratio, 2, true)}</text>
      <line class="axis" x1=${x + 10} x2=${x + 72} y1="562" y2="562" />
      <rect class=${`bar ${turn < 0 ? "down" : "up"}`} x=${turn < 0 ? x + 41 + 31 * turn : x + 41} y="558" width=${Math.max(Math.abs(31 * turn), 1.5)} height="8" rx="2" />
    </g>`;
  })}</g>`;
}

/**
 * @param {{frame: Frame | null, ion: string, at: number, lit?: Set<string>, still?: boolean, label?: string}} props
 */
export function Diagram({ frame, ion, at, lit, still, label }) {
  const egfr = scenario.value.person.egfr;
  return html`
    <svg class=${`diagram ion-${ion} ${still ? "still" : ""} ${lit ? "litmode" : ""}`} viewBox="0 0 800 584" role="group" aria-label=${label ?? `The body, with flows of ${ion}`}>
      <g class="nephron" aria-hidden="true"><path d="M682 146 V164 M682 214 V232 M682 282 V300 M682 350 V368" /></g>
      ${PLACES.map(
        (p) => html`<g key=${p.id} class=${`place ${p.id} ${lit?.has(p.id) ? "lit" : ""}`}>
          <rect x=${p.x} y=${p.y} width=${p.w} height=${p.h} rx=${p.h < 60 ? 12 : 18} />
          <text class="name" x=${p.x + p.w / 2} y=${p.h < 60 ? p.y + 30 : p.y + 24} text-anchor="middle">${p.name}</text>
        </g>`,
      )}
      <text class="place-word" x="84" y="30" text-anchor="middle">Food and drink</text>
      <text class="place-word" x="84" y="462" text-anchor="middle">Stool</text>
      <text class="place-word" x="682" y="489" text-anchor="middle">Urine</text>
      <text class="place-word" x="682" y="84" text-anchor="middle">Kidney${egfr === undefined ? "" : `, eGFR ${figure(egfr)}`}</text>
      ${frame && html`<${Arrows} frame=${frame} ion=${ion} at=${at} />`}
      ${frame &&
      html`<${Content} frame=${frame} code=${PLASMA[ion]} x=${370} y=${268} at=${at} short=${SYMBOL[ion]} />
        <${Content} frame=${frame} code="volume.ecf" x=${370} y=${294} at=${at} short="ECF" />
        <${Content} frame=${frame} code="plasma.bicarbonate" x=${370} y=${316} at=${at} short="HCO₃⁻" />
        ${CELL[ion] && html`<${Content} frame=${frame} code=${CELL[ion]} x=${276} y=${84} at=${at} short=${SYMBOL[ion]} />`}
        ${BONE[ion] && html`<${Content} frame=${frame} code=${BONE[ion]} x=${453} y=${84} at=${at} short=${SYMBOL[ion]} />`}
        <${Hormones} frame=${frame} at=${at} lit=${lit} />`}
    </svg>
  `;
}
