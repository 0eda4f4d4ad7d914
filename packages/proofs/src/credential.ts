import { createHmac, randomBytes } from "node:crypto";
import { toBase64Url, utf8 } from "./bytes.ts";
import { canonicalText } from "./canonical-json.ts";
import { sameSecret } from "./hash.ts";

/** A MAC credential lives so long; whoever needs longer asks `voting` again, which is idempotent. */
export const CREDENTIAL_LIFE_SECONDS = 600;
/** Longer ones are refused before anything is computed. */
export const CREDENTIAL_CHARACTERS_MAX = 600;
export const CREDENTIAL_KEY_BYTES = 32;
/** base64url of 32 bytes. */
const MAC = /^[A-Za-z0-9_-]{43}$/;

/** The right to vote in one open or confidential ballot: whoever shows it may vote for this key until then, and nothing else. */
export type Credential = {
  /** SHA-256 of the frozen definition in lower-case hex; it names the ballot, too. */
  readonly definitionHash: string;
  /** open: the person's id; confidential: the voter key. */
  readonly key: string;
  /** Seconds since 1970 (UTC). */
  readonly expiresAt: number;
};

export type CredentialProblem = "credential-malformed" | "credential-forged" | "credential-of-another-ballot" | "credential-expired";
export type OpenedCredential =
  | { readonly admitted: true; readonly key: string; readonly expiresAt: number }
  | { readonly admitted: false; readonly problem: CredentialProblem };

/** A new MAC key, one for each ballot; `voting` makes it, the box asks for it at opening. */
export function newCredentialKey(): Uint8Array {
  return randomBytes(CREDENTIAL_KEY_BYTES);
}

/** @returns `base64url(payload).base64url(HMAC-SHA256)`; never to be put in a URL or a log */
export function sealCredential(credential: Credential, macKey: Uint8Array): string {
  const { definitionHash, expiresAt, key } = credential;
  const payload = toBase64Url(utf8(canonicalText({ definitionHash, expiresAt, key })));

  return `${payload}.${macOf(payload, macKey)}`;
}

/**
 * Admits or refuses. The MAC is compared in constant time, and before anything in the payload is believed.
 * @param at.definitionHash of the ballot at whose door we are
 * @param at.nowSeconds seconds since 1970; the very second of expiry still counts
 */
export function openCredential(token: string, macKey: Uint8Array, at: { definitionHash: string; nowSeconds: number }): OpenedCredential {
  const [payload = "", mac = "", ...more] = token.length > CREDENTIAL_CHARACTERS_MAX ? [] : token.split(".");
  if (payload === "" || more.length > 0 || !MAC.test(mac)) return refused("credential-malformed");
  // Compared as they are spelt: one MAC has one spelling.
  if (!sameSecret(Buffer.from(mac), Buffer.from(macOf(payload, macKey)))) return refused("credential-forged");
  const credential = JSON.parse(Buffer.from(payload, "base64url").toString()) as Credential;
  if (credential.definitionHash !== at.definitionHash) return refused("credential-of-another-ballot");
  if (credential.expiresAt < at.nowSeconds) return refused("credential-expired");

  return { admitted: true, key: credential.key, expiresAt: credential.expiresAt };
}

/** The UTC day of a time, as the log and the list of issued keys state it. */
export function utcDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function refused(problem: CredentialProblem): OpenedCredential {
  return { admitted: false, problem };
}

function macOf(payload: string, macKey: Uint8Array): string {
  return createHmac("sha256", macKey).update(`teilhabe/credential/v1\n${payload}`).digest("base64url");
}
