// @ts-check
/** How far a long job of the server is, asked while it runs. */
import { getJson } from "./api.js";

/**
 * The answer of `work`, while `tell` hears the share that is done.
 * @template T
 * @param {string} kind @param {() => Promise<T>} work @param {(done: number) => void} tell
 * @returns {Promise<T>}
 */
export async function followed(kind, work, tell) {
  let open = true;
  const listen = async () => {
    while (open) {
      await new Promise((next) => setTimeout(next, 120));
      const found = open ? await getJson(`/api/progress?of=${kind}`).catch(() => null) : null;
      if (open && found?.running) tell(found.done);
    }
  };
  listen();
  try {
    return await work();
  } finally {
    open = false;
  }
}
