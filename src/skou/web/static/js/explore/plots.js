// @ts-check
/** The pinned quantities over time, with bands and the kept curves beside. */
import { html, useMemo } from "../lib.js";
import { kept, pins } from "../store.js";
import { catalogue, quantities } from "../catalogue.js";
import { Chart } from "../parts/chart.js";
import { Combobox } from "../parts/combobox.js";
import { Num } from "../parts/number.js";
import { figure, shownUnit } from "../units.js";
import { frame, ghosts } from "./live.js";

export const GHOST_COLOURS = ["--ghost1", "--ghost2", "--ghost3", "--ghost4"];
const DASHES = [[7, 4], [2, 3], [9, 3, 2, 3], [4, 2]];
const COLOUR = /** @type {Record<string, string>} */ ({ potassium: "--potassium", magnesium: "--magnesium", calcium: "--calcium", sodium: "--sodium" });

/** @param {string} code */
export const colourOf = (code) => Object.entries(COLOUR).find(([ion]) => code.includes(ion))?.[1] ?? "--accent";

/** @param {string} code @param {string} unit daily rates read better than rates a minute */
function display(code, unit) {
  if (code.startsWith("rate.") && unit.endsWith("/min")) {
    const daily = shownUnit(code, unit.replace("/min", "/d"));
    return { factor: 1440 * daily.factor, unit: daily.unit };
  }
  if (unit === "mmol/min") return { factor: 1440, unit: "mmol/d" };
  return shownUnit(code, unit);
}

/** @param {{code: string}} props */
function Panel({ code }) {
  const found = frame.value;
  const q = quantities.get(code);
  const values = found?.arrays[`median/${code}`];
  const others = ghosts.value;
  const { factor, unit } = display(code, q?.unit ?? "1");
  const plot = useMemo(() => {
    if (!found || !values || !q) return null;
    return {
      x: found.arrays.time,
      factor,
      normal: q.low !== null && q.high !== null ? /** @type {[number, number]} */ ([q.low, q.high]) : null,
      lines: [
        ...others.flatMap((g, n) => {
          const line = g?.arrays[`median/${code}`];
          if (!g || !line) return [];
          return [{ label: kept.value[n]?.name ?? "kept", values: onto(found.arrays.time, g.arrays.time, line), colour: GHOST_COLOURS[n % 4], dash: DASHES[n % 4], width: 1.6 }];
        }),
        { label: "now", values, low: found.arrays[`low/${code}`], high: found.arrays[`high/${code}`], colour: colourOf(code), width: 2.4 },
      ],
    };
  }, [found, others, factor]);
  if (!plot || !values || !q) return null;
  const zero = indexOfZero(plot.x);
  const last = values[values.length - 1];
  const told = `${q.name}: ${figure(values[zero] * factor)} at day 0, ${figure(last * factor)} ${unit} at the end`;
  const ranged = code.startsWith("rate.");
  return html`
    <figure class="panel">
      <figcaption>
        <span class="title">${q.name}</span>
        <span class="ends"><span class="quiet">${figure(values[zero] * factor, 3, true)} →</span>
          ${ranged ? html`<span class="num flat"><span class="value">${figure(last * factor, 3, true)}</span> <span class="unit">${unit}</span></span>` : html`<${Num} code=${code} value=${last} unit=${q.unit} />`}</span>
        <button type="button" class="icon" aria-label=${`Unpin ${q.name}`} title="Unpin" onClick=${() => { pins.value = pins.value.filter((p) => p !== code); }}>✕</button>
      </figcaption>
      <${Chart} plot=${plot} label=${told} height=${132} />
    </figure>
  `;
}

/** The last point before anything begins. @param {ArrayLike<number>} x */
export function indexOfZero(x) {
  let n = 0;
  while (n < x.length - 1 && x[n + 1] <= 1e-6) n++;
  return n;
}

/** A kept curve on the times of the present one; nothing beyond its own end. @param {ArrayLike<number>} x @param {ArrayLike<number>} t @param {ArrayLike<number>} v */
function onto(x, t, v) {
  const out = new Float32Array(x.length);
  let k = 0;
  for (let n = 0; n < x.length; n++) {
    while (k < t.length - 2 && t[k + 1] < x[n]) k++;
    const inside = x[n] >= t[0] - 1e-6 && x[n] <= t[t.length - 1] + 1e-6;
    const share = (x[n] - t[k]) / (t[k + 1] - t[k] || 1);
    out[n] = inside ? v[k] + share * (v[k + 1] - v[k]) : NaN;
  }
  return out;
}

export function Plots() {
  const found = catalogue.value;
  const options = (found?.quantities ?? []).filter((q) => q.chart && !pins.value.includes(q.code)).map((q) => ({ key: q.code, label: q.name }));
  return html`
    <section class="plots" aria-label="Time courses">
      ${pins.value.length === 0 && html`<p class="quiet">Nothing is pinned. Add what you want to follow.</p>`}
      ${pins.value.map((code) => html`<${Panel} key=${code} code=${code} />`)}
      <${Combobox} label="Pin a quantity" placeholder="aldosterone, bicarbonate, urine …" options=${options}
        onChoose=${(/** @type {string} */ code) => { pins.value = [...pins.value, code]; }} />
      <p class="legend quiet">Line: the average person of these facts. Band: 5th to 95th of 39 virtual people. Shaded: reference interval. Dashed upright: day 0.</p>
    </section>
  `;
}
