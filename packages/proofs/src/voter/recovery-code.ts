import { type Bytes, concat, MalformedError, utf8 } from "../bytes.ts";
import { bytesOfInteger, integerOf } from "./modular.ts";
import { sha256 } from "./webcrypto.ts";

/** The voter's secret for one ballot: everything else is derived from it. */
export const SECRET_BYTES = 16;

/** Crockford's base 32: no I, L, O, U, so that nothing is mistaken when it is read from paper. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 6;
const GROUP_LENGTH = 5;
const CHECK_BITS = 22n;

/** A recovery code that was mistyped, or that is none. Its message may be shown. */
export class RecoveryCodeError extends Error {
  override readonly name = "RecoveryCodeError";
}

/**
 * The secret as a person writes it down: `XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX`, 128 bits and 22 bits of checksum, so that a mistake goes unnoticed once
 * in four million.
 */
export async function recoveryCodeOf(secret: Bytes): Promise<string> {
  if (secret.length !== SECRET_BYTES) throw new MalformedError(`a voter's secret of ${secret.length} bytes, not ${SECRET_BYTES}`);
  let left = (integerOf(secret) << CHECK_BITS) | (await checksum(secret));
  let digits = "";
  for (let i = 0; i < GROUPS * GROUP_LENGTH; i++, left >>= 5n) digits = `${ALPHABET[Number(left & 31n)]}${digits}`;

  return (digits.match(/.{5}/g) ?? []).join("-");
}

/**
 * The secret of a code that a person typed: case, spaces and hyphens do not matter, O is 0, I and L are 1.
 * @throws RecoveryCodeError saying what to check
 */
export async function secretOfRecoveryCode(typed: string): Promise<Bytes> {
  const digits = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  const wrong = [...digits].find((digit) => !ALPHABET.includes(digit));
  if (wrong !== undefined) throw new RecoveryCodeError(`The character “${wrong}” does not occur in recovery codes. Please check it.`);
  if (digits.length !== GROUPS * GROUP_LENGTH)
    throw new RecoveryCodeError(`A recovery code has ${GROUPS * GROUP_LENGTH} letters and digits; this one has ${digits.length}.`);
  let whole = 0n;
  for (const digit of digits) whole = (whole << 5n) | BigInt(ALPHABET.indexOf(digit));
  const secret = bytesOfInteger(whole >> CHECK_BITS, SECRET_BYTES);
  if ((await checksum(secret)) !== (whole & ((1n << CHECK_BITS) - 1n)))
    throw new RecoveryCodeError("This recovery code has a mistake: its check digits do not fit. Please compare it with what you wrote down.");

  return secret;
}

async function checksum(secret: Bytes): Promise<bigint> {
  const hash = await sha256(concat(utf8("teilhabe/recovery-code/v1\n"), secret));
  return integerOf(hash.slice(0, 4)) >> (32n - CHECK_BITS);
}
