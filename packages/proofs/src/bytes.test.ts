import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fromBase64, fromBase64Url, fromHex, MalformedError, textOf, toBase64, toBase64Url, toHex, utf8 } from "./bytes.ts";

const anyBytes = fc.uint8Array({ maxLength: 100 });

describe("spelling bytes as text", () => {
  test("agrees with Node's Buffer and can be read back", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const node = Buffer.from(bytes);
        expect([toHex(bytes), toBase64(bytes), toBase64Url(bytes)]).toEqual([
          node.toString("hex"),
          node.toString("base64"),
          node.toString("base64url"),
        ]);
        for (const back of [fromHex(toHex(bytes)), fromBase64(toBase64(bytes)), fromBase64Url(toBase64Url(bytes))])
          expect(back).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  test("has one spelling for each value: whatever is read is written the same way", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."AQgw+/-_= \nabfF09"), maxLength: 12 }), (text) => {
        for (const [read, write] of [[fromHex, toHex] as const, [fromBase64, toBase64] as const, [fromBase64Url, toBase64Url] as const]) {
          const bytes = attempt(() => read(text));
          if (bytes !== undefined) expect(write(bytes)).toBe(text);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each([["QQ"], ["QQ="], ["QR=="], ["QQ==="], ["Q Q="], ["QQ==\n"], ["-_8="], ["=QQ="], ["===="], ["Q==="]])("refuses the base64 %j", (text) => {
    expect(() => fromBase64(text)).toThrow(MalformedError);
  });

  test.each([["QQ=="], ["QR"], ["Q"], ["+/8"], ["Ä"]])("refuses the base64url %j", (text) => {
    expect(() => fromBase64Url(text)).toThrow(MalformedError);
  });

  test.each([["AB"], ["a"], ["0g"], [" 0"]])("refuses the hex %j", (text) => {
    expect(() => fromHex(text)).toThrow(MalformedError);
  });

  test("refuses another length than the expected one", () => {
    expect(() => fromHex("00", 2)).toThrow("1 bytes long, not 2");
  });
});

describe("UTF-8", () => {
  test.each([[[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xff]], [[0xe2, 0x82]]])("refuses the bytes %j", (bytes) => {
    expect(() => textOf(Uint8Array.from(bytes))).toThrow(MalformedError);
  });

  test("keeps a byte order mark as a character", () => {
    expect(textOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
    expect(textOf(utf8("Grüße 🗳"))).toBe("Grüße 🗳");
  });
});

function attempt(read: () => Uint8Array): Uint8Array | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError);
    return undefined;
  }
}
