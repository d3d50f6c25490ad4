// @ts-check
/**
 * Binary frames: header length [uint32], JSON header, Float32 arrays (see skou.web.frames).
 * @typedef {{header: any, arrays: Record<string, Float32Array>}} Frame
 */

/**
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 */
export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  /** @type {Record<string, Float32Array>} */
  const arrays = {};
  for (const [name, at, count] of header.arrays) {
    arrays[name] = new Float32Array(buffer, 4 + length + 4 * at, count);
  }
  return { header, arrays };
}
