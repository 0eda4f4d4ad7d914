/** Small images for tests, made by the rules of their formats; their pictures are not meant to be looked at. */

function chunk(type: string, data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.from([1, 2, 3, 4])]);
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @param padding bytes of picture data more */
export function pngOf({ text, padding }: { readonly text?: string; readonly padding?: number }): Uint8Array {
  return Buffer.concat([
    PNG,
    chunk("IHDR", Buffer.alloc(13, 1)),
    ...(text === undefined ? [] : [chunk("tEXt", Buffer.from(text)), chunk("eXIf", Buffer.from(text))]),
    chunk("IDAT", Buffer.alloc(20, 7)),
    ...(padding === undefined ? [] : [chunk("IDAT", Buffer.alloc(padding, 7))]),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function segment(code: number, data: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([0xff, code, (data.length + 2) >> 8, (data.length + 2) & 255]), data]);
}

/** TIFF with one directory of one entry: the orientation; then whatever is to be found there. */
function exif(orientation: number, little: boolean, more: string): Uint8Array {
  const tiff = Buffer.alloc(26);
  tiff.write(little ? "II" : "MM", 0);
  const write16 = (value: number, at: number) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
  const write32 = (value: number, at: number) => (little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at));
  write16(42, 2);
  write32(8, 4);
  write16(1, 8);
  write16(0x0112, 10);
  write16(3, 12);
  write32(1, 14);
  write16(orientation, 18);
  return Buffer.concat([Buffer.from("Exif\0\0"), tiff, Buffer.from(more)]);
}

type Jpeg = { readonly exif?: string; readonly orientation?: number; readonly little?: boolean; readonly after?: string };

export function jpegOf({ exif: found, orientation = 1, little = true, after = "" }: Jpeg): Uint8Array {
  const scan = Buffer.from([1, 2, 3, 0xff, 0x00, 4, 0xff, 0xd0, 5]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from("JFIF\0 and more")),
    ...(found === undefined
      ? []
      : [segment(0xe1, exif(orientation, little, found)), segment(0xed, Buffer.from(found)), segment(0xfe, Buffer.from(found))]),
    segment(0xe2, Buffer.from("ICC_PROFILE\0 colours")),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, Buffer.alloc(15, 1)),
    segment(0xda, Buffer.alloc(10, 1)),
    scan,
    segment(0xc4, Buffer.alloc(20, 2)),
    segment(0xda, Buffer.alloc(10, 1)),
    scan,
    Buffer.from([0xff, 0xd9]),
    Buffer.from(after),
  ]);
}

function riffChunk(type: string, data: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(type), size, data, Buffer.alloc(data.length % 2)]);
}

export function webpOf({ exif: found }: { readonly exif?: string }): Uint8Array {
  const chunks = Buffer.concat([
    riffChunk("VP8X", Buffer.from([0x0c, 0, 0, 0, 1, 0, 0, 1, 0, 0])),
    riffChunk("VP8 ", Buffer.alloc(11, 3)),
    ...(found === undefined ? [] : [riffChunk("EXIF", Buffer.from(found)), riffChunk("XMP ", Buffer.from(found))]),
  ]);
  const header = Buffer.from("RIFF....WEBP");
  header.writeUInt32LE(chunks.length + 4, 4);
  return Buffer.concat([header, chunks]);
}
