// @ts-check
/** The answer to take away: CSV, Parquet, PNG, and a link that carries the scenario in its fragment. */
import { pins, scenario } from "../store.js";
import { postBlob } from "../api.js";
import { frame, asked } from "./live.js";
import { inWords, linkOf } from "./scenario.js";

/** @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function csv() {
  const found = frame.value;
  if (!found) return "";
  const { header, arrays } = found;
  const columns = Object.keys(arrays).filter((n) => /^(median|low|high)\//.test(n));
  const title = (/** @type {string} */ n) => {
    const [kind, code] = n.split("/");
    return `${code}${kind === "median" ? "" : `.${kind}`} [${header.units[code]}]`;
  };
  const rows = [["time [d]", ...columns.map(title)].map((c) => `"${c}"`).join(",")];
  for (let i = 0; i < arrays.time.length; i++) {
    rows.push([arrays.time[i], ...columns.map((c) => arrays[c][i])].map((v) => Number(v.toPrecision(7))).join(","));
  }
  return rows.join("\n") + "\n";
}

export const saveCsv = () => download(new Blob([csv()], { type: "text/csv" }), "skou-explore.csv");

export async function saveParquet() {
  const blob = await postBlob("/api/explore.parquet", { scenario: asked(scenario.value), quantities: pins.value });
  download(blob, "skou-explore.parquet");
}

/** The diagram's styles as attributes, so that it looks the same outside of the page. @param {SVGElement} original */
function standalone(original) {
  const copy = /** @type {SVGElement} */ (original.cloneNode(true));
  const from = original.querySelectorAll("*");
  const to = copy.querySelectorAll("*");
  const wanted = ["fill", "stroke", "stroke-width", "font-size", "font-family", "font-weight", "opacity", "stroke-dasharray", "stroke-linecap"];
  from.forEach((element, n) => {
    const look = getComputedStyle(element);
    for (const name of wanted) to[n].setAttribute(name, look.getPropertyValue(name));
    to[n].removeAttribute("class");
  });
  return copy;
}

/** The diagram and the plots on one picture. */
export async function savePng() {
  const svg = /** @type {SVGSVGElement | null} */ (document.querySelector(".stage svg.diagram"));
  const charts = [...document.querySelectorAll(".plots .panel")];
  if (!svg) return;
  const text = new XMLSerializer().serializeToString(standalone(svg));
  const picture = new Image();
  picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  picture.width = 1143;
  picture.height = 876;
  await picture.decode();
  const canvas = document.createElement("canvas");
  const rows = Math.ceil(charts.length / 3);
  canvas.width = 1200;
  canvas.height = 980 + rows * 240;
  const c = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const css = getComputedStyle(document.documentElement);
  c.fillStyle = css.getPropertyValue("--paper");
  c.fillRect(0, 0, canvas.width, canvas.height);
  c.fillStyle = css.getPropertyValue("--ink");
  c.font = "600 22px system-ui, sans-serif";
  c.fillText(`Skou: ${inWords(scenario.value)}`.slice(0, 110), 28, 40);
  c.drawImage(picture, 28, 56, 1143, 876);
  charts.forEach((panel, n) => {
    const x = 28 + (n % 3) * 388;
    const y = 950 + Math.floor(n / 3) * 240;
    c.font = "600 16px system-ui, sans-serif";
    c.fillText(panel.querySelector(".title")?.textContent ?? "", x, y + 14);
    const drawn = panel.querySelector("canvas");
    if (drawn) c.drawImage(drawn, x, y + 22, 372, (372 * drawn.height) / drawn.width);
  });
  c.font = "14px system-ui, sans-serif";
  c.fillText("Skou informs; it is not a medical device.", 28, canvas.height - 16);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  if (blob) download(/** @type {Blob} */ (blob), "skou-explore.png");
}

export async function copyLink() {
  const link = linkOf(scenario.value);
  await navigator.clipboard?.writeText(link).catch(() => undefined);
  return link;
}
