import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { Definition } from "@teilhabe/contracts/voting/definition";
import { issueBlindCredential, issueCredential, readDefinition, readMyRight } from "@teilhabe/contracts/voting/voter-operations";
import { citizen } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromBase64Url, toBase64Url } from "@teilhabe/proofs/bytes";
import { isIssued, issuerVerifier } from "@teilhabe/proofs/issuer";
import { issuedMessage } from "@teilhabe/proofs/issuer-key";
import { newVoterSecret, openWallet } from "@teilhabe/proofs/voter/wallet";
import { voting } from "./module.ts";
import { openedBallot } from "./testing.ts";

let platform: Started;

beforeEach(async () => {
  platform = await started([voting, ballotBox]);
});
afterEach(() => platform.stop());

async function secretBallot(more: Parameters<typeof openedBallot>[1] = {}) {
  const ballotId = await openedBallot(platform, { secrecy: "secret", ...more });
  const definition = Definition.parse(JSON.parse((await platform.done(readDefinition, { ballot: ballotId })).text));
  const { issuerKey: issuer } = definition;
  if (issuer === undefined) throw new Error("a secret ballot without an issuer");
  const { definitionHash } = await platform.done(
    issueBlindCredential,
    { ballot: ballotId, blinded: await anyBlinded(issuer, "00".repeat(32)) },
    citizen("first"),
  );
  return { ballotId, definitionHash, issuer };
}

async function anyBlinded(issuer: { readonly n: string; readonly e: string }, definitionHash: string): Promise<string> {
  const { blinded } = await openWallet(newVoterSecret(), { ballotId: "any", definitionHash, issuer });
  return toBase64Url(blinded);
}

async function refusalOf(ballot: string, blinded: string, name = "anna"): Promise<string> {
  const answer = await platform.ask(issueBlindCredential, { ballot, blinded }, citizen(name));
  return isRefusal(answer) ? answer.refused : "none";
}

describe("a blind credential", () => {
  test("is the issuer's signature on a key that only the voter knows", async () => {
    const ballot = await secretBallot();
    const wallet = await openWallet(newVoterSecret(), ballot);
    const asked = { ballot: ballot.ballotId, blinded: toBase64Url(wallet.blinded) };
    const { blindSignature } = await platform.done(issueBlindCredential, asked, citizen("anna"));
    const credential = await wallet.credentialOf(fromBase64Url(blindSignature));
    const message = issuedMessage(ballot.definitionHash, wallet.key);
    expect(isIssued(issuerVerifier(ballot.issuer), message, fromBase64Url(credential))).toBe(true);
    expect(await platform.done(readMyRight, { ballot: ballot.ballotId }, citizen("anna"))).toMatchObject({ claimed: true, channel: "online" });
  });

  test("is given again for the same message, at any time, and never for another", async () => {
    const { ballotId, issuer, definitionHash } = await secretBallot();
    const blinded = await anyBlinded(issuer, definitionHash);
    const first = await platform.done(issueBlindCredential, { ballot: ballotId, blinded }, citizen("anna"));
    await platform.advance(3_600_000);
    expect(await platform.done(issueBlindCredential, { ballot: ballotId, blinded }, citizen("anna"))).toEqual(first);
    expect(await refusalOf(ballotId, await anyBlinded(issuer, definitionHash))).toBe("credential-already-issued");
  });

  test("asked for 50 times at once with different messages is one", async () => {
    const { ballotId, issuer, definitionHash } = await secretBallot();
    const messages = await Promise.all(Array.from({ length: 50 }, () => anyBlinded(issuer, definitionHash)));
    const answers = await Promise.all(messages.map((blinded) => refusalOf(ballotId, blinded)));
    expect(answers.filter((answer) => answer === "none")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["none", "credential-already-issued"]));
  });

  test("is refused for what is no blinded message of this ballot, and nobody is claimed", async () => {
    const { ballotId, issuer } = await secretBallot();
    const modulus = fromBase64Url(issuer.n);
    const zero = new Uint8Array(modulus.length);
    for (const wrong of [zero, modulus, modulus.map(() => 0xff), new Uint8Array([1, ...modulus])])
      expect(await refusalOf(ballotId, toBase64Url(wrong))).toBe("blinded-malformed");
    expect(await refusalOf(ballotId, `${issuer.n.slice(0, -1)}_`)).toBe("blinded-malformed"); // spare bits that are not zero
    expect(await platform.done(readMyRight, { ballot: ballotId }, citizen("anna"))).toMatchObject({ claimed: false });
  });

  test("blinded for another ballot holds in neither, and input of another shape does not come in at all", async () => {
    const [here, elsewhere] = [await secretBallot(), await secretBallot()];
    const wallet = await openWallet(newVoterSecret(), elsewhere);
    const asked = { ballot: here.ballotId, blinded: toBase64Url(wallet.blinded) };
    const answer = await platform.ask(issueBlindCredential, asked, citizen("anna"));
    // As numbers, messages of one ballot may be too large for the key of another.
    if (isRefusal(answer)) expect(answer.refused).toBe("blinded-malformed");
    else await expect(wallet.credentialOf(fromBase64Url(answer.blindSignature))).rejects.toThrow();
    const { blinded } = asked;
    const wrong = [
      "",
      "A",
      blinded.slice(1),
      `${blinded}${blinded}`,
      `${blinded}=`,
      `${blinded} `,
      blinded.replace(/./, "+"),
      blinded.replace(/./, "Ａ"),
      7,
      null,
    ];
    for (const of of wrong) expect(issueBlindCredential.input.safeParse({ ballot: here.ballotId, blinded: of }).success).toBe(false);
  });

  test("and the other kind are each refused where they do not belong", async () => {
    const { ballotId, issuer } = await secretBallot();
    const other = await platform.ask(issueCredential, { ballot: ballotId }, citizen("anna"));
    expect(isRefusal(other) && other.refused).toBe("credential-of-another-kind");
    const confidential = await openedBallot(platform);
    expect(await refusalOf(confidential, await anyBlinded(issuer, "00".repeat(32)))).toBe("credential-of-another-kind");
  });

  test("has one issuer's key for each ballot, however often opening it is repeated", async () => {
    const keys = await Promise.all([secretBallot(), secretBallot()]);
    expect(new Set(keys.map(({ issuer }) => issuer.n)).size).toBe(2);
    const confidential = await openedBallot(platform);
    const { text } = await platform.done(readDefinition, { ballot: confidential });
    expect(Definition.parse(JSON.parse(text)).issuerKey).toBeUndefined();
  });
});
