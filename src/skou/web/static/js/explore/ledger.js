// @ts-check
/** Where every mmol came from and went, from day 0 to the end. */
import { html } from "../lib.js";
import { shown } from "../units.js";

const NAMES = /** @type {Record<string, string>} */ ({ intake: "eaten or drunk", infused: "by vein", urine: "urine", stool: "stool", lost: "skin, vomit, other", deposited: "soft tissue" });

/** @param {{frame: import("../frames.js").Frame}} props */
export function Ledger({ frame }) {
  const rows = frame.header.ledger;
  const routes = [...new Set(rows.flatMap((/** @type {any} */ r) => Object.keys(r.flows)))];
  return html`
    <details class="ledger">
      <summary>Where every mmol went</summary>
      <div class="scroller" tabindex="0" role="region" aria-label="Ledger">
      <table class="plain">
        <thead><tr><th scope="col">From day 0 to ${frame.header.days}</th>${routes.map((r) => html`<th scope="col" class="number">${NAMES[String(r)] ?? r}</th>`)}<th scope="col" class="number">kept in the body</th></tr></thead>
        <tbody>${rows.map(
          (/** @type {any} */ row) => html`<tr><th scope="row">${row.ion}</th>
            ${[...routes.map((r) => row.flows[String(r)]), row.stored].map((v) => {
              if (v === undefined) return html`<td class="number">–</td>`;
              const { number, unit } = shown(`flow.${row.ion}`, v, row.ion === "water" ? "L" : "mmol");
              return html`<td class="number">${number} <span class="unit">${unit}</span></td>`;
            })}</tr>`,
        )}</tbody>
      </table></div>
    </details>
  `;
}
