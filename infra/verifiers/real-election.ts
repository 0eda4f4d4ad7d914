import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Election } from "@teilhabe/counting/election";
import { readPbText } from "@teilhabe/counting/formats/pb";
import { declaredRule } from "@teilhabe/counting/formats/pb-declared";
import { methodById } from "@teilhabe/counting/methods";
import type { Json } from "@teilhabe/proofs/canonical-json";
import type { OpenedVote } from "@teilhabe/proofs/folder/documents";
import { type Publication, writeBallotFolder } from "@teilhabe/proofs/folder/write";
import { publicationOf } from "./large-ballot.ts";
import { type MadeUpBallot, madeUpBallot } from "./made-up-ballot.ts";
import { randomFrom } from "./random.ts";

/** A real election from a Pabulib file, published as if it had been held here as a confidential ballot, counted by the rule that the file names. */
export async function publishedElection(
  path: string,
): Promise<{ readonly publication: Publication; readonly authority: MadeUpBallot["keys"]["authority"] }> {
  const bytes = readFileSync(path);
  const pb = readPbText((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"), path);
  const { election } = pb;
  const rule = declaredRule(pb);
  const ballot = await madeUpBallot({
    seed: 1,
    secrecy: "confidential",
    voters: 0,
    options: election.options.map(({ id, cost = 0n }) => ({ id, cost: Number(cost) })),
    budget: Number(election.budget ?? 0n),
    paper: { kind: election.ballots.kind, minLength: 0 },
    method: { id: rule.method, version: methodById(rule.method).version, parameters: rule.parameters as unknown as Json },
    ...(election.minScore !== undefined && { minScore: election.minScore }),
    decimals: election.decimals ?? 0,
  });
  const random = randomFrom(2);
  const votes = choicesOf(election).map(
    (choice): OpenedVote => ({ index: 0, key: random.hex(32), seq: 1, choice, nonce: random.hex(32), day: "2026-11-21" }),
  );

  return { publication: publicationOf(ballot, votes), authority: ballot.keys.authority };
}

export async function filesOfElection({ publication, authority }: Awaited<ReturnType<typeof publishedElection>>): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { path, bytes } of writeBallotFolder(publication, authority)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    files.set(path, Buffer.concat(chunks));
  }
  return files;
}

function choicesOf({ options, ballots }: Election): Json[] {
  const id = (position: number) => options[position]?.id ?? "";
  switch (ballots.kind) {
    case "ordinal":
      return ballots.papers.flatMap(({ count, ranking }) => repeated(count, { ranking: ranking.map((rank) => rank.map(id)) }));
    case "cumulative":
    case "scoring":
      return ballots.papers.flatMap(({ count, chosen, points }) =>
        repeated(count, { points: Object.fromEntries(chosen.map((option, i) => [id(option), points[i] ?? 0])) }),
      );
    case "matrix":
      throw new Error("A matrix has no votes.");
    default:
      return ballots.papers.flatMap(({ count, chosen }) => repeated(count, { options: chosen.map(id) }));
  }
}

function repeated(count: number, choice: Json): Json[] {
  return Array.from({ length: count }, () => choice);
}
