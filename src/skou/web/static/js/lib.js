// @ts-check
/** The vendored libraries under one roof. */
import { h, render, Fragment } from "../vendor/preact.js";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/preact-hooks.js";
import { signal, computed, effect, batch, untracked } from "../vendor/signals.js";
import htm from "../vendor/htm.js";

export const html = htm.bind(h);
export { render, Fragment, signal, computed, effect, batch, untracked };
export { useEffect, useLayoutEffect, useMemo, useRef, useState };
