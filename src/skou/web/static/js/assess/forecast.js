// @ts-check
/** What comes if nothing is changed, and what removing a cause would do to an average body. */
import { html, useEffect, useMemo, useState } from "../lib.js";
import { register } from "../store.js";
import { analytes, causes, sentence } from "../catalogue.js";
import { postFrame } from "../api.js";
import { Chart } from "../parts/chart.js";
import { figure, shownUnit } from "../units.js";
import { colourOf, indexOfZero } from "../explore/plots.js";
import { drawnPerson } from "./causes.js";

/** Groups of causes that can be ended: what is taken, eaten or lost. */
const CAN_END = /drug|intake|load|extrarenal|gut/;
const COLOURS = ["--quiet", "--accent", "--ghost2", "--ghost3"];
const DASHES = [[2, 3], undefined, [7, 4], [9, 3, 2, 3]];

/** @param {{row: any}} props */
function Panel({ row }) {
  const a = analytes.get(row.analyte);
  const unit = row.bands[0].unit;
  const { factor, unit: word } = shownUnit(row.analyte, unit);
  const plot = useMemo(
    () => ({
      x: row.days,
      factor,
      normal: a && a.low !== null && a.high !== null ? /** @type {[number, number]} */ ([a.low, a.high]) : null,
      lines: [{ label: row.analyte, values: row.bands.map((/** @type {any} */ b) => b.median), low: row.bands.map((/** @type {any} */ b) => b.ci90[0]), high: row.bands.map((/** @type {any} */ b) => b.ci90[1]), colour: colourOf(row.analyte), width: 2.4 }],
    }),
    [row, factor],
  );
  const last = row.bands[row.bands.length - 1];
  const words = `${figure(row.bands[0].median * factor)} now, ${figure(last.median * factor)} ${word} (${figure(last.ci90[0] * factor)} to ${figure(last.ci90[1] * factor)}) on day ${row.days[row.days.length - 1]}`;
  return html`<figure class="panel"><figcaption><span class="title">${a?.name ?? row.analyte}</span></figcaption>
    <${Chart} plot=${plot} label=${`${a?.name ?? row.analyte}: ${words}`} height=${120} /><p class="quiet">${words}</p></figure>`;
}

/** Mean over about a day around each time, so that the rhythm of the day does not hide the course. @param {Float32Array} t @param {Float32Array} v */
function daily(t, v) {
  return v.map((_, n) => {
    let sum = 0;
    let count = 0;
    for (let k = 0; k < v.length; k++) {
      if (Math.abs(t[k] - t[n]) <= 0.5) {
        sum += v[k];
        count++;
      }
    }
    return sum / count;
  });
}

/** @param {{assessment: any}} props */
function Options({ assessment }) {
  const likely = assessment.causes.filter((/** @type {any} */ c) => c.probability >= 0.3 && causes.get(c.cause)?.acts).slice(0, 4);
  const removable = likely.filter((/** @type {any} */ c) => CAN_END.test(causes.get(c.cause)?.group ?? "")).slice(0, 3);
  const [frames, setFrames] = useState(/** @type {any[] | null} */ (null));
  useEffect(() => {
    setFrames(null);
    if (!removable.length) return undefined;
    const stop = new AbortController();
    const all = likely.map((/** @type {any} */ c) => ({ cause: c.cause, severity: 1 }));
    const ask = (/** @type {string[]} */ ends, /** @type {number} */ n) =>
      postFrame(`/api/explore?lane=o${n}`, { scenario: { person: drawnPerson(), causes: all, lasting: true, ends, days: 14 }, people: 0 }, stop.signal);
    Promise.all([ask([], 0), ...removable.map((/** @type {any} */ c, /** @type {number} */ n) => ask([c.cause], n + 1))]).then(setFrames, () => setFrames([]));
    return () => stop.abort();
  }, [assessment]);
  if (!removable.length || !frames?.length) return null;
  const names = ["as it is", ...removable.map((/** @type {any} */ c) => `without ${causes.get(c.cause)?.name ?? c.cause}`)];
  return html`<h3>If a cause ended today</h3>
    <p class="quiet">Change from today in an average adult with the likeliest causes at full size; not this person's own course. What may be stopped is the prescriber's decision.</p>
    <ul class="key">${names.map((n, k) => html`<li><span class="swatch" style=${{ borderColor: `var(${COLOURS[k % 4]})`, borderStyle: k % 2 ? "solid" : "dashed" }}></span>${n}</li>`)}</ul>
    <div class="panels">${["potassium", "magnesium", "calcium_ionised", "sodium"].map((ion) => {
      const code = `plasma.${ion}`;
      const { factor, unit } = shownUnit(code, "mmol/L");
      const lines = frames.map((f, k) => {
        const v = daily(f.arrays.time, f.arrays[`median/${code}`]);
        const zero = v[indexOfZero(f.arrays.time)];
        return { label: names[k], values: v.map((/** @type {number} */ x) => x - zero), colour: COLOURS[k % 4], dash: DASHES[k % 4], width: 2.2 };
      });
      const told = lines.map((l) => `${l.label} ${figure(l.values[l.values.length - 1] * factor, 2)}`).join("; ");
      return html`<figure class="panel"><figcaption><span class="title">${analytes.get(ion)?.name}, change</span></figcaption>
        <${Chart} plot=${{ x: frames[0].arrays.time, factor, lines }} label=${`Change of ${ion} after 14 days: ${told} ${unit}`} height=${120} /></figure>`;
    })}</div>`;
}

/** @param {{assessment: any}} props */
export function Forecast({ assessment }) {
  const rows = assessment.forecast ?? [];
  if (!rows.length) return null;
  return html`<section aria-labelledby="r-forecast"><h2 id="r-forecast">${sentence("forecast", register.value)}</h2>
    <div class="panels">${rows.map((/** @type {any} */ row) => html`<${Panel} key=${row.analyte + (row.option ?? "")} row=${row} />`)}</div>
    <${Options} assessment=${assessment} />
  </section>`;
}
