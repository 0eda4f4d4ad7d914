import type { Election } from "../election.ts";
import { FormatError } from "./format-error.ts";
import { ballotKindIn, budgetIn, commonDigits, metaReader, moneyOf, numberIn, type PbMeta } from "./pb-meta.ts";
import { notesOn } from "./pb-notes.ts";
import { optionOf, type PbProject, projectReader } from "./pb-projects.ts";
import { rowReader } from "./pb-rows.ts";
import { sectionSorter } from "./pb-sections.ts";
import { type VoteReader, voteReader } from "./pb-votes.ts";

/** A `.pb` file, ready to be counted. */
export type PbElection = {
  readonly election: Election;
  readonly meta: PbMeta;
  readonly projects: readonly PbProject[];
  /** What a reader should know: where the file contradicts itself, and how it was read all the same. */
  readonly notes: readonly string[];
};

export type PbOptions = {
  /** Count a file that has fewer votes than META announces; otherwise it is taken for cut off. */
  readonly incomplete?: boolean;
  /** Refuse what is only noted otherwise: a voter who votes twice, and another number of votes or projects than META announces. */
  readonly strict?: boolean;
};

type Reading = { votes: VoteReader | undefined; lastLine: number };

/**
 * Reads a `.pb` file (https://pabulib.org/format) from a stream of text; keeps groups of identical votes only. Taken as found in real
 * files: a byte order mark, CRLF, empty lines, quotes, META keys in any case, `1000.0`, `12,5` and `1 000`, unknown columns, empty votes.
 * A project that a vote names twice counts once. Votes that break a limit of META count as they are, with a note.
 * @param file its name, for errors
 * @throws FormatError with the line of whatever cannot be counted
 */
export async function readPb(chunks: AsyncIterable<string> | Iterable<string>, file: string, options: PbOptions = {}): Promise<PbElection> {
  const { push, finish } = pbReader(file, options);
  for await (const chunk of chunks) push(chunk);
  return finish();
}

/** As `readPb`, for text that is already there. */
export function readPbText(text: string, file: string, options: PbOptions = {}): PbElection {
  const { push, finish } = pbReader(file, options);
  push(text);
  return finish();
}

function pbReader(file: string, options: PbOptions): { push(text: string): void; finish(): PbElection } {
  const { meta, add } = metaReader(file);
  const projects = projectReader(file);
  const reading: Reading = { votes: undefined, lastLine: 1 };
  const sorter = sectionSorter(file, {
    meta: add,
    projectHeader: projects.header,
    project: projects.add,
    voteHeader(cells, line) {
      const positions = new Map(projects.projects.map(({ id }, index) => [id, index]));
      reading.votes = voteReader(file, ballotKindIn(file, meta, line), positions, options.strict === true);
      reading.votes.header(cells, line);
    },
    vote(cells, line) {
      reading.lastLine = line;
      reading.votes?.add(cells, line);
    },
  });
  const rows = rowReader(file, sorter.row);
  let started = false;
  return {
    push(text) {
      rows.push(!started && text.startsWith("\uFEFF") ? text.slice(1) : text);
      started ||= text !== "";
    },
    finish() {
      rows.end();
      sorter.end();
      if (reading.votes === undefined) throw new FormatError(file, reading.lastLine, "the file has no votes");
      if (options.incomplete !== true) refuseIncomplete(file, meta, reading.votes.count(), reading.lastLine);
      if (options.strict === true) refuseOtherCounts(file, meta, { num_votes: reading.votes.count(), num_projects: projects.projects.length });
      return assembled(file, meta, projects.projects, reading.votes, reading.lastLine);
    },
  };
}

function refuseIncomplete(file: string, meta: PbMeta, found: number, line: number): void {
  const announced = numberIn(file, meta, "num_votes");
  if (announced === undefined || found >= announced) return;
  throw new FormatError(
    file,
    line,
    `the file ends after ${found} of the ${announced} votes that META announces; it is cut off, or must be counted as incomplete`,
  );
}

function refuseOtherCounts(file: string, meta: PbMeta, found: Readonly<Record<string, number>>): void {
  for (const [key, count] of Object.entries(found)) {
    const said = numberIn(file, meta, key);
    if (said !== undefined && said !== count)
      throw new FormatError(file, meta.get(key)?.line ?? 1, `META says ${key} ${said}, the file has ${count}`);
  }
}

function assembled(file: string, meta: PbMeta, projects: readonly PbProject[], votes: VoteReader, line: number): PbElection {
  const budget = budgetIn(file, meta, line);
  const decimals = commonDigits([budget, ...projects.map((project) => project.cost)]);
  const minScore = numberIn(file, meta, "min_project_score_threshold");
  const election: Election = {
    options: projects.map((project) => optionOf(project, decimals)),
    ballots: votes.ballots(),
    budget: moneyOf(budget, decimals),
    decimals,
    ...(minScore !== undefined && { minScore }),
  };
  return { election, meta, projects, notes: notesOn({ meta, election, votes: votes.count(), repeated: votes.repeated.count }) };
}
