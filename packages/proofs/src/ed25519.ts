import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import { concat, fromBase64Url, fromHex, MalformedError, toBase64Url } from "./bytes.ts";
import { KEY_BYTES, SEED_BYTES } from "./sizes.ts";

// RFC 8410: PrivateKeyInfo of an Ed25519 key, all but its seed.
const PKCS8_PREFIX = fromHex("302e020100300506032b657004220420");

export function newSeed(): Uint8Array {
  return randomBytes(SEED_BYTES);
}

/** @throws MalformedError when `seed` is not 32 bytes */
export function ed25519PrivateKey(seed: Uint8Array): KeyObject {
  if (seed.length !== SEED_BYTES) throw new MalformedError(`an Ed25519 seed of ${seed.length} bytes, not ${SEED_BYTES}`);
  return createPrivateKey({ key: Buffer.from(concat(PKCS8_PREFIX, seed)), format: "der", type: "pkcs8" });
}

/** @throws MalformedError when `raw` is not 32 bytes or not accepted as a point */
export function ed25519PublicKey(raw: Uint8Array): KeyObject {
  if (raw.length !== KEY_BYTES) throw new MalformedError(`an Ed25519 key of ${raw.length} bytes, not ${KEY_BYTES}`);
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: toBase64Url(raw) }, format: "jwk" });
}

/** The raw 32 bytes of a private key's public half. */
export function rawPublicKey(key: KeyObject): Uint8Array {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return fromBase64Url(x ?? "", KEY_BYTES);
}
