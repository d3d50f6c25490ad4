// @ts-check
/**
 * Shapes that several modules share.
 * @template T
 * @typedef {{value: T, peek: () => T}} Signal
 */
/** @typedef {{code: string, name: string, unit: string, low: number | null, high: number | null, chart: boolean}} Quantity */
/** @typedef {{code: string, group: string, name: string, plain: string, acts: boolean, cap: number, mechanism: string[], story: string, onset_days: number, handles: string[], references: string[], status: string}} Cause */
/** @typedef {{dose: number, unit: string, every_h: number, action: string, cause: string | null, handles: string[], references: string[], source: string, status: string}} DrugModel */
/** @typedef {{name: string, code: string, class: string, also: string[], model: DrugModel | null}} Drug */
/** @typedef {{code: string, name: string, plain: string, unit: string, units: string[], also: string[], low: number | null, high: number | null, molar_mass: number | null, valence: number | null, standard: boolean, note: string, status: string, references: string[]}} Analyte */
/** @typedef {{code: string, unit: string, routes: string[], source: string, status: string}} Substance */
/** @typedef {{code: string, usual: number, max: number, unit: string}} Nutrient */
/** @typedef {{id: string, title: string, line: string, citation: string}} Example */
/** @typedef {{version: string, words: Record<string, Record<string, string>>, causes: Cause[], drugs: Drug[], substances: Substance[], analytes: Analyte[], quantities: Quantity[], diet: Nutrient[], organs: Record<string, string>, examples: Example[]}} Catalogue */
/** @typedef {{substance: string, amount: number, unit: string, route: "oral" | "iv", at_h: number, hours?: number}} Dose */
/** @typedef {{person: {age?: number, sex?: "F" | "M", weight_kg?: number, egfr?: number}, diet: Record<string, number>, causes: {cause: string, severity: number}[], drugs: {drug: string, dose: number}[], doses: Dose[], lasting: boolean, meals: boolean, days: number}} Scenario */
/** @typedef {{analyte: string, value: string, unit: string, specimen: string, day: string}} LabRow */
/** @typedef {{age: string, sex: string, weight_kg: string, height_cm: string, pregnant: boolean, setting: string, labs: LabRow[], medications: string[], symptoms: string[], losses: string[], conditions: string[], intake: string[], ecg: string[], systolic: string, diastolic: string, heart_rate: string, extra: any}} Draft */
/** @typedef {{title: string, facts?: [string, string][], paragraphs?: string[], references?: string[], search?: string, names?: string[]}} Source */
export {};
