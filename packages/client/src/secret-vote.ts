import { readCheckpoint, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import type { OutputOf } from "@teilhabe/contracts/operation";
import type { Choice } from "@teilhabe/contracts/voting/choice";
import { issueBlindCredential, readDefinition } from "@teilhabe/contracts/voting/voter-operations";
import { fromBase64Url, fromHex, textOf, toBase64Url, utf8 } from "@teilhabe/proofs/bytes";
import type { Checkpoint } from "@teilhabe/proofs/checkpoint";
import type { IssuerKey } from "@teilhabe/proofs/issuer-key";
import { HASH_BYTES } from "@teilhabe/proofs/sizes";
import { leafHashOf } from "@teilhabe/proofs/voter/leaf";
import { checkDefinition, checkedCheckpoint, type FetchLogFile, findLeaf, isReceiptGenuine, NotProvenError } from "@teilhabe/proofs/voter/log";
import { recoveryCodeOf, secretOfRecoveryCode } from "@teilhabe/proofs/voter/recovery-code";
import { newVoterSecret, openWallet } from "@teilhabe/proofs/voter/wallet";
import type { Client } from "./client.ts";

/** Say this to voters when the recovery code is shown. The same in German stands in the ballot's rules. */
export const WITHOUT_THE_CODE =
  "Only this device and this code know your secret. Without it your vote can be neither cast nor changed, because nobody gets a second credential; " +
  "and nobody can find it for you. Whoever has it can vote in your place.";

export type SecretVoteRequest = {
  readonly choice: Choice;
  /** From {@link SecretVoter.requestCredential}; kept since. */
  readonly credential: string;
  /** Counts from 1; a higher one replaces the vote before. 1 unless given. */
  readonly seq?: number;
};

export type SecretVoteCast = OutputOf<typeof castVote> & {
  /** Keep it with the receipt; the recovery code brings it back, too. */
  readonly nonce: string;
};

/** One voter in one secret ballot. Keep `recoveryCode` and the credential on the device, and nothing else. */
export type SecretVoter = {
  /** To be written down; see {@link WITHOUT_THE_CODE}. */
  readonly recoveryCode: string;
  /** The voter's key in the published log, in lower-case hex. */
  readonly key: string;
  readonly definitionHash: string;
  /**
   * The credential, by one blind signature. Asking again is harmless and gives the same. Do it early: the more time and voters lie between this and the vote, the less
   * can be guessed from times.
   * @param voter a client with the person's token
   * @param code from the letter, where the roll is one of codes
   * @throws Problem; `credential-already-issued` when it was made from another secret
   */
  requestCredential(voter: Client, code?: string): Promise<string>;
  /**
   * Puts the vote into the box as nobody, and checks the receipt. Repeating the same vote is harmless.
   * @param door a client of the secret door's origin, without a token; in Node with `freshConnection` as its fetch, so that it never takes the connection on which the
   * credential was asked for
   * @throws TypeError before anything is sent, when the client has a token
   * @throws Problem; with `seq-stale` the fact `seq` is the current one, and `seq + 1` replaces it
   * @throws NotProvenError when the receipt is not the box's, or is for another vote
   */
  cast(door: Client, request: SecretVoteRequest): Promise<SecretVoteCast>;
  /**
   * Is this vote in the log by now? Reads the newest signed checkpoint and all tiles below it, so that nobody learns whose leaf is looked for. A vote that was cast
   * a moment ago is not: secret votes come into the log in batches, by the time that the receipt names at the latest.
   * @throws NotProvenError when the checkpoint is not the log's
   */
  isLogged(reader: Client, vote: Pick<SecretVoteRequest, "choice" | "seq">): Promise<boolean>;
};

/**
 * Opens the voter's side of a secret ballot: reads the definition and checks, from a signed checkpoint and public tiles, that the log begins with it, so that the
 * issuer's key is the one that everybody sees.
 * @param reader a client without a token
 * @param recoveryCode of this ballot, to go on on another device; a new secret is made without it
 * @throws NotProvenError when the definition is not the one in the log; RecoveryCodeError; Problem
 */
export async function secretVoter(reader: Client, ballot: string, recoveryCode?: string): Promise<SecretVoter> {
  const { definitionHash, issuer, logKey } = await checkedBallot(reader, ballot);
  const secret = recoveryCode === undefined ? newVoterSecret() : await secretOfRecoveryCode(recoveryCode);
  const wallet = await openWallet(secret, { ballotId: ballot, definitionHash, issuer });

  return {
    recoveryCode: await recoveryCodeOf(secret),
    key: wallet.key,
    definitionHash,
    async requestCredential(voter, code) {
      const blinded = toBase64Url(wallet.blinded);
      const { blindSignature } = await voter.ask(issueBlindCredential, { ballot, blinded, ...(code !== undefined && { code }) });
      return wallet.credentialOf(fromBase64Url(blindSignature));
    },
    async cast(door, { choice, credential, seq = 1 }) {
      if (!door.anonymous) throw new TypeError("a secret vote is cast by a client without a token");
      const { ballotId: _, ...vote } = await wallet.signVote({ seq, choice, credential });
      const cast = await door.ask(castVote, { ballot, ...vote, choice });
      const { receipt } = cast;
      if (!(await isReceiptGenuine(receipt, logKey))) throw new NotProvenError("The receipt is not signed by the box of this ballot.");
      const own = await leafHashOf(await wallet.leafOf({ seq, choice }));
      if (receipt.ballotId !== ballot || receipt.definitionHash !== definitionHash || receipt.leafHash !== own)
        throw new NotProvenError("The receipt is for another vote than the one that was cast.");
      return { ...cast, nonce: vote.nonce };
    },
    async isLogged(from, { choice, seq = 1 }) {
      const checkpoint = await newestCheckpoint(from, ballot, logKey);
      const own = fromHex(await leafHashOf(await wallet.leafOf({ seq, choice })), HASH_BYTES);
      return (await findLeaf(own, checkpoint, tilesOf(from, ballot))) !== undefined;
    },
  };
}

type CheckedBallot = { readonly definitionHash: string; readonly issuer: IssuerKey; readonly logKey: string };

async function checkedBallot(reader: Client, ballot: string): Promise<CheckedBallot> {
  const definition = utf8((await reader.ask(readDefinition, { ballot })).text);
  const { issuerKey, logKey } = JSON.parse(textOf(definition)) as { issuerKey?: IssuerKey; logKey: string };
  if (issuerKey === undefined) throw new TypeError(`ballot ${ballot} is not secret: use vote()`);
  const checkpoint = await newestCheckpoint(reader, ballot, logKey);
  const definitionHash = await checkDefinition(ballot, definition, checkpoint, tilesOf(reader, ballot));
  return { definitionHash, issuer: issuerKey, logKey };
}

async function newestCheckpoint(reader: Client, ballot: string, logKey: string): Promise<Checkpoint> {
  return checkedCheckpoint(utf8((await reader.ask(readCheckpoint, { ballot })).text), logKey);
}

/** Reads public tiles, never one's own leaf. */
function tilesOf(reader: Client, ballot: string): FetchLogFile {
  return async (path) => {
    const { base64 } = await reader.ask(readTile, { ballot, tile: path.replace(/^tile\//, "") });
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  };
}
