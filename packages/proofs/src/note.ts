import { type Bytes, concat, fromBase64, fromHex, MalformedError, textOf, toBase64, toHex, utf8 } from "./bytes.ts";
import { KEY_BYTES } from "./sizes.ts";

/*
 * C2SP signed notes (c2sp.org/signed-note): a text that ends with a newline, an empty line, then one line for each signature,
 * "— <key name> <base64 of 4 bytes of key id and the signature>". This file spells them; keys and signatures are in note-keys.ts.
 */

export const NOTE_CHARACTERS_MAX = 1_000_000;
export const NOTE_SIGNATURES_MAX = 16;
export const KEY_ID_BYTES = 4;
const ED25519_ALGORITHM = 1;

export type NoteSignature = {
  readonly keyName: string;
  /** 8 lower-case hex digits; says which of a signer's keys, proves nothing. */
  readonly keyId: string;
  readonly signature: Bytes;
};

export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** A key that notes are checked with, as text: `name+hex key id+base64(0x01 ‖ public key)`. */
export type VerifierKey = { readonly keyName: string; readonly keyId: string; readonly publicKey: Bytes };

const CONTROL_CHARACTER = /[\u0000-\u0009\u000b-\u001f]/;
const KEY_NAME = /^[^\s+]{1,200}$/u;
const SIGNATURE_LINE = /^\u2014 (\S+) (\S+)$/u;

/**
 * Reads a note; whether its signatures hold is for `openNote` to say.
 * @throws MalformedError
 */
export function parseNote(bytes: Uint8Array): Note {
  const whole = textOf(bytes);
  if (whole.length > NOTE_CHARACTERS_MAX) throw new MalformedError(`a note longer than ${NOTE_CHARACTERS_MAX} characters`);
  if (CONTROL_CHARACTER.test(whole)) throw new MalformedError("a control character in a note");
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0 || !whole.endsWith("\n") || cut + 2 === whole.length) throw new MalformedError("a note without signatures");
  const lines = whole.slice(cut + 2, -1).split("\n");
  if (lines.length > NOTE_SIGNATURES_MAX) throw new MalformedError(`more than ${NOTE_SIGNATURES_MAX} signatures on a note`);

  return { text: whole.slice(0, cut + 1), signatures: lines.map(parseSignatureLine) };
}

/** @throws MalformedError when the text does not end with a newline or holds control characters */
export function formatNote({ text, signatures }: Note): Bytes {
  if (!text.endsWith("\n") || CONTROL_CHARACTER.test(text))
    throw new MalformedError("a note's text ends with a newline and has no control characters");
  const lines = signatures.map(({ keyName, keyId, signature }) => `\u2014 ${keyName} ${toBase64(concat(fromHex(keyId, KEY_ID_BYTES), signature))}\n`);

  return utf8(`${text}\n${lines.join("")}`);
}

/** @throws MalformedError; that the key id fits is checked by whoever can hash (`openVerifier`) */
export function parseVerifierKey(text: string): VerifierKey {
  const [keyName = "", keyId = "", encoded = ""] = splitKey(text);
  if (!KEY_NAME.test(keyName) || !/^[0-9a-f]{8}$/.test(keyId)) throw new MalformedError("not a verifier key (name+id+key)");
  const key = fromBase64(encoded, 1 + KEY_BYTES);
  if (key[0] !== ED25519_ALGORITHM) throw new MalformedError("not an Ed25519 verifier key");

  return { keyName, keyId, publicKey: key.slice(1) };
}

export function formatVerifierKey({ keyName, keyId, publicKey }: VerifierKey): string {
  return `${keyName}+${keyId}+${toBase64(concat(Uint8Array.of(ED25519_ALGORITHM), publicKey))}`;
}

/** SHA-256 of this begins with the key id. @throws MalformedError on an empty name, white space or a plus sign in it */
export function keyIdInput(keyName: string, publicKey: Uint8Array): Bytes {
  if (!KEY_NAME.test(keyName)) throw new MalformedError("a key name is not empty and has no white space and no plus sign");
  return concat(utf8(`${keyName}\n`), Uint8Array.of(ED25519_ALGORITHM), publicKey);
}

// Base64 has plus signs of its own: only the first two separate.
function splitKey(text: string): string[] {
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  return first < 0 || second < 0 ? [] : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

function parseSignatureLine(line: string): NoteSignature {
  const [, keyName = "", encoded = ""] = SIGNATURE_LINE.exec(line) ?? [];
  if (!KEY_NAME.test(keyName)) throw new MalformedError("a signature line that is not “— name base64”");
  const bytes = fromBase64(encoded);
  if (bytes.length <= KEY_ID_BYTES) throw new MalformedError("a signature line without a signature");

  return { keyName, keyId: toHex(bytes.slice(0, KEY_ID_BYTES)), signature: bytes.slice(KEY_ID_BYTES) };
}
