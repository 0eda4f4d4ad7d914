import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readImage } from "./image-bytes.ts";
import { jpegOf, pngOf, webpOf } from "./image-samples.ts";

const MARK = "Marienplatz 1, Anna";
const found = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).includes(MARK);

describe("reading an image", () => {
  test.each([
    ["image/png", pngOf({ text: MARK }), pngOf({})],
    ["image/jpeg", jpegOf({ exif: MARK, after: MARK }), jpegOf({})],
    ["image/webp", webpOf({ exif: MARK }), undefined],
  ])("of type %s leaves out what was written beside the picture, and nothing of the picture", (mediaType, bytes, bare) => {
    expect(found(bytes)).toBe(true);
    const read = readImage(bytes);
    expect(read?.mediaType).toBe(mediaType);
    expect(found(read?.bytes)).toBe(false);
    if (bare !== undefined) expect(Buffer.from(read!.bytes)).toEqual(Buffer.from(bare));
    expect(readImage(read!.bytes)?.bytes).toEqual(read!.bytes);
  });

  test("of WebP says no longer that there are metadata, and gives the true length", () => {
    const bytes = Buffer.from(readImage(webpOf({ exif: MARK }))!.bytes);
    expect(bytes[20]! & 0x0c).toBe(0);
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
  });

  test.each([true, false])("of JPEG keeps how a photo is turned (little endian: %s)", (little) => {
    const turned = readImage(jpegOf({ exif: MARK, orientation: 6, little }))!.bytes;
    expect(found(turned)).toBe(false);
    expect(Buffer.from(turned).includes("Exif")).toBe(true);
    expect(Buffer.from(readImage(turned)!.bytes)).toEqual(Buffer.from(turned));
  });

  test("refuses what is cut off, empty or something else", () => {
    for (const whole of [pngOf({}), jpegOf({}), webpOf({})]) {
      for (let length = 0; length < whole.length; length += 1) expect(readImage(whole.subarray(0, length))).toBeUndefined();
    }
    expect(readImage(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toBeUndefined();
    expect(readImage(Buffer.from("GIF89a"))).toBeUndefined();
  });

  test("never throws, whatever the bytes are", () => {
    const samples = [pngOf({ text: MARK }), jpegOf({ exif: MARK }), webpOf({ exif: MARK })];
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 8 }), (sample, changes) => {
        const bytes = Buffer.from(sample);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        readImage(bytes);
      }),
      { numRuns: 2_000, seed: 20_261_123 },
    );
  });
});
