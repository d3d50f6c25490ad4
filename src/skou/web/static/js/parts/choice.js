// @ts-check
/** A few choices, one of them taken; a switch. */
import { html } from "../lib.js";

/** @param {{label: string, options: [string, string][], value: string, onChoose: (v: string) => void, compact?: boolean, showLabel?: boolean}} props */
export const Choice = ({ label, options, value, onChoose, compact, showLabel }) => html`
  <fieldset class=${`choice ${compact ? "compact" : ""}`}>
    <legend class=${showLabel ? "" : "hidden"}>${label}</legend>
    <div class="row">
      ${options.map(
        ([key, words]) => html`<label class=${key === value ? "on" : ""}>
          <input type="radio" name=${label} value=${key} checked=${key === value} onChange=${() => onChoose(key)} />
          <span>${words}</span>
        </label>`,
      )}
    </div>
  </fieldset>
`;

/** @param {{label: string, on: boolean, onToggle: (on: boolean) => void, hint?: string}} props */
export const Switch = ({ label, on, onToggle, hint }) => html`
  <label class="switch">
    <input type="checkbox" role="switch" checked=${on} onChange=${(/** @type {any} */ e) => onToggle(e.target.checked)} />
    <span class="track" aria-hidden="true"></span>
    <span>${label}${hint && html`<small>${hint}</small>`}</span>
  </label>
`;
