import type { InputOf, OutputOf } from "@teilhabe/contracts/operation";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { clearRoll as ClearRoll, importRoll as ImportRoll, readRoll as ReadRoll } from "@teilhabe/contracts/voting/roll-operations";
import type { Handler } from "@teilhabe/platform/module";
import type { Asked } from "@teilhabe/platform/rule";
import { ballotToRun } from "../domain/ballot.ts";
import { admissionKind, ballotKind, rollKind } from "../domain/documents.ts";
import { clearRoll, importRoll, type NewEntry, rollToImport } from "../domain/import-roll.ts";
import { rollIdOf } from "../keys.ts";
import type { Context } from "../later/on-ballot.ts";
import type { IdentifiedBy } from "../roll/identification.ts";
import { type LineFault, type RollLine, readRollCsv } from "../roll/roll-csv.ts";

/** Entries in one commit; a page of the roll may take several. */
const CHUNK = 1_000;

type Imported = OutputOf<typeof ImportRoll>;

export function rollHandlers(context: Context) {
  const { decide, store, ports: queries } = context;
  const read: Handler<typeof ReadRoll> = async ({ ballot: id }, asked) => {
    const ballot = ballotToRun({ ballot: await store.load(ballotKind, id) }, asked);
    if (isRefusal(ballot)) return ballot;
    const sizes = await queries.rollSizes(`${id}:${ballot.state.rollGeneration}`);
    const districts = sizes.flatMap(({ district, size }) => (district === null ? [] : [{ district, size }]));
    return { size: sizes.reduce((sum, { size }) => sum + size, 0), districts };
  };
  return {
    importRoll: importing(context),
    readRoll: read,
    clearRoll: decide(async (desk, { ballot: id }: InputOf<typeof ClearRoll>, asked) =>
      clearRoll({ ballot: await desk.load(ballotKind, id) }, id, asked),
    ),
  };
}

/** In several commits, for a page may be longer than one: whoever is on the roll already stays once, so that a page cut off can be sent again. */
function importing({ decide, store }: Context): Handler<typeof ImportRoll> {
  const importChunk = decide(async (desk, { ballot: id, lines }: { ballot: string; lines: readonly RollLine[] }, asked) => {
    const state = { ballot: await desk.load(ballotKind, id), admission: await desk.load(admissionKind, id) };
    const allowed = rollToImport(state, asked);
    if (isRefusal(allowed)) return allowed;
    const roll = `${id}:${allowed.ballot.state.rollGeneration}`;
    const entries: NewEntry[] = lines.map(({ identification, ...more }) => ({ id: rollIdOf(allowed.keys, roll, identification), ...more }));
    const known = await desk.loadMany(
      rollKind,
      entries.map((entry) => entry.id),
    );
    return importRoll(allowed.ballot, entries, known);
  });

  return async ({ ballot: id, csv }, asked) => {
    const state = { ballot: await store.load(ballotKind, id), admission: await store.load(admissionKind, id) };
    const allowed = rollToImport(state, asked);
    if (isRefusal(allowed)) return allowed;
    const page = readRollCsv(csv, allowed.ballot.state.draft.eligibility.roll as IdentifiedBy);
    if ("faults" in page) return damaged(page.faults);
    return inChunks(page.lines, asked, (lines, by) => importChunk({ ballot: id, lines }, by));
  };
}

async function inChunks(
  lines: readonly RollLine[],
  asked: Asked,
  importChunk: (lines: readonly RollLine[], by: Asked) => Promise<Refusal | Imported>,
): Promise<Refusal | Imported> {
  // The whole page is one act of one officer: only the first commit records it. Idempotent by itself, it needs no stored answer.
  const { idempotency: _key, ...first } = asked;
  const { operation: _operation, ...others } = first;
  let sum: Imported = { added: 0, known: 0 };
  for (let start = 0; start === 0 || start < lines.length; start += CHUNK) {
    const part = await importChunk(lines.slice(start, start + CHUNK), start === 0 ? first : others);
    if (isRefusal(part)) return part;
    sum = { added: sum.added + part.added, known: sum.known + part.known };
  }
  return sum;
}

function damaged(faults: readonly LineFault[]): Refusal {
  const errors = faults.map(({ line, message }) => ({ pointer: "/csv", message: `line ${line}: ${message}` }));
  return refuse("roll-damaged", `The page of the roll is damaged, nothing of it was taken: ${errors[0]?.message}.`, { errors });
}
