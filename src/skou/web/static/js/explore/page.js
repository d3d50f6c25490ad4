// @ts-check
/** Explore: one body, sliders, and what it answers. */
import { html, signal, useEffect, useState } from "../lib.js";
import { ion, scenario } from "../store.js";
import { quantities } from "../catalogue.js";
import { route, go } from "../router.js";
import { Choice } from "../parts/choice.js";
import { Problem, Working } from "../parts/states.js";
import { figure } from "../units.js";
import { Controls } from "./controls.js";
import { Diagram } from "./diagram.js";
import { Plots } from "./plots.js";
import { Compare, canKeep, keep } from "./compare.js";
import { again, follow, frame, problem } from "./live.js";
import { copyLink, saveCsv, saveParquet, savePng } from "./exports.js";
import { fromLink } from "./scenario.js";
import { Ledger } from "./ledger.js";

/** The moment the diagram shows, as a share of the shown time from day 0. */
const moment = signal(1);
const playing = signal(false);

/** @param {{days: number}} props */
function Clock({ days }) {
  useEffect(() => {
    if (!playing.value) return undefined;
    let last = performance.now();
    let handle = 0;
    const step = (/** @type {number} */ now) => {
      moment.value = moment.value + (now - last) / 8000;
      last = now;
      if (moment.value >= 1) {
        moment.value = 1;
        playing.value = false;
      } else handle = requestAnimationFrame(step);
    };
    handle = requestAnimationFrame(step);
    return () => cancelAnimationFrame(handle);
  }, [playing.value]);
  const at = moment.value * days;
  const words = days <= 4 ? `${figure(at * 24, 3)} h` : `day ${figure(at, 2)}`;
  return html`<div class="clock">
    <button type="button" class="play" aria-label=${playing.value ? "Pause" : "Play from day 0"} onClick=${() => {
      if (!playing.value && moment.value >= 1) moment.value = 0;
      playing.value = !playing.value;
    }}>${playing.value ? "❚❚" : "▶"}</button>
    <input type="range" min="0" max="1" step="0.01" value=${moment.value} aria-label="Moment shown on the diagram" aria-valuetext=${words} style=${{ "--share": `${100 * moment.value}%` }}
      onInput=${(/** @type {any} */ e) => { playing.value = false; moment.value = Number(e.target.value); }} />
    <output>${words}</output>
  </div>`;
}

/** What the values would mean for a person, said before they are shown. @param {{header: any}} props */
function Limits({ header }) {
  const names = (/** @type {string[]} */ codes) => codes.map((c) => (quantities.get(c)?.name ?? c).toLowerCase()).join(", ");
  if (header.beyond_life.length) return html`<p class="limits beyond" role="alert"><strong>No living person has values like these:</strong> ${names(header.beyond_life)}. The equations go on; a person would not.</p>`;
  if (header.critical.length) return html`<p class="limits" role="status"><strong>Critical:</strong> ${names(header.critical)} passes a limit at which laboratories telephone at once. In a person this is an emergency.</p>`;
  return null;
}

function Takeaway() {
  const [said, say] = useState("");
  /** @param {() => Promise<unknown> | unknown} work @param {string} words */
  const act = (work, words) => async () => {
    try {
      await work();
      say(words);
    } catch (wrong) {
      say(/** @type {Error} */ (wrong).message);
    }
  };
  return html`<div class="takeaway">
    <button type="button" onClick=${keep} disabled=${!canKeep()}>Keep this curve</button>
    <button type="button" class="quiet" onClick=${act(copyLink, "The link is in the clipboard; it alone carries the scenario.")}>Copy link</button>
    <button type="button" class="quiet" onClick=${act(saveCsv, "CSV saved.")}>CSV</button>
    <button type="button" class="quiet" onClick=${act(saveParquet, "Parquet saved.")}>Parquet</button>
    <button type="button" class="quiet" onClick=${act(savePng, "Picture saved.")}>PNG</button>
    <span class="said" role="status">${said}</span>
  </div>`;
}

export function Explore() {
  useEffect(() => {
    const link = route.value.query.get("s");
    if (link) {
      const found = fromLink(link);
      if (found) scenario.value = found;
      go("#/explore");
    }
  }, [route.value]);
  useEffect(follow, []);
  const found = frame.value;
  return html`
    <div class="explore">
      <h1 class="hidden">Explore one body</h1>
      <${Controls} />
      <section class="stage" aria-label="The body">
        <div class="stagebar">
          <${Choice} label="Ion" compact value=${ion.value} onChoose=${(/** @type {string} */ i) => { ion.value = i; }}
            options=${[["potassium", "Potassium"], ["magnesium", "Magnesium"], ["calcium", "Calcium"], ["sodium", "Sodium"]]} />
          ${found && html`<${Clock} days=${found.header.days} />`}
        </div>
        ${problem.value && html`<${Problem} problem=${problem.value} retry=${again} title="The body cannot answer this" />`}
        ${!found && !problem.value && html`<${Working} words="The body is being woken; the first time this takes a few seconds." />`}
        ${found && html`<${Limits} header=${found.header} />`}
        <${Diagram} frame=${found} ion=${ion.value} at=${found ? moment.value * found.header.days : 0} />
        ${found && html`<p class="quiet note">Widths are to scale; the tubule has a scale of its own. Amounts are those of a day. ${found.header.left_out > 0 ? `${found.header.left_out} of ${found.header.left_out + found.header.people} virtual people do not live through this and are left out of the bands.` : ""}</p>`}
        <${Takeaway} />
        <${Compare} />
        ${found && html`<${Ledger} frame=${found} />`}
      </section>
      <${Plots} />
    </div>
  `;
}
