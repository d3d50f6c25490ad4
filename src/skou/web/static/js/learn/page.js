// @ts-check
/** Learn: guided scenes, each a published experiment on the body of this page. */
import { html, signal, useEffect, useMemo, useState } from "../lib.js";
import { getJson } from "../api.js";
import { scenario, seen } from "../store.js";
import { go, route } from "../router.js";
import { Chart } from "../parts/chart.js";
import { Problem, Working } from "../parts/states.js";
import { Reference } from "../parts/source.js";
import { figure, shownUnit } from "../units.js";
import { whole } from "../explore/scenario.js";
import { Values, at } from "./values.js";

/** @type {import("../types.js").Signal<any[] | null>} */
const scenes = signal(null);
const COLOURS = ["--s0", "--s1", "--s2", "--s3"];
const DASHES = [undefined, [7, 3], [2, 3], [9, 3, 2, 3]];

/** @param {{plot: any, run: any, sources: any[]}} props */
function Panel({ plot, run, sources }) {
  const { hours, arms } = run;
  const long = hours[hours.length - 1] - hours[0] > 96;
  const divisor = long ? 24 : 1;
  const { factor, unit } = shownUnit(plot.quantity, plot.unit);
  const drawn = useMemo(
    () => ({
      x: hours.map((h) => h / divisor),
      factor,
      lines: arms.map((/** @type {string} */ arm, /** @type {number} */ n) => ({ label: arm, values: plot.lines[arm], colour: COLOURS[n % 4], dash: DASHES[n % 4], width: 2.4 })),
      points: plot.points.map((/** @type {any} */ p) => ({ x: p.hour / divisor, value: p.value, low: p.low, high: p.high, colour: COLOURS[arms.indexOf(p.arm) % 4] })),
    }),
    [plot, factor],
  );
  const judged = plot.points.filter((/** @type {any} */ p) => p.low !== null && p.high !== null);
  const hit = judged.filter((/** @type {any} */ p) => {
    const v = at(hours, plot.lines[p.arm], p.hour);
    return v >= p.low && v <= p.high;
  }).length;
  const title = `${plot.name}${plot.change ? ", change" : ""}${plot.mean ? `, mean over ${plot.mean}` : ""}`;
  const told = arms.map((/** @type {string} */ arm) => `${arm}: from ${figure(plot.lines[arm][0] * factor)} to ${figure(plot.lines[arm][hours.length - 1] * factor)} ${unit}`).join("; ");
  return html`<figure class="panel wide">
    <figcaption><span class="title">${title}</span> <span class="unit">${unit}</span></figcaption>
    <${Chart} plot=${drawn} label=${`${title}. ${told}`} height=${220} xLabel=${long ? "d" : "h"} />
    ${judged.length > 0 && html`<p class="quiet">${hit === judged.length ? "All" : `${hit} of`} ${judged.length === 1 && hit === 1 ? "" : judged.length} published ${judged.length === 1 ? "value lies" : "values lie"} within their band on the curve.${[...new Set(plot.points.map((/** @type {any} */ p) => p.note).filter(Boolean))].length ? ` (${[...new Set(plot.points.map((/** @type {any} */ p) => p.note).filter(Boolean))].join("; ")})` : ""}</p>`}
    <${Values} plot=${plot} run=${run} sources=${sources} long=${long} />
  </figure>`;
}

/** @param {{about: any, next?: any, previous?: any}} props */
function Scene({ about, next, previous }) {
  const [run, setRun] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const [shownStep, setStep] = useState(0);
  const load = () => {
    setProblem(null);
    const stop = new AbortController();
    getJson(`/api/learn/${about.id}`, stop.signal).then(
      (found) => {
        setRun(found);
        if (!seen.peek().includes(about.id)) seen.value = [...seen.peek(), about.id];
      },
      (wrong) => wrong.name !== "AbortError" && setProblem(wrong),
    );
    return () => stop.abort();
  };
  useEffect(() => {
    setRun(null);
    setStep(0);
    return load();
  }, [about.id]);
  const last = about.story.length;
  return html`
    <article class="scene">
      <nav class="crumbs" aria-label="Scenes"><a href="#/learn">All scenes</a></nav>
      <h1>${about.title}</h1>
      <p class="lead">${about.question}</p>
      <div class="scenegrid">
        <div class="story">
          <ol>${about.story.slice(0, shownStep + 1).map((/** @type {string} */ s) => html`<li>${s}</li>`)}</ol>
          ${shownStep < last - 1
            ? html`<button type="button" class="primary" onClick=${() => setStep(shownStep + 1)}>Go on</button>`
            : html`<p class="look"><strong>Look:</strong> ${about.look}</p><p class="lesson">${about.lesson}</p>
              <div class="go"><button type="button" class="primary" onClick=${() => { const s = whole(about.explore); if (s) scenario.value = s; go("#/explore"); }}>Try it in Explore</button>
              ${next && html`<a class="button quiet" href=${`#/learn/${next.id}`}>Next: ${next.title}</a>`}</div>`}
          <details class="cited"><summary>Published in</summary><ul>${about.sources.map((/** @type {any} */ s) => html`<li>${s.cite}${s.doi && html`, <${Reference} text=${s.doi} />`}</li>`)}</ul></details>
          ${previous && html`<p><a class="quiet" href=${`#/learn/${previous.id}`}>Before: ${previous.title}</a></p>`}
        </div>
        <div class="figures">
          ${problem && html`<${Problem} problem=${problem} retry=${load} />`}
          ${!run && !problem && html`<${Working} words="Running the experiment on the body …" />`}
          ${run && run.arms.length > 0 && html`<ul class="key">${run.arms.map((/** @type {string} */ arm, /** @type {number} */ n) => html`<li><span class="swatch" style=${{ borderColor: `var(${COLOURS[n % 4]})`, borderStyle: ["solid", "dashed", "dotted", "dashed"][n % 4] }}></span>${arm}</li>`)}<li><span class="dot"></span>published</li></ul>`}
          ${run?.plots.map((/** @type {any} */ p, /** @type {number} */ n) => html`<${Panel} key=${about.id + n} plot=${p} run=${run} sources=${about.sources} />`)}
        </div>
      </div>
    </article>`;
}

export function Learn() {
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const load = () => {
    setProblem(null);
    getJson("/api/learn").then((found) => { scenes.value = found.scenes; }, setProblem);
  };
  useEffect(() => {
    if (!scenes.value) load();
  }, []);
  const list = scenes.value;
  if (problem) return html`<div class="learn"><h1 class="hidden">Learn</h1><${Problem} problem=${problem} retry=${load} /></div>`;
  if (!list) return html`<div class="learn"><h1 class="hidden">Learn</h1><${Working} words="Fetching the scenes …" /></div>`;
  const n = list.findIndex((s) => s.id === route.value.rest);
  if (n >= 0) return html`<div class="learn"><${Scene} about=${list[n]} next=${list[n + 1]} previous=${list[n - 1]} /></div>`;
  return html`<div class="learn">
    <h1>What the body teaches</h1>
    <p class="lead">Each scene is an experiment on the same body that Explore and Assess use, with published values beside its curve where there are any.</p>
    <ol class="cards">${list.map((s) => html`<li><a href=${`#/learn/${s.id}`} class=${seen.value.includes(s.id) ? "seen" : ""}><strong>${s.title}</strong><span>${s.question}</span></a></li>`)}</ol>
  </div>`;
}
