// @ts-check
/** Where things are on the diagram, and where a constant of the body acts. */

/** @typedef {{id: string, x: number, y: number, w: number, h: number, name: string}} Place */

/** @type {Place[]} */
export const PLACES = [
  { id: "gut", x: 24, y: 132, w: 120, h: 196, name: "Gut" },
  { id: "plasma", x: 286, y: 208, w: 168, h: 128, name: "Plasma" },
  { id: "cells", x: 196, y: 22, w: 160, h: 104, name: "Cells" },
  { id: "bone", x: 388, y: 22, w: 130, h: 104, name: "Bone" },
  { id: "glomerulus", x: 612, y: 96, w: 140, h: 50, name: "Glomerulus" },
  { id: "proximal", x: 612, y: 164, w: 140, h: 50, name: "Proximal tubule" },
  { id: "thick_limb", x: 612, y: 232, w: 140, h: 50, name: "Thick limb" },
  { id: "distal", x: 612, y: 300, w: 140, h: 50, name: "Distal tubule" },
  { id: "collecting", x: 612, y: 368, w: 140, h: 50, name: "Collecting duct" },
];

/**
 * Arrows of the diagram: path from start to end as a cubic; a value below 0 turns the arrow round.
 * `kidney` arrows have their own scale.
 * @type {{id: string, from: [number, number], to: [number, number], bend: [number, number, number, number], label: [number, number], anchor?: string, kidney?: boolean, name: string}[]}
 */
export const FLOWS = [
  { id: "intake", from: [84, 40], to: [84, 130], bend: [84, 70, 84, 100], label: [104, 78], anchor: "start", name: "eaten" },
  { id: "absorbed", from: [146, 238], to: [284, 252], bend: [200, 238, 230, 252], label: [212, 222], name: "absorbed" },
  { id: "secreted", from: [284, 300], to: [146, 296], bend: [230, 300, 200, 296], label: [218, 322], name: "into gut" },
  { id: "stool", from: [84, 330], to: [84, 440], bend: [84, 370, 84, 400], label: [104, 396], anchor: "start", name: "into stool" },
  { id: "from_cells", from: [288, 128], to: [336, 206], bend: [290, 170, 336, 170], label: [284, 176], anchor: "end", name: "from cells" },
  { id: "from_bone", from: [446, 128], to: [404, 206], bend: [446, 170, 404, 170], label: [418, 158], anchor: "end", name: "from bone" },
  { id: "infused", from: [236, 420], to: [320, 338], bend: [262, 420, 320, 390], label: [232, 416], anchor: "end", name: "by vein" },
  { id: "lost", from: [404, 338], to: [404, 440], bend: [404, 370, 404, 400], label: [416, 416], anchor: "start", name: "skin, vomit, other" },
  { id: "filtered", from: [456, 228], to: [610, 121], bend: [540, 228, 540, 121], label: [548, 146], anchor: "end", kidney: true, name: "filtered" },
  { id: "proximal", from: [610, 189], to: [456, 262], bend: [540, 189, 540, 262], label: [566, 230], kidney: true, name: "taken back" },
  { id: "thick_limb", from: [610, 257], to: [456, 288], bend: [540, 257, 540, 288], label: [556, 294], kidney: true, name: "taken back" },
  { id: "distal", from: [610, 325], to: [456, 308], bend: [540, 325, 540, 308], label: [556, 344], kidney: true, name: "taken back" },
  { id: "collecting", from: [610, 393], to: [456, 326], bend: [540, 393, 540, 326], label: [548, 404], kidney: true, name: "taken back" },
  { id: "urine", from: [682, 420], to: [682, 470], bend: [682, 436, 682, 452], label: [704, 450], anchor: "start", name: "into urine" },
];

export const HORMONES = [
  { code: "plasma.aldosterone", name: "Aldosterone" },
  { code: "plasma.renin", name: "Renin" },
  { code: "plasma.vasopressin", name: "Vasopressin" },
  { code: "plasma.pth", name: "PTH" },
  { code: "plasma.calcitriol", name: "Calcitriol" },
  { code: "plasma.insulin", name: "Insulin" },
];

/** @type {[RegExp, string][]} */
const ACTS = [
  [/^(ncc|dct|trpm6|trpv5|distal)/, "distal"],
  [/^(nkcc2|tal|claudin|casr|calcium_sensing)/, "thick_limb"],
  [/^(proximal|nhe3|sglt2|napi|phosphate_threshold|bicarbonate_threshold|carbonic|glucose_threshold)/, "proximal"],
  [/^(enac|romk|bk|secret|potassium_secretion|anion|nonreabsorbable|hk_atpase|neutral|medullary|aquaporin|water_perm)/, "collecting"],
  [/^(gfr|nephron|creatinine)/, "glomerulus"],
  [/aldosterone|mineralocorticoid|cortisol/, "plasma.aldosterone"],
  [/renin|angiotensin/, "plasma.renin"],
  [/vasopressin|osmotic_set/, "plasma.vasopressin"],
  [/pth|parathyroid/, "plasma.pth"],
  [/calcitriol|vitamin_d/, "plasma.calcitriol"],
  [/insulin/, "plasma.insulin"],
];
/** @type {Record<string, string>} */
const ORGANS = { gut: "gut", cells: "cells", bone: "bone", losses: "plasma", infusions: "plasma", fluids: "plasma", acid_base: "plasma", kidney: "collecting", hormones: "plasma" };

/** Where on the diagram constants of the body act. @param {string[]} handles @param {Record<string, string>} organs */
export function actsAt(handles, organs) {
  const found = new Set();
  for (const name of handles) {
    const special = ACTS.find(([pattern]) => pattern.test(name))?.[1];
    if (special) found.add(special);
    else if (/^diet_|gastric|vomiting|diarrhoea|absor/.test(name)) found.add("gut");
    else if (ORGANS[organs[name]]) found.add(ORGANS[organs[name]]);
  }
  return found;
}
