// @ts-check
/** A slider with a number box beside it; both by mouse, touch or keyboard. */
import { html } from "../lib.js";
import { figure } from "../units.js";

let count = 0;
/** @type {Map<string, string>} */
const ids = new Map();
/** @param {string} key */
const idOf = (key) => {
  if (!ids.has(key)) ids.set(key, `s${++count}`);
  return ids.get(key);
};

/** @param {number} step */
const decimals = (step) => Math.min(Math.max(-Math.floor(Math.log10(step) + 1e-9), 0), 6);

/**
 * @param {{name: string, value: number, min: number, max: number, step: number, unit?: string, usual?: number,
 *   onInput: (v: number) => void, onReset?: () => void, onSource?: () => void, onRemove?: () => void, hint?: string}} props
 */
export function Slider({ name, value, min, max, step, unit = "", usual, onInput, onReset, onSource, onRemove, hint }) {
  const id = idOf(name);
  const moved = usual !== undefined && Math.abs(value - usual) > step / 2;
  const share = (100 * (Math.min(Math.max(value, min), max) - min)) / (max - min);
  /** @param {any} event */
  const input = (event) => {
    const typed = Number(event.target.value);
    if (event.target.value !== "" && Number.isFinite(typed)) {
      performance.mark("skou-input");
      onInput(Math.min(Math.max(typed, min), max));
    }
  };
  return html`
    <div class=${`slider ${moved ? "moved" : ""}`}>
      <div class="head"><label for=${id}>${name}</label>
      <span class="tools">
        ${onSource && html`<button type="button" class="icon" aria-label=${`${name}: source`} title="Source" onClick=${onSource}>i</button>`}
        ${onReset && moved && html`<button type="button" class="icon" aria-label=${`${name}: back to usual`} title="Back to usual" onClick=${onReset}>↺</button>`}
        ${onRemove && html`<button type="button" class="icon" aria-label=${`Remove ${name}`} title="Remove" onClick=${onRemove}>✕</button>`}
      </span></div>
      <input class="range" type="range" id=${id} min=${min} max=${max} step=${step} value=${value} onInput=${input}
        style=${{ "--share": `${share}%` }} aria-valuetext=${`${figure(value)} ${unit}`} aria-describedby=${hint ? id + "h" : undefined} />
      <span class="box"><input type="number" aria-label=${`${name}${unit ? ", " + unit : ""}`} min=${min} max=${max} step=${step} value=${Number(value.toFixed(decimals(step)))} onChange=${input} />
        <span class="unit">${unit}</span></span>
      ${hint && html`<small id=${id + "h"}>${hint}</small>`}
    </div>
  `;
}
