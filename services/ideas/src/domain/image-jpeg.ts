/** Marker codes of ITU-T T.81, table B.1. */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;
const TEMPORARY = 0x01;
const isRestart = (code: number) => code >= 0xd0 && code <= 0xd7;

type Segment = { readonly code: number; readonly bytes: Uint8Array };

/** @returns undefined when it is no whole JPEG */
export function jpegWithoutMetadata(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  const segments = segmentsOf(bytes);
  if (segments === undefined || !segments.some(({ code }) => code === SOS)) return undefined;
  const orientation = segments.map(orientationIn).find((found) => found !== undefined);
  const kept = segments.filter(isPicture).map((segment) => segment.bytes);
  return Buffer.concat([bytes.subarray(0, 2), ...(orientation === undefined ? [] : [exifSaying(orientation)]), ...kept, Buffer.from([0xff, EOI])]);
}

/** All up to the end of the image, scans with their data; what follows the end, such as a second picture, is left out. */
function segmentsOf(bytes: Uint8Array): Segment[] | undefined {
  const segments: Segment[] = [];
  let at = 2;
  while (at + 2 <= bytes.length) {
    const code = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return undefined;
    if (code === 0xff) at += 1;
    else if (code === EOI) return segments;
    else {
      const end = endOf(bytes, at, code);
      if (end > bytes.length) return undefined;
      segments.push({ code, bytes: bytes.subarray(at, end) });
      at = end;
    }
  }
  return undefined;
}

function endOf(bytes: Uint8Array, at: number, code: number): number {
  if (isRestart(code) || code === TEMPORARY) return at + 2;
  const end = at + 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0);
  return code === SOS ? endOfScan(bytes, end) : Math.max(end, at + 4);
}

/** The coded data of a scan ends at the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const code = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && code !== 0 && code !== 0xff && !isRestart(code)) return at;
  }
  return bytes.length + 1;
}

function isPicture({ code, bytes }: Segment): boolean {
  if (code === COM || code < APP0 || code > APP15) return code !== COM;
  return code === APP0 || code === APP14 || (code === APP2 && textAt(bytes, 4, 11) === "ICC_PROFILE");
}

/** How a photo must be turned: Exif 2.32, tag 0x0112 of the first directory. Undefined: not at all. */
function orientationIn({ code, bytes }: Segment): number | undefined {
  if (code !== APP1 || textAt(bytes, 4, 4) !== "Exif" || bytes.length < 20) return undefined;
  const tiff = new DataView(bytes.buffer, bytes.byteOffset + 10, bytes.byteLength - 10);
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return undefined;
  const entries = Math.min(tiff.getUint16(directory, little), Math.floor((tiff.byteLength - directory - 2) / 12));
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + entry * 12;
    if (tiff.getUint16(at, little) !== 0x0112) continue;
    const value = tiff.getUint16(at + 8, little);
    return value >= 2 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** The smallest Exif that says how to turn a photo. */
function exifSaying(orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const content = [...Buffer.from("Exif\0\0"), ...tiff];
  return Buffer.from([0xff, APP1, 0, content.length + 2, ...content]);
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
