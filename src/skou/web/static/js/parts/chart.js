// @ts-check
/** A time course: lines with bands, the reference interval shaded, points with error bars (uPlot). */
import { html, useEffect, useLayoutEffect, useRef } from "../lib.js";
import { theme } from "../store.js";
import uPlot from "../../vendor/uplot.js";

/**
 * @typedef {{label: string, values: ArrayLike<number>, low?: ArrayLike<number>, high?: ArrayLike<number>, colour: string, dash?: number[], width?: number, faint?: boolean}} Line
 * @typedef {{x: number, value: number, low?: number | null, high?: number | null, colour: string}} Point
 * @typedef {{x: ArrayLike<number>, lines: Line[], normal?: [number, number] | null, points?: Point[], factor?: number}} Plot
 */

/** The colour that a CSS variable has now. @param {string} name */
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {ArrayLike<number>} values @param {number} factor */
const scaled = (values, factor) => {
  const out = new Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = Number.isFinite(values[i]) ? values[i] * factor : null;
  return out;
};

/** @param {Plot} plot */
function columns(plot) {
  const factor = plot.factor ?? 1;
  /** @type {any[]} */
  const data = [Array.from(plot.x)];
  for (const line of plot.lines) {
    data.push(scaled(line.values, factor));
    if (line.low && line.high) data.push(scaled(line.low, factor), scaled(line.high, factor));
  }
  return data;
}

/** What tells one chart's build from another's; only data may change between. @param {Plot} plot @param {string} x */
const shape = (plot, x) =>
  JSON.stringify([plot.lines.map((l) => [l.label, l.colour, l.dash, Boolean(l.low && l.high)]), theme.value, x]);

/** @param {Plot} plot @param {{current: Plot}} live @param {number} width @param {number} height @param {string} xLabel */
function options(plot, live, width, height, xLabel) {
  const ink = css("--quiet");
  const grid = css("--line");
  /** @type {any[]} */
  const series = [{}];
  /** @type {any[]} */
  const bands = [];
  for (const line of plot.lines) {
    const colour = line.colour.startsWith("--") ? css(line.colour) : line.colour;
    series.push({ label: line.label, stroke: colour, width: line.width ?? 2, dash: line.dash, points: { show: false } });
    if (line.low && line.high) {
      const at = series.length;
      series.push({ stroke: "transparent", width: 0, points: { show: false } }, { stroke: "transparent", width: 0, points: { show: false } });
      bands.push({ series: [at + 1, at], fill: colour + "26" });
    }
  }
  const font = "11px system-ui, sans-serif";
  const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: "skou" }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: false }, y: { range: (/** @type {any} */ _u, /** @type {number} */ lo, /** @type {number} */ hi) => extent(live.current, lo, hi) } },
    series,
    bands,
    axes: [
      { ...axis, size: 24, gap: 4, values: (/** @type {any} */ _u, /** @type {number[]} */ vals) => vals.map((v) => `${Number(v.toPrecision(5))} ${xLabel}`) },
      { ...axis, size: 46, gap: 4, values: (/** @type {any} */ _u, /** @type {number[]} */ vals) => vals.map((v) => String(Number(v.toPrecision(6)))) },
    ],
    hooks: {
      drawClear: [(/** @type {any} */ u) => shade(u, live.current)],
      draw: [(/** @type {any} */ u) => marks(u, live.current)],
    },
  };
}

/** Enough room that noise does not look like drama. @param {Plot} plot @param {number} lo @param {number} hi @returns {[number, number]} */
function extent(plot, lo, hi) {
  const factor = plot.factor ?? 1;
  for (const p of plot.points ?? []) {
    lo = Math.min(lo, (p.low ?? p.value) * factor);
    hi = Math.max(hi, (p.high ?? p.value) * factor);
  }
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return [0, 1];
  const least = Math.max(Math.abs(hi), Math.abs(lo)) * 0.06 || 1;
  const room = Math.max(least - (hi - lo), 0) / 2 + (hi - lo) * 0.07;
  const low = lo >= 0 && lo - room < 0 ? 0 : lo - room;
  return [low, hi + room];
}

/** @param {any} u @param {Plot} plot */
function shade(u, plot) {
  const c = u.ctx;
  if (plot.normal) {
    const factor = plot.factor ?? 1;
    const top = Math.max(u.valToPos(plot.normal[1] * factor, "y", true), u.bbox.top);
    const bottom = Math.min(u.valToPos(plot.normal[0] * factor, "y", true), u.bbox.top + u.bbox.height);
    if (bottom > top) {
      c.fillStyle = css("--normal");
      c.fillRect(u.bbox.left, top, u.bbox.width, bottom - top);
    }
  }
  const zero = u.valToPos(0, "x", true);
  if (zero > u.bbox.left + 2 && zero < u.bbox.left + u.bbox.width - 2) {
    c.strokeStyle = css("--quiet");
    c.lineWidth = devicePixelRatio;
    c.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    c.beginPath();
    c.moveTo(zero, u.bbox.top);
    c.lineTo(zero, u.bbox.top + u.bbox.height);
    c.stroke();
    c.setLineDash([]);
  }
}

/** @param {any} u @param {Plot} plot */
function marks(u, plot) {
  const c = u.ctx;
  const d = devicePixelRatio;
  const factor = plot.factor ?? 1;
  for (const p of plot.points ?? []) {
    const colour = p.colour.startsWith("--") ? css(p.colour) : p.colour;
    const x = u.valToPos(p.x, "x", true);
    const y = u.valToPos(p.value * factor, "y", true);
    c.strokeStyle = c.fillStyle = colour;
    c.lineWidth = 1.5 * d;
    c.setLineDash([]);
    if (p.low != null && p.high != null) {
      const top = u.valToPos(p.high * factor, "y", true);
      const bottom = u.valToPos(p.low * factor, "y", true);
      c.beginPath();
      c.moveTo(x, top);
      c.lineTo(x, bottom);
      for (const end of [top, bottom]) {
        c.moveTo(x - 4 * d, end);
        c.lineTo(x + 4 * d, end);
      }
      c.stroke();
    }
    c.beginPath();
    c.arc(x, y, 4.5 * d, 0, 7);
    c.fill();
    c.strokeStyle = css("--paper");
    c.stroke();
  }
}

/** @param {{plot: Plot, label: string, height?: number, xLabel?: string}} props */
export function Chart({ plot, label, height = 150, xLabel = "d" }) {
  const box = useRef(/** @type {any} */ (null));
  const chart = useRef(/** @type {any} */ (null));
  const live = useRef(plot);
  live.current = plot;
  const key = shape(plot, xLabel);
  useEffect(() => {
    const element = box.current;
    const make = () => {
      chart.current?.destroy();
      const width = Math.max(element.clientWidth, 160);
      chart.current = new uPlot(options(live.current, live, width, height, xLabel), columns(live.current), element);
    };
    make();
    const watch = new ResizeObserver(() => {
      const width = Math.max(element.clientWidth, 160);
      if (chart.current && Math.abs(chart.current.width - width) > 1) chart.current.setSize({ width, height });
    });
    watch.observe(element);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", make);
    return () => {
      watch.disconnect();
      dark.removeEventListener("change", make);
      chart.current?.destroy();
      chart.current = null;
    };
  }, [key, height]);
  useLayoutEffect(() => {
    chart.current?.setData(columns(plot));
  }, [plot]);
  return html`<div class="chart" ref=${box} role="img" aria-label=${label}></div>`;
}
