import { join } from "node:path";
import { recountOf } from "@teilhabe/cli/verify/recount";
import { NotVerified } from "@teilhabe/proofs/folder/problem";
import { verifyBallot } from "@teilhabe/proofs/folder/verify";
import { folderInMemory } from "./folder-in-memory.ts";
import type { Tampered } from "./manipulations/kind.ts";
import { type ManyVerifications, pythonForTests, verifyManyWithPython } from "./python.ts";
import { type Scratch, scratchFolder } from "./stored.ts";

export type Verifiers = {
  readonly second: ManyVerifications | undefined;
  readonly scratch: Scratch;
  /** Said in the names of tests where the second verifier cannot run. */
  readonly note: string;
  stop(): void;
};

export async function verifiers(): Promise<Verifiers> {
  const { python, note } = await pythonForTests();
  const second = python === undefined ? undefined : verifyManyWithPython(python);
  const scratch = scratchFolder();
  return {
    second,
    scratch,
    note,
    stop() {
      second?.stop();
      scratch.remove();
    },
  };
}

/** @returns what the first and the second verifier find: a reason, or `nothing`; undefined: there is no second one here */
export async function foundBy({ second, scratch }: Verifiers, tampered: Tampered): Promise<readonly [string, string | undefined]> {
  return [await foundByFirst(tampered), second === undefined ? undefined : await foundBySecond(second, scratch, tampered)];
}

async function foundByFirst({ files, receipts = [], expectedDefinition }: Tampered): Promise<string> {
  const request = { folder: folderInMemory(files), recount: recountOf, receipts, report: () => undefined };
  try {
    await verifyBallot({ ...request, ...(expectedDefinition !== undefined && { expectedDefinition }) });
    return "nothing";
  } catch (error) {
    if (error instanceof NotVerified) return error.reason;
    throw error;
  }
}

async function foundBySecond(second: ManyVerifications, scratch: Scratch, { files, receipts = [], expectedDefinition }: Tampered): Promise<string> {
  const args = [scratch.store(files)];
  for (const { name, bytes } of receipts) args.push("--receipt", join(scratch.store(new Map([[name, bytes]])), name));
  if (expectedDefinition !== undefined) args.push("--definition", expectedDefinition);
  const { exitCode, stdout, stderr } = await second.verify(args);
  if (exitCode === 0) return "nothing";
  return /^NOT VERIFIED: ([a-z-]+) in /m.exec(stdout)?.[1] ?? `exit ${exitCode}: ${stdout}${stderr}`;
}
