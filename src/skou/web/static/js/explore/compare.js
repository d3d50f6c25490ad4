// @ts-check
/** Kept scenarios: what-if curves beside the present one, and a table of where each ends. */
import { html } from "../lib.js";
import { kept, pins, scenario } from "../store.js";
import { catalogue, quantities } from "../catalogue.js";
import { Num, aboutQuantity } from "../parts/number.js";
import { frame, ghosts } from "./live.js";
import { inWords } from "./scenario.js";
import { GHOST_COLOURS } from "./plots.js";

const MOST = 4;

export function keep() {
  const name = inWords(scenario.value);
  if (kept.value.length < MOST) kept.value = [...kept.value, { name, scenario: structuredClone(scenario.value) }];
}

/** @param {{code: string, of: import("../frames.js").Frame | null, scene: import("../types.js").Scenario}} props */
function End({ code, of, scene }) {
  const values = of?.arrays[`median/${code}`];
  if (!values) return html`<td class="number">–</td>`;
  const about = aboutQuantity(code);
  const words = inWords(scene);
  const source = { ...about, facts: [["Scenario", words], ["Value at", `day ${scene.days}`], ...(about.facts ?? [])], paragraphs: [`Simulated by the body of Skou ${catalogue.value?.version ?? ""} for the average person of the scenario.`] };
  return html`<td class="number"><${Num} code=${code} value=${values[values.length - 1]} unit=${quantities.get(code)?.unit ?? "1"} label=${`${about.title} at the end, ${words}`} source=${source} /></td>`;
}

export function Compare() {
  if (!kept.value.length) return null;
  const codes = pins.value.filter((c) => !c.startsWith("rate."));
  return html`
    <section class="compare" aria-label="Kept scenarios">
      <h2>Kept beside it</h2>
      <div class="scroller" tabindex="0" role="region" aria-label="Where each scenario ends">
      <table class="plain">
        <thead><tr><th scope="col">Scenario, value at its end</th>${codes.map((c) => html`<th scope="col" class="number">${quantities.get(c)?.name}</th>`)}<th scope="col"><span class="hidden">Actions</span></th></tr></thead>
        <tbody>
          <tr><th scope="row"><span class="swatch now"></span>${inWords(scenario.value)}, ${scenario.value.days} d <span class="quiet">(now)</span></th>${codes.map((c) => html`<${End} code=${c} of=${frame.value} scene=${scenario.value} />`)}<td></td></tr>
          ${kept.value.map(
            (k, n) => html`<tr key=${k.name + n}>
              <th scope="row"><span class="swatch" style=${{ borderColor: `var(${GHOST_COLOURS[n % 4]})` }}></span>${k.name}, ${k.scenario.days} d</th>
              ${codes.map((c) => html`<${End} code=${c} of=${ghosts.value[n] ?? null} scene=${k.scenario} />`)}
              <td class="acts">
                <button type="button" class="quiet" onClick=${() => { scenario.value = structuredClone(k.scenario); }}>Take up</button>
                <button type="button" class="icon" aria-label=${`Forget ${k.name}`} title="Forget" onClick=${() => { kept.value = kept.value.filter((_, m) => m !== n); }}>✕</button>
              </td></tr>`,
          )}
        </tbody>
      </table></div>
    </section>
  `;
}

export const canKeep = () => kept.value.length < MOST;
