// @ts-check
/** Where we are: the part of the address after #, which never leaves the browser. */
import { signal } from "./lib.js";

/** @type {import("./types.js").Signal<{page: string, rest: string, query: URLSearchParams}>} */
export const route = signal(parse());

function parse() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [page, ...rest] = path.split("/");
  return { page: page || "explore", rest: rest.map(decodeURIComponent).join("/"), query: new URLSearchParams(query ?? "") };
}

addEventListener("hashchange", () => {
  route.value = parse();
});

/** @param {string} hash */
export function go(hash) {
  if (location.hash === hash) route.value = parse();
  else location.hash = hash;
}

/** Text to the alphabet of addresses and back. @param {string} text */
export const packed = (text) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** @param {string} text */
export function unpacked(text) {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
}
