// @ts-check
/** A value on its reference interval, and a probability as a bar. */
import { html } from "../lib.js";

/** @param {{value: number, low: number | null, high: number | null, label: string}} props */
export function RangeBar({ value, low, high, label }) {
  if (low === null && high === null) return null;
  const bottom = low ?? 0;
  const top = high ?? Math.max(2 * bottom, value);
  const span = top - bottom || Math.abs(top) || 1;
  const from = bottom - span / 2;
  const to = top + span / 2;
  const x = (/** @type {number} */ v) => 6 + 188 * Math.min(Math.max((v - from) / (to - from), 0), 1);
  const left = low === null ? 0 : x(low);
  const right = high === null ? 200 : x(high);
  const side = low !== null && value < low ? "below" : high !== null && value > high ? "above" : "inside";
  const beyond = value < from || value > to;
  const at = x(value);
  const tip = value < from ? -6 : 6;
  return html`<svg class="rangebar" viewBox="0 0 200 20" role="img" aria-label=${label}>
    <rect class="track" y="7" width="200" height="6" rx="3" />
    <rect class="normal" x=${left} y="5" width=${Math.max(right - left, 1)} height="10" rx="3" />
    ${beyond
      ? html`<path class=${`mark ${side}`} d=${`M${at - tip} 3 L${at + tip / 2} 10 L${at - tip} 17 Z`} />`
      : html`<circle class=${`mark ${side}`} cx=${at} cy="10" r="6" />`}
  </svg>`;
}

/** @param {{probability: number, label: string, small?: boolean}} props */
export const ProbabilityBar = ({ probability, label, small }) => html`
  <svg class=${`probability ${small ? "small" : ""}`} viewBox="0 0 200 12" preserveAspectRatio="none" role="img" aria-label=${label}>
    <rect class="track" width="200" height="12" rx="6" />
    <rect class="fill" width=${Math.max(200 * Math.min(probability, 1), 4)} height="12" rx="6" />
  </svg>
`;
