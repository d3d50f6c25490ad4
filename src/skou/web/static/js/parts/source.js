// @ts-check
/** Where a number comes from: a dialog that every number can open. */
import { html, signal, useEffect, useRef } from "../lib.js";
import { getJson } from "../api.js";
import { figure, pretty } from "../units.js";

/** @type {import("../types.js").Signal<import("../types.js").Source | null>} */
export const source = signal(null);
/** @type {import("../types.js").Signal<{parameters: any[], total: number} | null>} */
const constants = signal(null);

/** @param {import("../types.js").Source} about */
export async function openSource(about) {
  source.value = about;
  constants.value = null;
  if (!about.search && !about.names?.length) return;
  const query = about.names?.length ? `names=${about.names.map(encodeURIComponent).join(",")}` : `q=${encodeURIComponent(about.search ?? "")}`;
  try {
    const found = await getJson(`/api/sources?${query}`);
    if (source.value === about) constants.value = found;
  } catch {
    // the connection banner says what is wrong
  }
}

const DOI = /\b10\.\d{4,9}\/[^\s"<>;,]*[^\s"<>;,.)\]]/;

/** A reference with its DOI as a link. @param {{text: string}} props */
export function Reference({ text }) {
  const found = DOI.exec(text);
  if (!found) return html`${text}`;
  const before = text.slice(0, found.index);
  return html`${before}<a href=${"https://doi.org/" + found[0]} rel="noopener noreferrer" target="_blank">${found[0]}</a>${text.slice(found.index + found[0].length)}`;
}

const HOW = {
  V: "verified in the source",
  V2: "in a secondary source",
  R: "in a secondary source",
  M: "from memory of the field",
  D: "by derivation",
};

function Constants() {
  const found = constants.value;
  if (!found) return html`<p class="quiet">Looking up the constants of the body …</p>`;
  if (!found.parameters.length) return null;
  return html`
    <h3>Constants of the body behind it</h3>
    <div class="scroller" tabindex="0" role="region" aria-label="Constants of the body">
      <table class="plain">
        <thead><tr><th scope="col">Constant</th><th scope="col" class="number">Value</th><th scope="col">How</th><th scope="col">Source</th></tr></thead>
        <tbody>
          ${found.parameters.map(
            (p) => html`<tr>
              <th scope="row">${p.description}<br /><code>${p.name}</code></th>
              <td class="number">${figure(p.value)} ${pretty(p.unit)}</td>
              <td>${p.how}, ${HOW[/** @type {keyof typeof HOW} */ (p.status)] ?? p.status}</td>
              <td><${Reference} text=${p.source} /></td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${found.total > found.parameters.length && html`<p class="quiet">${found.total - found.parameters.length} more: <code>skou parameters</code></p>`}
  `;
}

export function SourceDialog() {
  const box = useRef(null);
  const about = source.value;
  useEffect(() => {
    const dialog = /** @type {HTMLDialogElement | null} */ (/** @type {any} */ (box.current));
    if (about && dialog && !dialog.open) dialog.showModal();
    if (!about && dialog?.open) dialog.close();
  }, [about]);
  const close = () => {
    source.value = null;
  };
  return html`
    <dialog ref=${box} class="source" aria-labelledby="source-title" onClose=${close}
      onClick=${(/** @type {any} */ e) => e.target === box.current && close()}>
      ${about &&
      html`<div class="sheet">
        <header>
          <h2 id="source-title">${about.title}</h2>
          <button type="button" class="quiet" onClick=${close} aria-label="Close">✕</button>
        </header>
        ${about.facts && html`<dl class="facts">${about.facts.map(([k, v]) => html`<div><dt>${k}</dt><dd>${v}</dd></div>`)}</dl>`}
        ${about.paragraphs?.map((p) => html`<p>${p}</p>`)}
        ${about.references && about.references.length > 0 && html`<h3>References</h3><ul>${about.references.map((r) => html`<li><${Reference} text=${r} /></li>`)}</ul>`}
        ${(about.search || about.names?.length) && html`<${Constants} />`}
      </div>`}
    </dialog>
  `;
}
