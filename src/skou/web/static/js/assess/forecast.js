// @ts-check
/** What comes in this person's own bodies, as the report's view tells it: as it is, and under what could be done from today. */
import { html, useMemo } from "../lib.js";
import { register } from "../store.js";
import { sentence } from "../catalogue.js";
import { Chart } from "../parts/chart.js";
import { openSource } from "../parts/source.js";
import { figure, shownUnit } from "../units.js";
import { colourOf } from "../explore/plots.js";

/**
 * @typedef {{label: string, x: number[], y: number[], low: number[], high: number[]}} Course
 * @typedef {{analyte: string, title: string, unit: string, lines: Course[], normal: [number, number] | null}} ForecastPanel
 */
const COLOURS = ["--quiet", "--accent", "--ghost2", "--ghost3", "--ghost4", "--ghost1"];
const DASHES = [undefined, [7, 4], [2, 3], [9, 3, 2, 3], [1, 4], [12, 4]];
const BORDERS = ["solid", "dashed", "dotted", "dashed", "dotted", "dashed"];

/** What there is to say about a course. @param {ForecastPanel} panel */
const about = (panel) => ({
  title: `Forecast of ${panel.title}`,
  paragraphs: [
    "64 virtual patients of this person, drawn by how well they explain the record, simulated on: median and 90 % interval. Each keeps the difference between its own value and the measured one.",
    "Under an option the same patients go on with the cause ended or the dose added, at once and in full. An option that does not move the last median by 15 % of the interval of the course as it is has no line.",
  ],
  search: panel.analyte.replaceAll("_", " "),
});

/** @param {{panel: ForecastPanel, names: string[]}} props */
function Panel({ panel, names }) {
  const { factor, unit } = shownUnit(panel.analyte, panel.unit);
  const alone = panel.lines.length === 1;
  const plot = useMemo(
    () => ({
      x: panel.lines[0].x,
      factor,
      normal: panel.normal,
      lines: panel.lines.map((line) => {
        const n = Math.max(names.indexOf(line.label), 0) % COLOURS.length;
        return { label: line.label || panel.title, values: line.y, low: line.low, high: line.high, colour: alone ? colourOf(panel.analyte) : COLOURS[n], dash: alone ? undefined : DASHES[n], width: 2.4 };
      }),
    }),
    [panel, factor],
  );
  const told = panel.lines.map(({ label, x, y, low, high }) => {
    const end = x.length - 1;
    const course = `${figure(y[0] * factor)} now, ${figure(y[end] * factor)} ${unit} (${figure(low[end] * factor)} to ${figure(high[end] * factor)}) on day ${x[end]}`;
    return label ? `${label}: ${course}` : course;
  });
  return html`<figure class="panel"><figcaption><span class="title">${panel.title}</span></figcaption>
    <${Chart} plot=${plot} label=${`${panel.title}: ${told.join("; ")}`} height=${140} />
    ${told.map((words) => html`<p class="quiet">${words}</p>`)}
    <button type="button" class="quiet sources" onClick=${() => openSource(about(panel))}>Source</button></figure>`;
}

/** @param {{view: any}} props */
export function Forecast({ view }) {
  /** @type {ForecastPanel[]} */
  const panels = view.forecast;
  if (!panels.length) return null;
  const names = [...new Set(panels.filter((p) => p.lines.length > 1).flatMap((p) => p.lines.map((line) => line.label)))];
  return html`<section aria-labelledby="r-forecast"><h2 id="r-forecast">${sentence("forecast", register.value)}</h2>
    ${names.length > 1 && html`<p class="quiet">In bodies like this person's; whatever is done begins today and in full. What may be stopped or taken is the prescriber's decision.</p>
      <ul class="key">${names.map((name, n) => html`<li><span class="swatch" style=${{ borderColor: `var(${COLOURS[n % COLOURS.length]})`, borderStyle: BORDERS[n % BORDERS.length] }}></span>${name}</li>`)}</ul>`}
    <div class="panels">${panels.map((panel) => html`<${Panel} key=${`${panel.analyte} ${panel.lines.map((line) => line.label).join()}`} panel=${panel} names=${names} />`)}</div>
  </section>`;
}
