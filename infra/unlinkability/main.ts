/**
 * Attacks the secrecy of finished secret ballots with everything that is left of them: `node infra/unlinkability/main.ts [--elections 30] [--voters 19] [--shuffled]`. Prints
 * one JSON object; exit code 1 when something links persons to votes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { indexed } from "./artefacts.ts";
import { attack } from "./attack.ts";
import { secretElections } from "./secret-elections.ts";
import { shuffled } from "./shuffled.ts";

const { values } = parseArgs({
  options: {
    elections: { type: "string", default: "30" },
    voters: { type: "string", default: "19" },
    shuffled: { type: "boolean", default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), "teilhabe-unlinkability-"));
try {
  const plan = { folder, elections: Number(values.elections), voters: Number(values.voters) };
  const { elections, artefacts } = await secretElections({ ...plan, ...(values.shuffled && { shuffle: shuffled }) });
  const parties = elections.flatMap(({ persons, votes }) => [...persons, ...votes]);
  const verdict = attack(elections, indexed(artefacts, parties));
  const bytes = artefacts.map(({ name, bytes: all }) => [name, all.length] as const);
  process.stdout.write(`${JSON.stringify({ ...plan, artefacts: Object.fromEntries(bytes), ...verdict, findings: verdict.findings.slice(0, 20) })}\n`);
  if (verdict.findings.length + verdict.together.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
