import type { Decimal } from "../decimal.ts";
import { decimalOf } from "../decimal.ts";
import { OPTIONS_MAX, type Option } from "../election.ts";
import { FormatError } from "./format-error.ts";
import { amountIn, moneyOf } from "./pb-meta.ts";
import { columnsOf } from "./pb-sections.ts";

/** One project of a `.pb` file, with what the file says about its result. */
export type PbProject = {
  readonly id: string;
  readonly cost: Decimal;
  readonly name?: string;
  readonly group?: string;
  /** The published `score`, or `votes` where there is no score. */
  readonly published?: number;
  /** 0 not funded, 1 by the rule, 2 and 3 for another reason (see the file's comment). */
  readonly selected?: string;
};

/** Columns that name the group of which at most one project is funded (rule `greedy-exclusive`). */
const GROUP_COLUMNS = ["exclusive_group", "exclusion_group"];

/** Collects the rows of PROJECTS. @throws FormatError for a missing id or cost, and for an id that comes twice. */
export function projectReader(file: string): {
  header(cells: readonly string[], line: number): void;
  add(cells: readonly string[], line: number): void;
  projects: readonly PbProject[];
} {
  const projects: PbProject[] = [];
  const lines = new Map<string, number>();
  let columns: ReadonlyMap<string, number> = new Map();
  return {
    projects,
    header(cells, line) {
      columns = columnsOf(cells);
      for (const needed of ["project_id", "cost"]) {
        if (!columns.has(needed)) throw new FormatError(file, line, `PROJECTS has no column ${needed}; found ${cells.join(", ")}`);
      }
    },
    add(cells, line) {
      const project = projectIn(file, cells, columns, line);
      const before = lines.get(project.id);
      if (before !== undefined) throw new FormatError(file, line, `project ${project.id} is already in line ${before}`);
      if (projects.length === OPTIONS_MAX) throw new FormatError(file, line, `more than ${OPTIONS_MAX} projects`);
      lines.set(project.id, line);
      projects.push(project);
    },
  };
}

function projectIn(file: string, cells: readonly string[], columns: ReadonlyMap<string, number>, line: number): PbProject {
  const cell = (name: string) => cells[columns.get(name) ?? -1]?.trim() ?? "";
  const id = cell("project_id");
  if (id === "") throw new FormatError(file, line, "a project without project_id");
  if (id.includes(",")) throw new FormatError(file, line, `project_id \`${id}\` has a comma, which separates projects in a vote`);
  if (cell("cost") === "") throw new FormatError(file, line, `project ${id} has no cost`);
  const cost = amountIn(file, cell("cost"), line, `the cost of project ${id}`);
  const score = decimalOf(cell("score")) ?? decimalOf(cell("votes"));
  const group = GROUP_COLUMNS.map(cell).find((text) => text !== "");
  return {
    id,
    cost,
    ...(cell("name") !== "" && { name: cell("name") }),
    ...(group !== undefined && { group }),
    ...(score !== undefined && { published: Number(score.units) / 10 ** score.digits }),
    ...(cell("selected") !== "" && { selected: cell("selected") }),
  };
}

/** The project as what is voted on, its cost in units of `10^-decimals`. */
export function optionOf(project: PbProject, decimals: number): Option {
  const { id, name, group } = project;
  return { id, ...(name !== undefined && { name }), cost: moneyOf(project.cost, decimals), ...(group !== undefined && { group }) };
}
