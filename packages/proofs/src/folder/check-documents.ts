import { type BallotUnderCheck, checkVouching, documentOf } from "./ballot-under-check.ts";
import { type ResultFile, type RollDistrict, readResult, readRoll } from "./documents.ts";
import { notVerified, type Reason } from "./problem.ts";

export type Documents = { readonly roll: readonly RollDistrict[]; readonly result: ResultFile };

const VOUCHED: readonly (readonly [path: string, kind: string, reason: Reason])[] = [
  ["roll.json", "roll", "roll-signature-wrong"],
  ["issued.jsonl", "issued", "issued-signature-wrong"],
  ["result.json", "result", "result-signature-wrong"],
];

/** Are roll, list of issued credentials and result signed by the authority, and can they be read? @throws NotVerified */
export async function checkDocuments(ballot: BallotUnderCheck): Promise<Documents> {
  for (const [path, kind, reason] of VOUCHED) {
    const notePath = path.replace(/\.[a-z]+$/, ".note");
    await checkVouching(ballot, { path, notePath, kind, sha256: ballot.files.get(path)?.sha256 ?? "" }, reason);
  }
  const { ballotId } = ballot.definition;
  const roll = await documentOf(ballot.folder, "roll.json", (json) => readRoll(json, ballotId));
  const result = await documentOf(ballot.folder, "result.json", readResult);
  if (result.ballotId !== ballotId) notVerified("file-malformed", "result.json", "This is the result of another ballot.");
  for (const { district, eligible, online, paper, assisted } of roll) {
    if (eligible !== null && online + paper + assisted > eligible)
      notVerified("more-claims-than-eligible", "roll.json", `In the district “${district}” more persons took part than were eligible.`);
  }
  return { roll, result };
}
