import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fromBase64Url } from "../bytes.ts";
import { type Issuer, isIssued, issuerVerifier, newIssuerKey, openIssuer } from "../issuer.ts";
import { issuedMessage } from "../issuer-key.ts";
import { isSignedByVoter, leafOf } from "../sealed-vote.ts";
import { blind } from "./blind-signature.ts";
import { encodePss } from "./emsa-pss.ts";
import { bytesOfInteger, integerOf, inverseModulo } from "./modular.ts";
import { RecoveryCodeError, recoveryCodeOf, secretOfRecoveryCode } from "./recovery-code.ts";
import { newVoterSecret, openWallet, type SecretBallot } from "./wallet.ts";
import { randomBytes } from "./webcrypto.ts";

describe("a voter's wallet for a secret ballot", () => {
  let issuer: Issuer;
  let ballot: SecretBallot;

  beforeAll(async () => {
    issuer = openIssuer(await newIssuerKey(2048));
    ballot = { ballotId: "b1", definitionHash: "ab".repeat(32), issuer: issuer.publicKey };
  });

  test("gets a credential signed blind and casts a vote that the box accepts", async () => {
    const wallet = await openWallet(newVoterSecret(), ballot);
    const credential = await wallet.credentialOf(Uint8Array.from(issuer.signBlinded(wallet.blinded)));
    const { signature, ...vote } = await wallet.signVote({ seq: 1, choice: ["a"], credential });
    expect(isIssued(issuerVerifier(issuer.publicKey), issuedMessage(ballot.definitionHash, vote.key), fromBase64Url(vote.credential))).toBe(true);
    expect(isSignedByVoter(vote, signature)).toBe(true);
    expect(await wallet.leafOf({ seq: 1, choice: ["a"] })).toEqual(leafOf(vote));
  });

  test("is the same again from the recovery code, on another device", async () => {
    const secret = newVoterSecret();
    const [one, other] = await Promise.all([
      openWallet(secret, ballot),
      openWallet(await secretOfRecoveryCode(await recoveryCodeOf(secret)), ballot),
    ]);
    expect([other.key, other.blinded]).toEqual([one.key, one.blinded]);
    expect(await other.signVote({ seq: 2, choice: [], credential: "" })).toEqual(await one.signVote({ seq: 2, choice: [], credential: "" }));
  });

  test("has nothing in common with the wallet of the same secret in another ballot", async () => {
    const secret = newVoterSecret();
    const one = await openWallet(secret, ballot);
    const other = await openWallet(secret, { ...ballot, definitionHash: "cd".repeat(32) });
    expect(other.key).not.toBe(one.key);
    expect(other.blinded).not.toEqual(one.blinded);
  });

  test("hides its key from the issuer: with another blinding factor the request could as well have been anybody else's", async () => {
    const [mine, other] = [await openWallet(newVoterSecret(), ballot), await openWallet(newVoterSecret(), ballot)];
    // Only the issuer can compute this, and it finds a blinding factor that explains my request with the other's key.
    const modulus = integerOf(fromBase64Url(issuer.publicKey.n));
    const salt = randomBytes(48);
    const message = issuedMessage(ballot.definitionHash, other.key);
    const encoded = integerOf(await encodePss(message, 2047, salt));
    const quotient = (integerOf(mine.blinded) * inverseModulo(encoded, modulus)!) % modulus;
    const factor = integerOf(issuer.signBlinded(bytesOfInteger(quotient, 256))) - 1n;
    const explained = await blind(issuer.publicKey, message, { salt, factor: bytesOfInteger(factor, 256 + 16) });
    expect(explained.blinded).toEqual(mine.blinded);
  });
});

describe("a recovery code", () => {
  const secrets = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Uint8Array.from(bytes));

  test("is thirty characters in six groups, and gives the secret back however it is typed", async () => {
    await fc.assert(
      fc.asyncProperty(secrets, async (secret) => {
        const code = await recoveryCodeOf(secret);
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/);
        const sloppy = ` ${code.toLowerCase().replaceAll("-", " \u2013 ").replaceAll("0", "o").replaceAll("1", "l")}\n`;
        expect(await secretOfRecoveryCode(sloppy)).toEqual(secret);
      }),
    );
  });

  test("notices every single wrong character and every swap of neighbours", async () => {
    const code = await recoveryCodeOf(Uint8Array.from({ length: 16 }, (_, i) => 17 * i));
    for (let i = 0; i < code.length; i++) {
      if (code[i] === "-") continue;
      const wrong = `${code.slice(0, i)}${code[i] === "7" ? "8" : "7"}${code.slice(i + 1)}`;
      await expect(secretOfRecoveryCode(wrong)).rejects.toThrow(RecoveryCodeError);
      const swapped = `${code.slice(0, i)}${code[i + 1] ?? ""}${code[i]}${code.slice(i + 2)}`;
      if (swapped.replaceAll("-", "") !== code.replaceAll("-", "")) await expect(secretOfRecoveryCode(swapped)).rejects.toThrow(RecoveryCodeError);
    }
  });

  test.each([
    ["", "this one has 0"],
    ["ABCDE", "this one has 5"],
    ["UUUUU", "“U” does not occur"],
    ["<b>", "“<” does not occur"],
  ])("says what is wrong with %j", async (typed, message) => {
    await expect(secretOfRecoveryCode(typed)).rejects.toThrow(message);
  });
});
