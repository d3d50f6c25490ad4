// @ts-check
/** A text box that completes from a list: arrows and Enter, or the mouse (WAI-ARIA combobox pattern). */
import { html, useRef, useState } from "../lib.js";

let count = 0;

/**
 * @typedef {{key: string, label: string, detail?: string, also?: string[]}} Option
 * @param {{label: string, options: Option[], onChoose: (key: string, typed: boolean) => void, free?: boolean, placeholder?: string, hideLabel?: boolean}} props
 */
export function Combobox({ label, options, onChoose, free = false, placeholder = "", hideLabel = false }) {
  const id = useRef(`c${++count}`).current;
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const found = open ? matching(options, text) : [];
  /** @param {string} key @param {boolean} typed */
  const take = (key, typed) => {
    onChoose(key, typed);
    setText("");
    setAt(-1);
    setOpen(false);
  };
  /** @param {any} event */
  const key = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((at + step + found.length) % Math.max(found.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (at >= 0 && found[at]) take(found[at].key, false);
      else if (free && text.trim()) take(text.trim(), true);
      else if (found.length === 1 || (found.length > 0 && text)) take(found[0].key, false);
    } else if (event.key === "Escape") {
      setOpen(false);
      setAt(-1);
    }
  };
  return html`
    <div class="combobox">
      <label for=${id} class=${hideLabel ? "hidden" : ""}>${label}</label>
      <input id=${id} type="text" role="combobox" autocomplete="off" spellcheck=${false} value=${text} placeholder=${placeholder}
        aria-expanded=${found.length > 0 ? "true" : "false"} aria-controls=${id + "l"} aria-autocomplete="list"
        aria-activedescendant=${at >= 0 ? `${id}o${at}` : undefined}
        onInput=${(/** @type {any} */ e) => {
          setText(e.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onFocus=${() => setOpen(true)} onBlur=${() => setTimeout(() => setOpen(false), 150)} onKeyDown=${key} />
      <ul id=${id + "l"} role="listbox" aria-label=${label} class=${found.length ? "open" : ""}>
        ${found.map(
          (o, n) => html`<li id=${`${id}o${n}`} role="option" aria-selected=${n === at ? "true" : "false"} class=${n === at ? "at" : ""}
            onMouseDown=${(/** @type {any} */ e) => {
              e.preventDefault();
              take(o.key, false);
            }}><span>${o.label}</span>${o.detail && html`<small>${o.detail}</small>`}</li>`,
        )}
      </ul>
    </div>
  `;
}

/** @param {Option[]} options @param {string} text */
function matching(options, text) {
  const words = text.trim().toLowerCase();
  if (!words) return options.slice(0, 8);
  /** @type {[number, Option][]} */
  const scored = [];
  for (const o of options) {
    const names = [o.label, ...(o.also ?? [])].map((x) => x.toLowerCase());
    if (names.some((n) => n.startsWith(words))) scored.push([0, o]);
    else if (names.some((n) => n.includes(words))) scored.push([1, o]);
    else if (o.detail?.toLowerCase().includes(words)) scored.push([2, o]);
  }
  return scored.sort((a, b) => a[0] - b[0]).slice(0, 8).map(([, o]) => o);
}
