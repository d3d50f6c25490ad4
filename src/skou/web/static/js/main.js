// @ts-check
/** The page begins. */
import { html, render } from "./lib.js";
import { takeToken } from "./api.js";
import { catalogue, loadCatalogue } from "./catalogue.js";
import { Shell } from "./shell.js";
import "./router.js";

takeToken();
dispatchEvent(new HashChangeEvent("hashchange"));
addEventListener("hashchange", () => {
  if (/[#?&]token=/.test(location.hash)) {
    takeToken();
    loadCatalogue();
    dispatchEvent(new HashChangeEvent("hashchange"));
    dispatchEvent(new Event("skou-reconnected"));
  } else window.scrollTo(0, 0);
});
addEventListener("skou-reconnected", () => {
  if (!catalogue.peek()) loadCatalogue();
});
loadCatalogue();
const app = /** @type {HTMLElement} */ (document.getElementById("app"));
app.replaceChildren();
render(html`<${Shell} />`, app);
performance.mark("skou-first-render");
