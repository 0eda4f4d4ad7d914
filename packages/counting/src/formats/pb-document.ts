import { rowReader, rowText } from "./pb-rows.ts";
import { sectionSorter } from "./pb-sections.ts";

/** A `.pb` file with everything that is in it, also what no count needs. Cells are as in the file, without quoting. */
export type PbDocument = {
  readonly meta: readonly (readonly [key: string, value: string])[];
  readonly projectColumns: readonly string[];
  readonly projects: readonly (readonly string[])[];
  readonly voteColumns: readonly string[];
  readonly votes: readonly (readonly string[])[];
};

/**
 * Reads a whole file into memory; to count, use `readPb`, which keeps groups of votes only.
 * @throws FormatError
 */
export function readPbDocument(text: string, file: string): PbDocument {
  const meta: [string, string][] = [];
  const projects: (readonly string[])[] = [];
  const votes: (readonly string[])[] = [];
  let projectColumns: readonly string[] = [];
  let voteColumns: readonly string[] = [];
  const sorter = sectionSorter(file, {
    meta: (key, value) => meta.push([key, value]),
    projectHeader: (cells) => {
      projectColumns = cells;
    },
    project: (cells) => projects.push(cells),
    voteHeader: (cells) => {
      voteColumns = cells;
    },
    vote: (cells) => votes.push(cells),
  });
  const reader = rowReader(file, sorter.row);
  reader.push(text.startsWith("\uFEFF") ? text.slice(1) : text);
  reader.end();
  sorter.end();
  return { meta, projectColumns, projects, voteColumns, votes };
}

/** The inverse of `readPbDocument`, line by line (each ends in LF): UTF-8, no byte order mark, quotes only where needed. */
export function* writePb(document: PbDocument): Generator<string> {
  yield "META\nkey;value\n";
  for (const entry of document.meta) yield `${rowText(entry)}\n`;
  yield `PROJECTS\n${rowText(document.projectColumns)}\n`;
  for (const project of document.projects) yield `${rowText(project)}\n`;
  yield `VOTES\n${rowText(document.voteColumns)}\n`;
  for (const vote of document.votes) yield `${rowText(vote)}\n`;
}
