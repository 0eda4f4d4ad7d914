import { type KeyObject, sign, verify } from "node:crypto";
import { type Bytes, concat, fromBase64, MalformedError, toBase64, toHex } from "./bytes.ts";
import { ed25519PrivateKey, ed25519PublicKey, newSeed, rawPublicKey } from "./ed25519.ts";
import { sha256 } from "./hash.ts";
import { formatNote, formatVerifierKey, KEY_ID_BYTES, keyIdInput, type Note, parseNote, parseVerifierKey, type VerifierKey } from "./note.ts";
import { SEED_BYTES } from "./sizes.ts";

/** Signs with one named Ed25519 key. */
export type Signer = {
  readonly keyName: string;
  readonly keyId: string;
  /** The public half as text, for {@link openVerifier} and for Go's `note.NewVerifier`. */
  readonly verifierKey: string;
  readonly sign: (message: Uint8Array) => Bytes;
};

/** Checks what one named Ed25519 key signed. */
export type Verifier = {
  readonly keyName: string;
  readonly keyId: string;
  readonly verify: (message: Uint8Array, signature: Uint8Array) => boolean;
};

/** A new key pair: keep `signerKey` secret, publish `verifierKey`. Both are texts that Go's `sumdb/note` reads too. */
export type NoteKeyPair = { readonly signerKey: string; readonly verifierKey: string };

const SIGNER_KEY = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u;
const ED25519_ALGORITHM = 1;

/**
 * @param keyName without white space and plus signs; a log's key is named after its origin
 * @param seed 32 random bytes; given only by tests
 */
export function newNoteKeys(keyName: string, seed: Uint8Array = newSeed()): NoteKeyPair {
  const publicKey = Uint8Array.from(rawPublicKey(ed25519PrivateKey(seed)));
  const keyId = keyIdOf(keyName, publicKey);
  const secret = toBase64(concat(Uint8Array.of(ED25519_ALGORITHM), seed));

  return { signerKey: `PRIVATE+KEY+${keyName}+${keyId}+${secret}`, verifierKey: formatVerifierKey({ keyName, keyId, publicKey }) };
}

/** @throws MalformedError; its message never holds the key */
export function openSigner(signerKey: string): Signer {
  const [, keyName = "", keyId = "", encoded = ""] = SIGNER_KEY.exec(signerKey) ?? [];
  const secret = fromBase64(encoded, 1 + SEED_BYTES);
  const key = ed25519PrivateKey(secret.slice(1));
  const publicKey = Uint8Array.from(rawPublicKey(key));
  if (secret[0] !== ED25519_ALGORITHM || keyIdOf(keyName, publicKey) !== keyId) throw new MalformedError("not a signer key whose id fits");

  return {
    keyName,
    keyId,
    verifierKey: formatVerifierKey({ keyName, keyId, publicKey }),
    sign: (message) => Uint8Array.from(sign(null, message, key)),
  };
}

/** @throws MalformedError, also when the key's id does not fit */
export function openVerifier(verifierKey: string | VerifierKey): Verifier {
  const { keyName, keyId, publicKey } = typeof verifierKey === "string" ? parseVerifierKey(verifierKey) : verifierKey;
  if (keyIdOf(keyName, publicKey) !== keyId) throw new MalformedError("a verifier key whose id does not fit");
  const key: KeyObject = ed25519PublicKey(publicKey);

  return { keyName, keyId, verify: (message, signature) => verify(null, message, key, signature) };
}

/** A signed note: the text, which must end with a newline, and one signature line for each signer. */
export function signNote(text: string, ...signers: readonly Signer[]): Bytes {
  const bytes = new TextEncoder().encode(text);
  return formatNote({ text, signatures: signers.map(({ keyName, keyId, sign: signWith }) => ({ keyName, keyId, signature: signWith(bytes) })) });
}

/** A note whose signature by the given key holds; other signatures are left alone, as C2SP demands. */
export type OpenedNote =
  | { readonly signed: true; readonly text: string }
  | { readonly signed: false; readonly reason: "malformed" | "no-signature-by-this-key" | "signature-wrong" };

export function openNote(bytes: Uint8Array, verifier: Verifier): OpenedNote {
  const note = parsedOrUndefined(bytes);
  if (note === undefined) return { signed: false, reason: "malformed" };
  const ours = note.signatures.filter(({ keyName, keyId }) => keyName === verifier.keyName && keyId === verifier.keyId);
  if (ours.length === 0) return { signed: false, reason: "no-signature-by-this-key" };
  const message = new TextEncoder().encode(note.text);
  if (!ours.every(({ signature }) => verifier.verify(message, signature))) return { signed: false, reason: "signature-wrong" };

  return { signed: true, text: note.text };
}

function parsedOrUndefined(bytes: Uint8Array): Note | undefined {
  try {
    return parseNote(bytes);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

function keyIdOf(keyName: string, publicKey: Uint8Array): string {
  return toHex(sha256(keyIdInput(keyName, publicKey)).subarray(0, KEY_ID_BYTES));
}
