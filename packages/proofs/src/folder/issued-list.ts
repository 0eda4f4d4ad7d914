import { allLines, type BallotUnderCheck } from "./ballot-under-check.ts";
import { type IssuedCredential, type OpenedVote, type RollDistrict, readIssued } from "./documents.ts";
import { type Line, reading } from "./lines.ts";
import { notVerified } from "./problem.ts";

/** The signed list of issued credentials, read along with the votes: both are in the same order. */
export interface IssuedList {
  /** Was a credential issued for this vote's key, and did it still hold on the day of the vote? @throws NotVerified */
  admit(vote: OpenedVote, where: string): Promise<void>;
  /** Reads to the end and compares with the roll. @returns how many credentials were issued */
  finish(roll: readonly RollDistrict[]): Promise<number>;
}

const PATH = "issued.jsonl";

export function issuedList(ballot: BallotUnderCheck): IssuedList {
  const named = ballot.definition.secrecy === "secret" ? "request" : "key";
  const lines: AsyncIterator<Line> = allLines(ballot, [PATH]);
  const districts = new Map<string, number>();
  let current: IssuedCredential | undefined;
  let count = 0;

  async function next(): Promise<boolean> {
    const { value, done } = await lines.next();
    if (done === true) return false;
    const issued = reading("file-malformed", value.where, () => readIssued(value.json, named));
    if (current !== undefined && issued.name <= current.name)
      notVerified("issued-order-wrong", value.where, "Issued credentials are out of order, or one is there twice.");
    current = issued;
    count += 1;
    districts.set(issued.district, (districts.get(issued.district) ?? 0) + 1);
    return true;
  }

  return {
    async admit({ key, day = "" }, where) {
      if (named === "request") return;
      while (current === undefined || current.name < key) if (!(await next())) break;
      if (current?.name !== key) notVerified("credential-unknown", where, "No credential was issued for this key.");
      if (day > (current.validUntil ?? ""))
        notVerified("credential-expired", where, `The credential for this key held until ${current.validUntil}; the vote is of ${day}.`);
    },
    async finish(roll) {
      while (await next());
      compareWithRoll(districts, roll);
      return count;
    },
  };
}

function compareWithRoll(issued: ReadonlyMap<string, number>, roll: readonly RollDistrict[]): void {
  const different = roll.find(({ district, online }) => (issued.get(district) ?? 0) !== online);
  const foreign = [...issued.keys()].find((district) => !roll.some((row) => row.district === district));
  const district = different?.district ?? foreign;
  if (district === undefined) return;
  const claims = different?.online ?? 0;
  notVerified(
    "issued-does-not-match-roll",
    PATH,
    `In the district “${district}” ${issued.get(district) ?? 0} credentials were issued, but the roll has ${claims} claims for voting online.`,
  );
}
