import { basename } from "node:path";
import type { Choice, Paper } from "@teilhabe/contracts/voting/choice";
import type { Ballots, Election } from "@teilhabe/counting/election";
import { FormatError } from "@teilhabe/counting/formats/format-error";
import type { PbElection } from "@teilhabe/counting/formats/pb";
import { BadInput } from "../faults.ts";
import { readPbFile } from "../pb-file.ts";
import { asBadInput } from "../unreadable.ts";

/** A Pabulib file as the platform is given it. */
export type ElectionFile = {
  readonly name: string;
  readonly pb: PbElection;
  readonly votes: number;
  /** Ids of the published winners in the order of the file; undefined: the file does not say. */
  readonly official: readonly string[] | undefined;
  readonly paper: Paper;
  /** Every voter's choice; identical ones follow each other. */
  choices(): Generator<Choice>;
};

/** Reads a file that a platform can repeat as it was, a voter for each vote. @throws BadInput with file, line and reason */
export async function readElectionFile(path: string): Promise<ElectionFile> {
  const name = basename(path);
  const pb = await readPbFile(path, { strict: true }).catch((error: unknown) => {
    throw error instanceof FormatError ? new BadInput(error.message) : asBadInput(error, path);
  });
  const { election } = pb;
  return {
    name,
    pb,
    votes: countOf(election.ballots),
    official: officialOf(pb),
    paper: paperOf(election),
    choices: () => choicesOf(election),
  };
}

function countOf(ballots: Ballots): number {
  if (ballots.kind === "matrix") return 0;
  return ballots.papers.reduce((sum, paper) => sum + paper.count, 0);
}

function officialOf({ projects }: PbElection): readonly string[] | undefined {
  if (projects.every((project) => project.selected === undefined)) return undefined;
  return projects.filter((project) => Number(project.selected) > 0).map((project) => project.id);
}

/** Limits that every vote of the file keeps: real files hold votes that their own META does not allow, and they were counted. */
function paperOf({ ballots }: Election): Paper {
  if (ballots.kind === "matrix") throw new BadInput("a matrix has no votes");
  const lengths = ballots.papers.map((paper) => ("ranking" in paper ? paper.ranking.length : paper.chosen.length));
  const minLength = lengths.reduce((least, length) => Math.min(least, length), 1);
  const maxLength = lengths.reduce((most, length) => Math.max(most, length), 1);
  if (!("pointDecimals" in ballots)) return { kind: ballots.kind, minLength, maxLength };
  const points = ballots.papers.flatMap((paper) => paper.points);
  const sums = ballots.papers.map((paper) => paper.points.reduce((sum, one) => sum + one, 0));
  const least = points.reduce((a, b) => Math.min(a, b), 1);
  const most = points.reduce((a, b) => Math.max(a, b), 1);
  const limits = { ...(least < 1 && { minPoints: least }), maxPoints: most };
  return {
    kind: ballots.kind,
    minLength,
    maxLength,
    ...limits,
    ...(ballots.kind === "cumulative" && { maxSumPoints: Math.max(1, ...capped(sums)) }),
  };
}

/** The largest alone: a spread of 90,000 arguments would not do. */
function capped(values: readonly number[]): number[] {
  return [values.reduce((a, b) => Math.max(a, b), 1)];
}

function* choicesOf({ ballots, options }: Election): Generator<Choice> {
  if (ballots.kind === "matrix") return;
  const idAt = (position: number) => optionIdOf(options[position]?.id ?? "", position);
  for (const paper of ballots.papers) {
    const choice = choiceOf(paper, idAt);
    for (let voter = 0; voter < paper.count; voter++) yield choice;
  }
}

type Papers = Exclude<Ballots, { kind: "matrix" }>["papers"][number];

function choiceOf(paper: Papers, idAt: (position: number) => string): Choice {
  if ("ranking" in paper) return { ranking: paper.ranking.map((tier) => tier.map(idAt)) };
  if ("points" in paper) return { points: Object.fromEntries(paper.chosen.map((position, index) => [idAt(position), paper.points[index] ?? 0])) };
  return { options: paper.chosen.map(idAt) };
}

const OPTION_ID = /^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}$/;

/** The project's id where a ballot can carry it, else one made from its place. */
export function optionIdOf(projectId: string, position: number): string {
  return OPTION_ID.test(projectId) ? projectId : `project-${position + 1}`;
}
