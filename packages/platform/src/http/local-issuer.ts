import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, type webcrypto } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The embedded default's own small issuer of tokens: a key in the data folder, its JWKS at the gateway. */
export const LOCAL_ISSUER = "urn:teilhabe:local-issuer";
export const LOCAL_AUDIENCE = "teilhabe";
export const TOKEN_TTL_S = 3_600;
const TTL_MAX_S = 30 * 86_400;
const KEY_FILE = "issuer-key.json";
/** The key of before the last rotation: signs nothing any more, its tokens are still good. */
const OLD_KEY_FILE = "issuer-key-old.json";

export type Jwk = webcrypto.JsonWebKey & { readonly kid?: string };

export type LocalToken = {
  readonly as: "citizen" | "staff" | "partner" | "operator";
  /** Names the person: the same name in the same role is the same person. */
  readonly name: string;
  /** Lifetime in seconds, an hour unless given, at most 30 days. */
  readonly ttlSeconds?: number;
  /** Further grants, such as `provider:<id>`. */
  readonly grants?: readonly string[];
  /** Further claims, such as `assurance`, `district`, `birthdate`, `email`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly audience?: string;
  /** Seconds since 1970; now unless given. */
  readonly nowS?: number;
};

/** The name of a person, the lifetime, or the key's file is not as it must be. */
export class BadLocalToken extends Error {
  override readonly name = "BadLocalToken";
}

/**
 * A signed token (JWT, RFC 7519; Ed25519, RFC 8037) of the local issuer; makes the key when the folder has none.
 * @throws BadLocalToken
 */
export function mintToken(folder: string, token: LocalToken): string {
  const { as, name, ttlSeconds = TOKEN_TTL_S, grants = [], claims = {}, audience = LOCAL_AUDIENCE } = token;
  if (!/^\S(.{0,98}\S)?$/u.test(name)) throw new BadLocalToken("the name of a person needs 1 to 100 characters, none of them at the edge a space");
  if (!(ttlSeconds >= 1 && ttlSeconds <= TTL_MAX_S)) throw new BadLocalToken(`a token lives 1 to ${TTL_MAX_S} seconds, not ${ttlSeconds}`);
  const { privateKey, keyId } = localKey(folder);
  const now = token.nowS ?? Math.floor(Date.now() / 1000);
  const payload = {
    ...claims,
    iss: LOCAL_ISSUER,
    sub: `${as}:${name}`,
    aud: audience,
    name,
    roles: [...(as === "citizen" ? [] : [as]), ...grants],
    iat: now,
    exp: now + ttlSeconds,
    jti: randomBytes(9).toString("base64url"),
  };
  const signed = `${encoded({ alg: "EdDSA", typ: "JWT", kid: keyId })}.${encoded(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`;
}

/** The public parts of the key that signs and of the one before it, as a JWK Set (RFC 7517). */
export function localJwks(folder: string): { readonly keys: readonly Jwk[] } {
  const old = readKey(join(folder, OLD_KEY_FILE));
  return { keys: [publicPart(localKey(folder)), ...(old === undefined ? [] : [publicPart(usable(old, join(folder, OLD_KEY_FILE)))])] };
}

/** Another one after every change of the keys; cheap enough to be asked for with each token. */
export function localKeysVersion(folder: string): string {
  const stats = [KEY_FILE, OLD_KEY_FILE].map((name) => statSync(join(folder, name), { throwIfNoEntry: false }));
  return stats.map((stat) => (stat === undefined ? "none" : `${stat.ino} ${stat.mtimeMs}`)).join(", ");
}

/**
 * A new key signs from now on. Tokens of the one before stay good, those of the one before that do not: a second rotation ends what the first
 * one replaced. Whoever reads the folder notices by itself.
 * @throws BadLocalToken
 */
export function rotateLocalKey(folder: string): void {
  localKey(folder);
  const file = join(folder, KEY_FILE);
  renameSync(file, join(folder, OLD_KEY_FILE));
  if (readKey(file) === undefined) makeKey(folder, file);
}

function publicPart({ privateKey, keyId }: LocalKey): Jwk {
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: "jwk" });
  return { kty, crv, x, kid: keyId, use: "sig", alg: "EdDSA" } as Jwk;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

type LocalKey = { readonly privateKey: KeyObject; readonly keyId: string };

/** Reads the key, or makes one: whoever comes first wins, and a half-written key is never seen. */
function localKey(folder: string): LocalKey {
  const file = join(folder, KEY_FILE);
  return usable(readKey(file) ?? makeKey(folder, file), file);
}

function usable(jwk: Jwk, file: string): LocalKey {
  try {
    return { privateKey: createPrivateKey({ key: jwk, format: "jwk" }), keyId: jwk.kid ?? "" };
  } catch (error) {
    throw new BadLocalToken(`${file} holds no usable key: move it away and start again; tokens made with it are then no longer good`, {
      cause: error,
    });
  }
}

function readKey(file: string): Jwk | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Jwk;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw new BadLocalToken(`${file} cannot be read`, { cause: error });
  }
}

function makeKey(folder: string, file: string): Jwk {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const jwk = { ...generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }), kid: randomBytes(9).toString("base64url") };
  const draft = `${file}.${process.pid}.${randomBytes(6).toString("hex")}`;
  writeFileSync(draft, JSON.stringify(jwk), { mode: 0o600, flag: "wx", flush: true });
  try {
    linkSync(draft, file);
    return jwk;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    return readKey(file) ?? jwk;
  } finally {
    rmSync(draft, { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
