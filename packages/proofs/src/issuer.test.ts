import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { BlindRSA, getSuiteByName } from "@cloudflare/blindrsa-ts";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { fromHex, toBase64Url, toHex } from "./bytes.ts";
import { type Issuer, isIssued, issuerVerifier, newIssuerKey, openIssuer } from "./issuer.ts";
import { checkIssuerKey, issuedMessage } from "./issuer-key.ts";
import { BLINDING_EXTRA_BYTES, BlindSignatureError, blind, finalize, isIssuedBy } from "./voter/blind-signature.ts";
import { bytesOfInteger, integerOf, inverseModulo } from "./voter/modular.ts";
import { randomBytes } from "./voter/webcrypto.ts";

type Vector = {
  name: string;
  p: string;
  q: string;
  n: string;
  e: string;
  d: string;
  input_msg: string;
  salt: string;
  inv: string;
  blinded_msg: string;
  blind_sig: string;
  sig: string;
};
const { vectors } = JSON.parse(readFileSync(new URL("../test-support/rfc9474-vectors.json", import.meta.url), "utf8")) as { vectors: Vector[] };

const base64Url = (hex: string) => toBase64Url(fromHex(hex.length % 2 === 0 ? hex : `0${hex}`));

describe.each(vectors.map((vector) => [vector.name, vector] as const))("RFC 9474, appendix A, %s", (_, vector) => {
  const publicKey = { n: base64Url(vector.n), e: base64Url(vector.e) };
  const length = vector.n.length / 2;
  const message = fromHex(vector.input_msg);

  test("blinds, signs and finalizes to the same bytes", async () => {
    const modulus = integerOf(fromHex(vector.n));
    const r = inverseModulo(integerOf(fromHex(vector.inv)), modulus)!;
    const factor = bytesOfInteger(r - 1n, length + BLINDING_EXTRA_BYTES);
    const { blinded, inverse } = await blind(publicKey, message, { salt: fromHex(vector.salt), factor });
    expect([toHex(blinded), toHex(inverse)]).toEqual([vector.blinded_msg, vector.inv]);

    const issuer = openIssuer(pemOf(vector));
    const answer = Uint8Array.from(issuer.signBlinded(blinded));
    expect(toHex(answer)).toBe(vector.blind_sig);

    const signature = await finalize(publicKey, message, answer, inverse);
    expect(toHex(signature)).toBe(vector.sig);
    expect(isIssued(issuerVerifier(publicKey), message, signature)).toBe(true);
  });
});

describe("a credential signed blind", () => {
  let issuer: Issuer;
  let pem: string;
  const message = issuedMessage("ab".repeat(32), "cd".repeat(32));
  const randomness = () => ({ salt: randomBytes(48), factor: randomBytes(issuer.modulusBytes + BLINDING_EXTRA_BYTES) });

  beforeAll(async () => {
    pem = await newIssuerKey(2048);
    issuer = openIssuer(pem);
  });

  test("is accepted by server and browser, and by nobody for another message", async () => {
    const { blinded, inverse } = await blind(issuer.publicKey, message, randomness());
    const signature = await finalize(issuer.publicKey, message, Uint8Array.from(issuer.signBlinded(blinded)), inverse);
    expect(await isIssuedBy(issuer.publicKey, message, signature)).toBe(true);
    expect(isIssued(issuerVerifier(issuer.publicKey), message, signature)).toBe(true);
    expect(isIssued(issuerVerifier(issuer.publicKey), issuedMessage("ab".repeat(32), "ce".repeat(32)), signature)).toBe(false);
    expect(isIssued(issuerVerifier(issuer.publicKey), issuedMessage("aa".repeat(32), "cd".repeat(32)), signature)).toBe(false);
  });

  test("is the same whether our issuer or @cloudflare/blindrsa-ts signs it; and each accepts the other's", async () => {
    const suite = getSuiteByName(BlindRSA, "RSABSSA-SHA384-PSS-Deterministic", { supportsRSARAW: false });
    const jwk = createPrivateKey(pem).export({ format: "jwk" });
    const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
    const theirPrivate = await crypto.subtle.importKey("jwk", jwk, algorithm, true, ["sign"]);
    const theirPublic = await crypto.subtle.importKey("jwk", { kty: "RSA", n: jwk.n ?? "", e: jwk.e ?? "" }, algorithm, true, ["verify"]);

    const ours = await blind(issuer.publicKey, message, randomness());
    const theirAnswer = await suite.blindSign(theirPrivate, ours.blinded);
    expect(toHex(issuer.signBlinded(ours.blinded))).toBe(toHex(theirAnswer));
    expect(await suite.verify(theirPublic, await finalize(issuer.publicKey, message, Uint8Array.from(theirAnswer), ours.inverse), message)).toBe(
      true,
    );

    const theirs = await suite.blind(theirPublic, message);
    const signature = await suite.finalize(theirPublic, message, issuer.signBlinded(theirs.blindedMsg), theirs.inv);
    expect(isIssued(issuerVerifier(issuer.publicKey), message, signature)).toBe(true);
  });

  test("is not taken from an issuer that answers with another signature", async () => {
    const { blinded, inverse } = await blind(issuer.publicKey, message, randomness());
    const other = await blind(issuer.publicKey, issuedMessage("ab".repeat(32), "00".repeat(32)), randomness());
    const wrong = Uint8Array.from(issuer.signBlinded(other.blinded));
    await expect(finalize(issuer.publicKey, message, wrong, inverse)).rejects.toThrow(BlindSignatureError);
    await expect(finalize(issuer.publicKey, message, blinded.slice(1), inverse)).rejects.toThrow("255 bytes, not 256");
  });

  test.each([
    ["too short", (n: number) => new Uint8Array(n - 1)],
    ["too long", (n: number) => new Uint8Array(n + 1)],
    ["above the modulus", (n: number) => new Uint8Array(n).fill(0xff)],
  ])("is not signed when the blinded message is %s", (_, make) => {
    expect(() => issuer.signBlinded(make(issuer.modulusBytes))).toThrow("a blinded message");
  });

  test("needs an issuer key of a sensible size and exponent", () => {
    const { n } = issuer.publicKey;
    for (const key of [
      { n, e: "Aw" },
      { n: n.slice(0, 100), e: "AQAB" },
      { n: toBase64Url(new Uint8Array(256).fill(0x80)), e: "AQAB" },
      { n: `${n}=`, e: "AQAB" },
    ])
      expect(() => checkIssuerKey(key)).toThrow();
  });
});

/** PKCS #8 of a vector's key. */
function pemOf(vector: Vector): string {
  const [p, q, d] = [vector.p, vector.q, vector.d].map((hex) => BigInt(`0x${hex}`)) as [bigint, bigint, bigint];
  const hex = (value: bigint) => base64Url(value.toString(16));
  const jwk = {
    kty: "RSA",
    n: base64Url(vector.n),
    e: base64Url(vector.e),
    d: hex(d),
    p: hex(p),
    q: hex(q),
    dp: hex(d % (p - 1n)),
    dq: hex(d % (q - 1n)),
    qi: hex(inverseModulo(q, p)!),
  };
  return createPrivateKey({ key: jwk, format: "jwk" }).export({ type: "pkcs8", format: "pem" }).toString();
}
