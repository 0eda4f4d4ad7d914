import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { readCheckpoint, resumeLog } from "@teilhabe/contracts/ballot-box/log-operations";
import { readSecurity } from "@teilhabe/contracts/voting/publication-operations";
import { backupFolder, restoreFolder } from "@teilhabe/platform/store/backup-folder";
import { operator } from "@teilhabe/platform/testing/askers";
import { started } from "@teilhabe/platform/testing/started";
import { voting } from "./module.ts";
import { openedBallot, vote } from "./testing.ts";

test("that the box was restored from a backup is told with the ballot, from the box's public log", async () => {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-restored-"));
  const running = (data: string) => started([voting, ballotBox], { settings: { DATABASE_URL: `sqlite:${join(folder, data)}` } });
  const before = await running("data");
  const ballot = await openedBallot(before);
  await vote(before, ballot, "anna", { options: ["park"] });
  await before.advance(2_000);
  const { text: note } = await before.done(readCheckpoint, { ballot });
  expect((await before.done(readSecurity, { ballot })).incidents).toEqual([]);
  await backupFolder(join(folder, "data"), join(folder, "backup"));
  await before.stop();
  await restoreFolder(join(folder, "backup"), join(folder, "restored"));

  const after = await running("restored");
  await after.done(resumeLog, { ballot, note }, operator());
  const { incidents } = await after.done(readSecurity, { ballot });
  expect(incidents).toEqual([{ at: expect.any(String), incident: "restored-from-backup", text: expect.stringMatching(/\S/) }]);
  await after.stop();
  rmSync(folder, { recursive: true, force: true });
});
