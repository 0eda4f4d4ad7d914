import type { Bytes } from "../bytes.ts";

const { subtle } = globalThis.crypto;

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.digest("SHA-256", bytes));
}

export async function sha384(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.digest("SHA-384", bytes));
}

/** HKDF-SHA-256 (RFC 5869) without salt: different `info`, unrelated bytes. */
export async function derived(secret: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info }, key, 8 * length));
}

export function randomBytes(length: number): Bytes {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

/** Checks an Ed25519 signature. */
export async function isSignedBy(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return subtle.verify("Ed25519", key, signature, message);
}
