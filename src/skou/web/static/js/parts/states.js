// @ts-check
/** Nothing yet, still working, went wrong, no server: each said in words with a way on. */
import { html } from "../lib.js";

/** @param {{words: string, cancel?: () => void, done?: number}} props */
export const Working = ({ words, cancel, done }) => html`
  <div class="state working" role="status">
    <span class="pulse" aria-hidden="true"></span>
    <span>${words}</span>
    ${done !== undefined && html`<span class="progress" role="progressbar" aria-label=${words} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(100 * done)}><span style=${{ width: `${100 * done}%` }}></span></span><span class="percent">${Math.round(100 * done)} %</span>`}
    ${cancel && html`<button type="button" class="quiet" onClick=${cancel}>Cancel</button>`}
  </div>
`;

/** @param {{title: string, children?: any}} props */
export const Empty = ({ title, children }) => html`
  <div class="state empty">
    <p class="lead">${title}</p>
    ${children}
  </div>
`;

/** @param {{problem: any, retry?: () => void, title?: string}} props */
export const Problem = ({ problem, retry, title }) => html`
  <div class="state problem" role="alert">
    <p class="lead">${title ?? "This could not be done"}</p>
    <p>${problem?.message ?? String(problem)}</p>
    ${problem?.nearest?.length > 0 && html`<p>Did you mean ${problem.nearest.join(" or ")}?</p>`}
    ${retry && html`<button type="button" onClick=${retry}>Try again</button>`}
  </div>
`;
