// @ts-check
/** The frame of every page: where to go, units, register, theme, forgetting, and what Skou is not. */
import { html, useEffect, useState } from "./lib.js";
import { forgetEverything, register, theme, units } from "./store.js";
import { catalogue, catalogueProblem, loadCatalogue, sentence } from "./catalogue.js";
import { connection, getJson } from "./api.js";
import { route } from "./router.js";
import { Choice } from "./parts/choice.js";
import { Problem, Working } from "./parts/states.js";
import { SourceDialog } from "./parts/source.js";
import { Explore } from "./explore/page.js";
import { Assess } from "./assess/page.js";
import { Learn } from "./learn/page.js";
import { Interface } from "./interface.js";

const PAGES = /** @type {[string, string, any][]} */ ([["explore", "Explore", Explore], ["assess", "Assess", Assess], ["learn", "Learn", Learn], ["interface", "Interface", Interface]]);

function Connection() {
  const state = connection.value;
  useEffect(() => {
    if (state !== "offline") return undefined;
    const timer = setInterval(() => {
      getJson("/api/health").then(() => dispatchEvent(new Event("skou-reconnected")), () => undefined);
    }, 2500);
    return () => clearInterval(timer);
  }, [state]);
  if (state === "ok") return null;
  return html`<div class="banner" role="alert">
    ${state === "offline"
      ? html`<strong>Skou does not answer.</strong> It may have been ended; start it again with <code>skou serve</code>. Nothing you entered is lost. This page tries again by itself.`
      : html`<strong>This page has no valid token.</strong> Open the address that <code>skou serve</code> printed; with the server started anew it has a new one. Nothing you entered is lost.`}
  </div>`;
}

function Settings() {
  const [asked, ask] = useState(false);
  return html`<details class="menu"><summary aria-label="Settings">Settings</summary>
    <div class="menubox">
      <${Choice} label="Theme" showLabel compact options=${[["auto", "Auto"], ["light", "Light"], ["dark", "Dark"]]} value=${theme.value} onChoose=${(/** @type {any} */ t) => { theme.value = t; }} />
      <p><a href="#/interface">Interface for programs (OpenAPI)</a></p>
      <p class="quiet">What you enter is kept in this browser only.</p>
      ${asked
        ? html`<p><button type="button" class="danger-button" onClick=${() => { forgetEverything(); ask(false); }}>Yes, forget everything</button> <button type="button" class="quiet" onClick=${() => ask(false)}>No</button></p>`
        : html`<p><button type="button" onClick=${() => ask(true)}>Forget everything entered</button></p>`}
      <p class="quiet">Skou ${catalogue.value?.version ?? ""}</p>
    </div></details>`;
}

export function Shell() {
  const page = PAGES.find(([key]) => key === route.value.page) ?? PAGES[0];
  useEffect(() => {
    document.title = `${page[1]} · Skou`;
    document.querySelectorAll("details.menu").forEach((d) => d.removeAttribute("open"));
  }, [page]);
  return html`
    <a class="skip" href="#main" onClick=${(/** @type {any} */ e) => { e.preventDefault(); document.getElementById("main")?.focus(); }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/explore"><svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="14" /><path d="M10 21c3 3 11 2.500 11-2 0-5-10-2.500-10-7.500 0-4 7-4.500 10-1.500" /></svg>Skou</a>
      <nav aria-label="Pages">${PAGES.slice(0, 3).map(([key, name]) => html`<a href=${`#/${key}`} aria-current=${key === page[0] ? "page" : undefined}>${name}</a>`)}</nav>
      <div class="settings">
        <${Choice} label="Units" compact options=${[["mmol", "mmol/L"], ["meq", "mEq/L"], ["mg", "mg/dL"]]} value=${units.value} onChoose=${(/** @type {any} */ u) => { units.value = u; }} />
        <${Choice} label="Words" compact options=${[["clinician", "Clinician"], ["plain", "Plain"]]} value=${register.value} onChoose=${(/** @type {any} */ r) => { register.value = r; }} />
        <${Settings} />
      </div>
    </header>
    <${Connection} />
    <main id="main" tabindex="-1">
      ${catalogueProblem.value && !catalogue.value ? html`<${Problem} problem=${catalogueProblem.value} retry=${loadCatalogue} title="The page cannot reach the body" />` : !catalogue.value ? html`<${Working} words="Opening …" />` : html`<${page[2]} />`}
    </main>
    <footer class="foot"><p>${sentence("disclaimer", register.value) || "Skou informs; it is not a medical device."}</p></footer>
    <${SourceDialog} />
  `;
}
