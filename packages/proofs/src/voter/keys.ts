import { type Bytes, concat, fromBase64Url, fromHex, MalformedError } from "../bytes.ts";
import { KEY_BYTES, SEED_BYTES } from "../sizes.ts";

/** The voter's key pair for one secret ballot. */
export type VoterKey = { readonly publicKey: Bytes; readonly sign: (message: Bytes) => Promise<Bytes> };

// RFC 8410: PrivateKeyInfo of an Ed25519 key, all but its seed.
const PKCS8_PREFIX = fromHex("302e020100300506032b657004220420");

/** @param seed 32 bytes that only the voter knows */
export async function voterKeyOf(seed: Bytes): Promise<VoterKey> {
  if (seed.length !== SEED_BYTES) throw new MalformedError(`an Ed25519 seed of ${seed.length} bytes, not ${SEED_BYTES}`);
  const { subtle } = globalThis.crypto;
  const key = await subtle.importKey("pkcs8", concat(PKCS8_PREFIX, seed), "Ed25519", true, ["sign"]);
  const { x } = await subtle.exportKey("jwk", key);

  return { publicKey: fromBase64Url(x ?? "", KEY_BYTES), sign: async (message) => new Uint8Array(await subtle.sign("Ed25519", key, message)) };
}
