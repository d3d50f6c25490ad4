// @ts-check
/** What comes in this person's own bodies: as it is, and under what could be done from today. */
import { html, useMemo } from "../lib.js";
import { register } from "../store.js";
import { analytes, sentence } from "../catalogue.js";
import { Chart } from "../parts/chart.js";
import { openSource } from "../parts/source.js";
import { figure, shownUnit } from "../units.js";
import { colourOf } from "../explore/plots.js";

/**
 * @typedef {{median: number, ci90: [number, number], unit: string}} Band
 * @typedef {{analyte: string, days: number[], bands: Band[], option?: string, option_plain?: string}} Row
 */
const COLOURS = ["--quiet", "--accent", "--ghost2", "--ghost3", "--ghost4", "--ghost1"];
const DASHES = [undefined, [7, 4], [2, 3], [9, 3, 2, 3], [1, 4], [12, 4]];
const BORDERS = ["solid", "dashed", "dotted", "dashed", "dotted", "dashed"];
/** An option is drawn where it moves the last median by this part of the band of the course as it is. */
const TOLD_APART = 0.15;

/** @param {Row} row */
const last = (row) => row.bands[row.bands.length - 1];

/** @param {Row} row */
const optionOf = (row) => (register.value === "plain" ? row.option_plain : row.option) ?? "";

/** @param {Row[]} rows rows of one analyte, the course as it is first @returns {Row[]} */
function telling(rows) {
  const [low, high] = last(rows[0]).ci90;
  return rows.filter((row, k) => k === 0 || Math.abs(last(row).median - last(rows[0]).median) >= TOLD_APART * (high - low));
}

/** What there is to say about a course. @param {string} name @param {string} analyte */
const about = (name, analyte) => ({
  title: `Forecast of ${name}`,
  paragraphs: [
    "64 virtual patients of this person, drawn by how well they explain the record, simulated on: median and 90 % interval. Each keeps the difference between its own value and the measured one.",
    "Under an option the same patients go on with the cause ended or the dose added, at once and in full. An option that does not move the last median by 15 % of the interval of the course as it is has no line.",
  ],
  search: analyte.replaceAll("_", " "),
});

/** @param {{rows: Row[], names: string[]}} props */
function Panel({ rows, names }) {
  const { analyte, days, bands } = rows[0];
  const a = analytes.get(analyte);
  const { factor, unit } = shownUnit(analyte, bands[0].unit);
  const style = (/** @type {Row} */ row) => Math.max(names.indexOf(optionOf(row)), 0) % COLOURS.length;
  const plot = useMemo(
    () => ({
      x: days,
      factor,
      normal: a && a.low !== null && a.high !== null ? /** @type {[number, number]} */ ([a.low, a.high]) : null,
      lines: rows.map((row) => ({
        label: optionOf(row) || analyte,
        values: row.bands.map((b) => b.median),
        low: row.bands.map((b) => b.ci90[0]),
        high: row.bands.map((b) => b.ci90[1]),
        colour: rows.length === 1 ? colourOf(analyte) : COLOURS[style(row)],
        dash: rows.length === 1 ? undefined : DASHES[style(row)],
        width: 2.4,
      })),
    }),
    [rows, factor, register.value],
  );
  const told = rows.map((row) => {
    const end = last(row);
    const course = `${figure(row.bands[0].median * factor)} now, ${figure(end.median * factor)} ${unit} (${figure(end.ci90[0] * factor)} to ${figure(end.ci90[1] * factor)}) on day ${days[days.length - 1]}`;
    return optionOf(row) ? `${optionOf(row)}: ${course}` : course;
  });
  return html`<figure class="panel"><figcaption><span class="title">${a?.name ?? analyte}</span></figcaption>
    <${Chart} plot=${plot} label=${`${a?.name ?? analyte}: ${told.join("; ")}`} height=${140} />
    ${told.map((words) => html`<p class="quiet">${words}</p>`)}
    <button type="button" class="quiet sources" onClick=${() => openSource(about(a?.name ?? analyte, analyte))}>Source</button></figure>`;
}

/** @param {{assessment: any}} props */
export function Forecast({ assessment }) {
  /** @type {Row[]} */
  const rows = (assessment.forecast ?? []).filter((/** @type {Row} */ row) => !row.option || optionOf(row));
  if (!rows.length) return null;
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const row of rows) groups.set(row.analyte, [...(groups.get(row.analyte) ?? []), row]);
  const shown = [...groups.values()].map(telling);
  const names = [...new Set(rows.map(optionOf))];
  const drawn = names.filter((name) => shown.some((panel) => panel.length > 1 && panel.some((row) => optionOf(row) === name)));
  return html`<section aria-labelledby="r-forecast"><h2 id="r-forecast">${sentence("forecast", register.value)}</h2>
    ${drawn.length > 1 && html`<p class="quiet">In bodies like this person's; whatever is done begins today and in full. What may be stopped or taken is the prescriber's decision.</p>
      <ul class="key">${drawn.map((name) => html`<li><span class="swatch" style=${{ borderColor: `var(${COLOURS[names.indexOf(name) % COLOURS.length]})`, borderStyle: BORDERS[names.indexOf(name) % BORDERS.length] }}></span>${name}</li>`)}</ul>`}
    <div class="panels">${shown.map((panel) => html`<${Panel} key=${`${panel[0].analyte} ${panel.map(optionOf).join()}`} rows=${panel} names=${names} />`)}</div>
  </section>`;
}
