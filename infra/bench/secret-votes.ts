import { fromBase64Url, toBase64Url } from "@teilhabe/proofs/bytes";
import { sha256Hex } from "@teilhabe/proofs/hash";
import type { IssuerKey } from "@teilhabe/proofs/issuer-key";
import { newVoterSecret, openWallet, type Wallet } from "@teilhabe/proofs/voter/wallet";
import { OPTIONS, openBenchBallot } from "./bench-ballot.ts";
import { type Target, tokenFor } from "./bench-platform.ts";
import { type Driven, drive, type ToSend } from "./drive.ts";

const CONNECTIONS = 50;

/** Voters with wallets of their own, from the blinded request to the vote; what their devices compute is done before it is timed. */
export async function measureSecretVotes(platform: Target, voters: number): Promise<{ ballot: string; credentials: Driven; votes: Driven }> {
  const { ballot, wallets, signed, credentials } = await measureCredentials(platform, voters);
  const bodies: ToSend[] = [];
  for (const [n, blindSignature] of signed) {
    const wallet = wallets[n];
    if (wallet !== undefined) bodies.push(await voteOf(ballot, wallet, blindSignature, n));
  }
  const votes = await drive({ url: platform.url, connections: CONNECTIONS, next: (n) => bodies[n] });
  return { ballot, credentials, votes };
}

type Credentials = {
  readonly ballot: string;
  readonly wallets: readonly Wallet[];
  /** Blind signatures by the number of the voter. */
  readonly signed: ReadonlyMap<number, string>;
  readonly credentials: Driven;
};

/** New voters who each ask for a credential once. */
export async function measureCredentials(platform: Target, voters: number): Promise<Credentials> {
  const ballot = await openBenchBallot(platform, "secret");
  const text = await (await fetch(`${platform.url}/v1/ballots/${ballot}/definition`)).text();
  const { issuerKey } = JSON.parse(text) as { issuerKey: IssuerKey };
  const about = { ballotId: ballot, definitionHash: sha256Hex(new TextEncoder().encode(text)), issuer: issuerKey };
  const wallets: Wallet[] = [];
  for (let n = 0; n < voters; n++) wallets.push(await openWallet(newVoterSecret(), about));

  const signed = new Map<number, string>();
  const credentials = await drive({
    url: platform.url,
    connections: CONNECTIONS,
    next: (n) => (wallets[n] === undefined ? undefined : blindRequest(platform, ballot, `secret-${n}`, wallets[n])),
    read: (status, body, n) => {
      if (status === 201) signed.set(n, (JSON.parse(body) as { blindSignature: string }).blindSignature);
    },
  });
  return { ballot, wallets, signed, credentials };
}

function blindRequest(platform: Target, ballot: string, voter: string, { blinded }: Wallet): ToSend {
  const headers = { "content-type": "application/json", authorization: `Bearer ${tokenFor(platform, "citizen", voter)}` };
  return { method: "POST", path: `/v1/ballots/${ballot}/blind-credentials`, headers, body: JSON.stringify({ blinded: toBase64Url(blinded) }) };
}

async function voteOf(ballot: string, wallet: Wallet, blindSignature: string, n: number): Promise<ToSend> {
  const credential = await wallet.credentialOf(fromBase64Url(blindSignature));
  const choice = { options: Array.from({ length: 1 + (n % 5) }, (_, index) => OPTIONS[(n + index * 3) % OPTIONS.length] ?? "") };
  const { key, seq, nonce, signature } = await wallet.signVote({ seq: 1, choice, credential });
  const body = JSON.stringify({ credential, key, seq, choice, nonce, signature });
  return { method: "POST", path: `/v1/ballots/${ballot}/votes`, headers: { "content-type": "application/json" }, body };
}
