/** A SHA-256 hash. */
export const HASH_BYTES = 32;
/** An Ed25519 public key. */
export const KEY_BYTES = 32;
/** The secret from which an Ed25519 key pair is made. */
export const SEED_BYTES = 32;
/** An Ed25519 signature. */
export const SIGNATURE_BYTES = 64;
/** With fewer random bytes a commitment could be opened by trying. */
export const NONCE_BYTES = 32;
