import { type Decimal, decimalOf, inUnits } from "../decimal.ts";
import type { Ballots, MarkedBallot, PointsBallot, RankedBallot } from "../election.ts";
import { FormatError } from "./format-error.ts";
import type { PbBallotKind } from "./pb-meta.ts";
import { columnsOf } from "./pb-sections.ts";

/** Collects the rows of VOTES into groups of identical ballots: memory grows with different ballots, not with voters. */
export interface VoteReader {
  header(cells: readonly string[], line: number): void;
  /** @throws FormatError for marks of projects that do not exist, and for points that are missing or no numbers */
  add(cells: readonly string[], line: number): void;
  /** Votes read so far. */
  count(): number;
  ballots(): Ballots;
  readonly repeated: { count: number };
}

type Group = { count: number; readonly chosen: readonly number[]; readonly points: readonly Decimal[] };

/**
 * @param positions of project ids among the projects
 * @param eachOnce refuse a `voter_id` that comes twice; memory then grows with voters
 */
export function voteReader(file: string, kind: PbBallotKind, positions: ReadonlyMap<string, number>, eachOnce: boolean): VoteReader {
  const withPoints = kind === "cumulative" || kind === "scoring";
  const byText = new Map<string, Group>();
  const repeated = { count: 0 };
  const voters = new Map<string, number>();
  let column = { vote: -1, points: -1, voter: -1 };
  let total = 0;

  function groupOf(marks: string, points: string, line: number): Group {
    const chosen = marksIn(file, marks, positions, line);
    const hasRepeats = chosen.some((option, i) => chosen.indexOf(option) !== i);
    if (hasRepeats && withPoints) throw new FormatError(file, line, `the vote \`${marks}\` names a project twice: which points count?`);
    if (hasRepeats) repeated.count += 1;
    const unique = hasRepeats ? [...new Set(chosen)] : chosen;
    return { count: 0, chosen: unique, points: withPoints ? pointsIn(file, points, unique.length, line) : [] };
  }

  function groupWith(marks: string, points: string, line: number): Group {
    const text = withPoints ? `${marks};${points}` : marks;
    const known = byText.get(text);
    if (known !== undefined) return known;
    const group = groupOf(marks, points, line);
    // A copy: a piece of the read text would keep all of it in memory.
    byText.set([...text].join(""), group);
    return group;
  }

  function noteVoter(voter: string, line: number): void {
    if (voter === "") return; // some files name no voters
    const before = voters.get(voter);
    if (before !== undefined) throw new FormatError(file, line, `voter ${voter} has already voted in line ${before}`);
    voters.set(voter, line);
  }

  return {
    repeated,
    header(cells, line) {
      const columns = columnsOf(cells);
      column = { vote: columns.get("vote") ?? -1, points: columns.get("points") ?? -1, voter: columns.get("voter_id") ?? -1 };
      for (const needed of withPoints ? ["vote", "points"] : ["vote"]) {
        if (!columns.has(needed))
          throw new FormatError(file, line, `VOTES has no column ${needed}, which ${kind} votes need; found ${cells.join(", ")}`);
      }
    },
    add(cells, line) {
      const marks = cells[column.vote] ?? "";
      const points = cells[column.points] ?? "";
      if (eachOnce) noteVoter(cells[column.voter]?.trim() ?? "", line);
      const group = groupWith(marks, points, line);
      group.count += 1;
      total += 1;
    },
    count: () => total,
    ballots: () => ballotsOf(kind, [...byText.values()]),
  };
}

function marksIn(file: string, text: string, positions: ReadonlyMap<string, number>, line: number): number[] {
  const chosen: number[] = [];
  for (let from = 0, end = 0; from <= text.length; from = end + 1) {
    end = text.indexOf(",", from);
    if (end === -1) end = text.length;
    const mark = text.slice(from, end);
    const position = positions.get(mark) ?? positions.get(mark.trim());
    if (position !== undefined) chosen.push(position);
    else if (mark.trim() !== "") throw new FormatError(file, line, `the vote names project \`${mark.trim()}\`, which is not in PROJECTS`);
  }
  return chosen;
}

function pointsIn(file: string, text: string, expected: number, line: number): Decimal[] {
  const cells = text.split(",").filter((cell) => cell.trim() !== "");
  if (cells.length !== expected) throw new FormatError(file, line, `${cells.length} points for ${expected} projects`);
  return cells.map((cell) => {
    const points = decimalOf(cell);
    if (points === undefined || points.digits > 6) throw new FormatError(file, line, `points \`${cell.trim()}\`; expected a number as 3 or 1.5`);
    return points;
  });
}

function ballotsOf(kind: PbBallotKind, groups: readonly Group[]): Ballots {
  if (kind === "ordinal") return { kind, papers: merged(groups.map(ranked), (paper) => paper.ranking.join()) };
  if (kind === "approval" || kind === "choose-1") return { kind, papers: merged(groups.map(marked), (paper) => paper.chosen.join()) };
  const pointDecimals = groups.reduce((most, group) => group.points.reduce((digits, points) => Math.max(digits, points.digits), most), 0);
  return {
    kind,
    pointDecimals,
    papers: merged(
      groups.map((group) => pointed(group, pointDecimals)),
      (paper) => `${paper.chosen.join()};${paper.points.join()}`,
    ),
  };
}

function marked({ count, chosen }: Group): MarkedBallot {
  return { count, chosen: chosen.length < 2 ? chosen : chosen.toSorted((a, b) => a - b) };
}

function ranked({ count, chosen }: Group): RankedBallot {
  return { count, ranking: chosen.map((option) => [option]) };
}

function pointed({ count, chosen, points }: Group, decimals: number): PointsBallot {
  const pairs = chosen.map((option, i) => [option, Number(inUnits(points[i] ?? { units: 0n, digits: 0 }, decimals))] as const);
  const sorted = pairs.sort(([a], [b]) => a - b);
  return { count, chosen: sorted.map(([option]) => option), points: sorted.map(([, value]) => value) };
}

/** The same marks in another order are the same ballot. */
function merged<Paper extends { count: number }>(papers: readonly Paper[], keyOf: (paper: Paper) => string): Paper[] {
  const byKey = new Map<string, { paper: Paper; count: number }>();
  for (const paper of papers) {
    const key = keyOf(paper);
    const before = byKey.get(key);
    if (before === undefined) byKey.set(key, { paper, count: paper.count });
    else before.count += paper.count;
  }
  return [...byKey.values()].map(({ paper, count }) => (count === paper.count ? paper : { ...paper, count }));
}
