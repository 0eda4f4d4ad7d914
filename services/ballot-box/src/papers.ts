import type { addPapers } from "@teilhabe/contracts/ballot-box/service-operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Handler, ModuleContext } from "@teilhabe/platform/module";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import { checkChoice, type Fault } from "./domain/check-choice.ts";
import { batchRecord, paperKey } from "./domain/records.ts";
import type { NewEntry } from "./log/grow.ts";
import { type Logging, logTask } from "./log/log-tasks.ts";
import type { OpenBox } from "./open-boxes.ts";
import type { BoxPorts } from "./ports.ts";
import { logHalted } from "./restored.ts";

const FAULTS_SHOWN_MAX = 20;

type Batch = InputOf<typeof addPapers>;

/** Logs a batch of papers: its own entry and all its papers in one step, until the box is sealed. Papers may name an option that was withdrawn after they were filled in. */
export function addingPapers({ ports: { log }, decide, world }: ModuleContext<BoxPorts>, { boxes, sequencer }: Logging): Handler<typeof addPapers> {
  const note = decide(async (_desk, ballot: string) => ({ tasks: [logTask(ballot, world.nowMs())], answer: undefined }));
  return async (input, asked) => {
    const { ballot, batch, papers } = input;
    const box = await boxes.find(ballot, asked.atMs);
    if (box === undefined) return refuse("ballot-not-open", "There is no open ballot under this id.");
    if (box.halted) return logHalted();
    const refused = invalid(box, input);
    if (refused !== undefined) return refused;
    const leaf = batchRecord(ballot, input);
    let known: string | undefined;
    const head = await sequencer.append(ballot, async ({ final }) => {
      known = (await log.recordNamed(ballot, batch))?.leaf;
      return final || known !== undefined ? [] : [{ record: leaf, name: batch }, ...entriesOf(input)];
    });
    if (known !== undefined && known !== canonicalText(leaf)) return refuse("another-batch", "Another batch was logged under this id.");
    if (known === undefined && head.final) return refuse("ballot-closed", "This ballot is closed; the papers were not taken.");
    await note(ballot, asked);
    return { ballot, batch, papers: papers.length };
  };
}

function entriesOf({ ballot, batch, papers }: Batch): NewEntry[] {
  return papers.map(({ choice, nonce }, n) => ({ paper: { ballot, key: paperKey(batch, n + 1), seq: 1, choice: canonicalText(choice), nonce } }));
}

function invalid({ rules }: OpenBox, { papers }: Batch): Refusal | undefined {
  const faults = papers.flatMap(({ choice }, n) =>
    checkChoice(rules, [], choice).map(({ pointer, message }): Fault => ({ pointer: `/papers/${n}${pointer}`, message })),
  );
  if (faults.length === 0) return undefined;
  return refuse("choice-invalid", `A paper of this batch is not valid: ${faults[0]?.message}.`, { errors: faults.slice(0, FAULTS_SHOWN_MAX) });
}
