import { constants, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, privateDecrypt, publicEncrypt, verify } from "node:crypto";
import { fromBase64Url, MalformedError, sameBytes } from "./bytes.ts";
import { checkIssuerKey, type IssuerKey } from "./issuer-key.ts";

/** Signs blinded messages for one ballot. Holds the private key; `publicKey` goes into the definition. */
export type Issuer = {
  readonly publicKey: IssuerKey;
  readonly modulusBytes: number;
  /**
   * RSA on a blinded message (RFC 9474, section 4.3): about 1 ms with 2048 bits. The answer is checked before it is given away, because a faulty one would
   * betray the key.
   * @throws MalformedError when the message is not as long as the modulus, or not below it
   */
  readonly signBlinded: (blinded: Uint8Array) => Uint8Array;
};

const SALT_LENGTH = 48;
const NO_PADDING = constants.RSA_NO_PADDING;

/** A new issuer key as PKCS #8 PEM, to be kept in the secret store of `voting`. Takes a second or so. @param bits 2048 or 3072 */
export function newIssuerKey(bits: 2048 | 3072): Promise<string> {
  return new Promise((resolve, reject) => {
    generateKeyPair("rsa", { modulusLength: bits, publicExponent: 0x10001 }, (error, _publicKey, privateKey) => {
      if (error === null) resolve(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
      else reject(error);
    });
  });
}

/** @throws MalformedError when it is no RSA key that {@link checkIssuerKey} allows */
export function openIssuer(pem: string): Issuer {
  const key = createPrivateKey(pem);
  const { n = "", e = "" } = createPublicKey(key).export({ format: "jwk" });
  const publicKey = { n, e };
  checkIssuerKey(publicKey);
  const modulusBytes = fromBase64Url(n).length;

  return { publicKey, modulusBytes, signBlinded: (blinded) => signBlinded(key, modulusBytes, blinded) };
}

function signBlinded(key: KeyObject, modulusBytes: number, blinded: Uint8Array): Uint8Array {
  if (blinded.length !== modulusBytes) throw new MalformedError(`a blinded message of ${blinded.length} bytes, not ${modulusBytes}`);
  const signature = rawPrivate(key, blinded);
  if (!sameBytes(publicEncrypt({ key, padding: NO_PADDING }, signature), blinded)) throw new Error("RSA gave a faulty signature; it was withheld.");
  return signature;
}

function rawPrivate(key: KeyObject, blinded: Uint8Array): Uint8Array {
  try {
    return privateDecrypt({ key, padding: NO_PADDING }, blinded);
  } catch (cause) {
    throw new MalformedError("a blinded message that is not below the modulus", { cause });
  }
}

/** A key object for {@link isIssued}; make it once for each ballot. @throws MalformedError */
export function issuerVerifier(issuer: IssuerKey): KeyObject {
  checkIssuerKey(issuer);
  return createPublicKey({ key: { kty: "RSA", n: issuer.n, e: issuer.e }, format: "jwk" });
}

/** Is this the issuer's signature (RSASSA-PSS, SHA-384, salt of 48 bytes) on the message? About 0.05 ms with 2048 bits. */
export function isIssued(issuer: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return verify("sha384", message, { key: issuer, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_LENGTH }, signature);
}
