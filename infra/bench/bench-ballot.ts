import { openStaged } from "@teilhabe/cli/replay/stage-election";
import { newNonce } from "@teilhabe/client/vote";
import { draftBallot } from "@teilhabe/contracts/voting/officer-operations";
import { clientAs, type Target, tokenFor } from "./bench-platform.ts";
import { drive, type ToSend } from "./drive.ts";

export const OPTIONS = Array.from({ length: 20 }, (_, n) => `option-${n + 1}`);
const DAY_MS = 86_400_000;

/** An open ballot with 20 options and approval papers of five. */
export async function openBenchBallot(platform: Target, secrecy: "confidential" | "secret" = "confidential"): Promise<string> {
  const staff = clientAs(platform, "staff", "bench");
  const now = Date.now();
  const { id } = await staff.ask(draftBallot, {
    title: "Benchmark",
    options: OPTIONS.map((option) => ({ id: option, title: option, cost: { amount: 1_000_00, currency: "EUR" } })),
    paper: { kind: "approval", minLength: 1, maxLength: 5 },
    method: { id: "greedy", parameters: {} },
    budget: { amount: 5_000_00, currency: "EUR" },
    secrecy,
    opensAt: new Date(now).toISOString(),
    closesAt: new Date(now + DAY_MS).toISOString(),
  });
  await openStaged(staff, id);
  return id;
}

export type Right = { readonly credential: string; readonly key: string };

/** A credential for each of so many new voters. */
export async function credentialsFor(platform: Target, ballot: string, voters: number, run: string): Promise<Right[]> {
  const rights: Right[] = [];
  await drive({
    url: platform.url,
    connections: 50,
    next: (n) => (n < voters ? credentialRequest(platform, ballot, `${run}-${n}`) : undefined),
    read(status, body) {
      if (status === 201) rights.push(JSON.parse(body) as Right);
    },
  });
  return rights;
}

export function credentialRequest(platform: Target, ballot: string, voter: string): ToSend {
  const headers = { "content-type": "application/json", authorization: `Bearer ${tokenFor(platform, "citizen", voter)}` };
  return { method: "POST", path: `/v1/ballots/${ballot}/credentials`, headers, body: "{}" };
}

export function voteRequest(ballot: string, { credential, key }: Right, n: number): ToSend {
  const choice = { options: Array.from({ length: 1 + (n % 5) }, (_, index) => OPTIONS[(n + index * 3) % OPTIONS.length]) };
  const body = JSON.stringify({ credential, key, seq: 1, choice, nonce: newNonce() });
  return { method: "POST", path: `/v1/ballots/${ballot}/votes`, headers: { "content-type": "application/json" }, body };
}
