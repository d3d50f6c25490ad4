// @ts-check
/** Between what is typed and the person record that the server reads. */
import { freshDraft } from "../store.js";

/** @typedef {import("../types.js").Draft} Draft */

/** @param {Draft} d */
export const isEmpty = (d) =>
  !d.age && !d.sex && !d.labs.length && !d.medications.length && !d.symptoms.length && !d.losses.length && !d.conditions.length && !d.intake.length && !d.ecg.length && !d.systolic && !d.extra;

/** The record of a draft; lab rows without a value are left out. @param {Draft} d */
export function recordOf(d) {
  /** @type {any} */
  const person = {};
  if (d.age) person.age = d.age;
  if (d.sex) person.sex = d.sex;
  if (d.weight_kg) person.weight_kg = d.weight_kg;
  if (d.height_cm) person.height_cm = d.height_cm;
  if (d.pregnant) person.pregnant = true;
  /** @type {any} */
  const record = { person };
  const labs = d.labs.filter((l) => l.value.trim() && l.analyte);
  if (labs.length) {
    record.labs = labs.map((l) => {
      const { value, day, ...rest } = /** @type {any} */ (l);
      const found = /^\s*([<>])\s*(.+)$/.exec(value);
      return { ...rest, unit: l.unit || null, value: found ? found[2] : value.trim(), ...(found ? { qualifier: found[1] } : {}), day: day === "" ? 0 : Number(day) };
    });
  }
  const vitals = Object.fromEntries(["systolic", "diastolic", "heart_rate"].filter((k) => /** @type {any} */ (d)[k]).map((k) => [k, Number(/** @type {any} */ (d)[k])]));
  if (Object.keys(vitals).length) record.vitals = vitals;
  for (const key of /** @type {const} */ (["medications", "symptoms", "losses", "conditions", "intake", "ecg"])) {
    if (d[key].length) record[key] = d[key];
  }
  return { ...record, ...(d.extra ?? {}) };
}

/** Rows of the form that became rows of the record, in order. @param {Draft} d */
export const sentRows = (d) => d.labs.map((l, n) => ({ l, n })).filter(({ l }) => l.value.trim() && l.analyte).map(({ n }) => n);

const text = (/** @type {any} */ v) => (v === null || v === undefined ? "" : String(v));
const dated = (/** @type {string} */ words, /** @type {any} */ day) => (typeof day === "number" ? `${words} day ${day}` : "");
const word = (/** @type {any} */ m) =>
  typeof m === "string" ? m : [m.name ?? m.drug ?? m.text, m.dose, m.frequency, m.duration, dated("from", m.started_day), dated("until", m.stopped_day)].filter(Boolean).join(", ");

/** What an assessment is asked with: the record, and where the person is seen. @param {Draft} d */
export const question = (d) => ({ record: recordOf(d), setting: d.setting ?? "mixed" });

/** A draft from a record, such as an example's. @param {any} r @returns {Draft} */
export function draftOf(r) {
  const p = r.person ?? {};
  const d = freshDraft();
  Object.assign(d, { age: text(p.age), sex: text(p.sex), weight_kg: text(p.weight_kg), height_cm: text(p.height_cm), pregnant: Boolean(p.pregnant) });
  d.labs = (r.labs ?? []).map((/** @type {any} */ l) => ({
    analyte: l.analyte,
    value: (l.qualifier ?? "") + text(l.value),
    unit: text(l.unit),
    specimen: text(l.specimen) || "serum",
    day: text(l.day ?? 0),
    ...(l.reported_as ? { reported_as: l.reported_as } : {}),
  }));
  for (const k of /** @type {const} */ (["systolic", "diastolic", "heart_rate"])) d[k] = text(r.vitals?.[k]);
  d.medications = (r.medications ?? []).map(word);
  for (const k of /** @type {const} */ (["symptoms", "losses", "conditions", "intake", "ecg"])) d[k] = (r[k] ?? []).map(word);
  const extra = Object.fromEntries(["labs_qualitative", "diet"].filter((k) => r[k] && Object.keys(r[k]).length).map((k) => [k, r[k]]));
  if (Object.keys(extra).length) d.extra = extra;
  return d;
}

const KINDS = /** @type {Record<string, "symptoms" | "losses" | "conditions" | "intake" | "ecg">} */ ({ symptom: "symptoms", loss: "losses", condition: "conditions", intake: "intake", ecg: "ecg" });

/** A draft from what the server understood of a file. @param {any} u @returns {Draft} */
export function draftOfUnderstood(u) {
  /** @type {any} */
  const r = {
    person: u.person,
    vitals: u.vitals,
    diet: u.diet && Object.fromEntries(Object.entries(u.diet).map(([k, v]) => [k, `${v} ${k === "water" ? "L/d" : k === "carbohydrate" || k === "protein" ? "g/d" : "mmol/d"}`])),
    labs_qualitative: u.labs_qualitative.map((/** @type {any} */ q) => ({ analyte: q.analyte, level: q.level, specimen: q.specimen, ...(q.day !== null ? { day: q.day } : {}) })),
    labs: u.labs.map((/** @type {any} */ l) => ({
      analyte: l.analyte,
      value: l.reported_value ?? l.value,
      unit: l.reported_value === null ? l.unit : l.reported_unit,
      specimen: l.specimen,
      day: l.day,
      qualifier: l.qualifier,
      reported_as: l.reported_as,
    })),
    medications: u.medications.map((/** @type {any} */ m) => m.text),
  };
  for (const m of u.mentions) {
    const key = KINDS[m.kind];
    r[key] ??= [];
    if (!r[key].includes(m.text)) r[key].push(m.text);
  }
  for (const line of u.unmapped) {
    const found = /^(symptoms|losses|conditions|intake|ecg)\[\d+\]: (.+)$/.exec(line);
    if (found && !(r[found[1]] ??= []).includes(found[2])) r[found[1]].push(found[2]);
  }
  return draftOf(r);
}
