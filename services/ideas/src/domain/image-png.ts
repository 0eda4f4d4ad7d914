/** Chunks that make the picture; all others, texts and times among them, are left out. W3C PNG (third edition), section 11. */
const KEPT = new Set([
  "IHDR",
  "PLTE",
  "IDAT",
  "IEND",
  "tRNS",
  "gAMA",
  "cHRM",
  "sRGB",
  "iCCP",
  "cICP",
  "sBIT",
  "bKGD",
  "pHYs",
  "acTL",
  "fcTL",
  "fdAT",
]);
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Length, type and checksum around the data. */
const AROUND = 12;

/** @returns undefined when it is no whole PNG */
export function pngWithoutMetadata(bytes: Uint8Array): Uint8Array | undefined {
  if (!SIGNATURE.every((byte, index) => bytes[index] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, SIGNATURE.length)];
  let at = SIGNATURE.length;
  for (let first = true; at + AROUND <= bytes.length; first = false) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + AROUND + view.getUint32(at);
    if (end > bytes.length || first !== (type === "IHDR")) return undefined;
    if (KEPT.has(type)) parts.push(bytes.subarray(at, end));
    if (type === "IEND") return Buffer.concat(parts);
    at = end;
  }
  return undefined;
}
