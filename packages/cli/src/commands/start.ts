import { settingsHelp } from "@teilhabe/platform/config";
import { Command } from "commander";

/** `teilhabe start`: everything in one process. */
export function startCommand(): Command {
  return new Command("start")
    .description("Starts the whole platform in one process, on the embedded default unless the environment says otherwise.")
    .addHelpText("after", () => `\nSettings, from the environment (a secret X also from the file named by X_FILE):\n${settingsTable()}`)
    .action(async () => {
      const [{ run }, { standaloneModules }] = await Promise.all([import("@teilhabe/platform/run"), import("@teilhabe/standalone/modules")]);
      const { settings } = await run(standaloneModules);
      process.stdout.write(`Teilhabe is ready: ${settings.publicUrl}/docs (Ctrl+C stops it)\n`);
    });
}

function settingsTable(): string {
  return settingsHelp()
    .map(({ name, fallback, meaning }) => `  ${name.padEnd(32)} ${meaning}${fallback === "" ? "" : ` Default: ${fallback}.`}`)
    .join("\n");
}
