// @ts-check
/** The interface of this server, from its OpenAPI document. */
import { html, useEffect, useState } from "./lib.js";
import { getJson } from "./api.js";
import { Problem, Working } from "./parts/states.js";
import { download } from "./explore/exports.js";

export function Interface() {
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState(/** @type {any} */ (null));
  const load = () => {
    setProblem(null);
    getJson("/api/openapi.json").then(setFound, setProblem);
  };
  useEffect(load, []);
  if (problem) return html`<div class="learn"><h1 class="hidden">Interface</h1><${Problem} problem=${problem} retry=${load} /></div>`;
  if (!found) return html`<div class="learn"><h1 class="hidden">Interface</h1><${Working} words="Fetching the description …" /></div>`;
  return html`<div class="learn interface"><h1>${found.info.title}</h1><p class="lead">${found.info.description}</p>
    <p>Every address under <code>/api/</code> wants the header <code>x-skou-token</code> with the token of the printed address.</p>
    <div class="scroller" tabindex="0" role="region" aria-label="Addresses"><table class="plain"><thead><tr><th scope="col">Address</th><th scope="col">Takes</th><th scope="col">Answers</th></tr></thead>
    <tbody>${Object.entries(found.paths).flatMap(([path, methods]) => Object.entries(/** @type {any} */ (methods)).map(([method, op]) => html`<tr><th scope="row"><code>${method.toUpperCase()} ${path}</code></th>
      <td>${(op.requestBody?.content["application/json"].schema.$ref ?? "").split("/").pop() || (op.parameters ?? []).map((/** @type {any} */ p) => p.name).join(", ") || "–"}</td><td>${op.summary}</td></tr>`))}</tbody></table></div>
    <p><button type="button" onClick=${() => download(new Blob([JSON.stringify(found, null, 2)], { type: "application/json" }), "skou-openapi.json")}>Save the OpenAPI document</button></p></div>`;
}
