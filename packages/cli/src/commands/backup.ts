import { BackupRefused, backupFolder, restoreFolder } from "@teilhabe/platform/store/backup-folder";
import { FolderInUse } from "@teilhabe/platform/store/lock-folder";
import { Command } from "commander";
import { BadInput } from "../faults.ts";

const data = ["--data <folder>", "the data folder of the platform", "./data"] as const;

/** `teilhabe backup DIR`: the embedded default's data, also while it runs. */
export function backupCommand(): Command {
  return new Command("backup")
    .description("Copies the data of the embedded default to a new folder, consistent, also while the platform runs.")
    .argument("<folder>", "must not exist, or be empty")
    .option(...data)
    .action(async (target: string, options: { data: string }) => {
      const { files, bytes } = await refusing(() => backupFolder(options.data, target));
      process.stdout.write(`${files} files, ${bytes} bytes in ${target}\n`);
    });
}

/** `teilhabe restore DIR`: puts a backup in place; the platform must not be running. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("Puts a backup in place. Partners' cursors of before answer 410 from then on.")
    .argument("<folder>", "the backup")
    .option(...data)
    .action(async (source: string, options: { data: string }) => {
      const { files, bytes } = await refusing(() => restoreFolder(source, options.data));
      process.stdout.write(`${files} files, ${bytes} bytes restored to ${options.data}\n`);
    });
}

async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BackupRefused || error instanceof FolderInUse) throw new BadInput(error.message);
    throw error;
  }
}
