/** Chunks that make the picture. RFC 9649, section 2. */
const KEPT = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]);
const HEADER = 12;
/** Flags of the chunk VP8X that say: there is Exif, there is XMP. */
const METADATA_FLAGS = 0x08 | 0x04;

/** @returns undefined when it is no whole WebP */
export function webpWithoutMetadata(bytes: Uint8Array): Uint8Array | undefined {
  if (textAt(bytes, 0) !== "RIFF" || textAt(bytes, 8) !== "WEBP") return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) return undefined;
  const parts: Uint8Array[] = [];
  let at = HEADER;
  while (at + 8 <= end) {
    const size = view.getUint32(at + 4, true);
    const next = at + 8 + size + (size % 2);
    if (next > end) return undefined;
    if (KEPT.has(textAt(bytes, at))) parts.push(withoutFlags(bytes.subarray(at, next)));
    at = next;
  }
  const pictures = parts.filter((part) => ["VP8 ", "VP8L", "ANMF"].includes(textAt(part, 0)));
  return at === end && pictures.length > 0 ? Buffer.concat([header(parts), ...parts]) : undefined;
}

function withoutFlags(chunk: Uint8Array): Uint8Array {
  if (textAt(chunk, 0) !== "VP8X") return chunk;
  const copy = chunk.slice();
  copy[8] = (copy[8] ?? 0) & ~METADATA_FLAGS;
  return copy;
}

function header(parts: readonly Uint8Array[]): Uint8Array {
  const made = Buffer.from("RIFF....WEBP");
  made.writeUInt32LE(4 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return made;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
