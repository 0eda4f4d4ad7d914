import { Command, CommanderError } from "commander";
import { printFault, WRONG_USE } from "./faults.ts";

/** Commands are loaded when they are used, so that each starts quickly. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./commands/start.ts")).startCommand(),
  replay: async () => (await import("./commands/replay.ts")).replayCommand(),
  "rotate-issuer-key": async () => (await import("./commands/rotate-issuer-key.ts")).rotateIssuerKeyCommand(),
  token: async () => (await import("./commands/token.ts")).tokenCommand(),
  count: async () => (await import("./commands/count.ts")).countCommand(),
  verify: async () => (await import("./commands/verify.ts")).verifyCommand(),
  export: async () => (await import("./commands/export.ts")).exportCommand(),
  backup: async () => (await import("./commands/backup.ts")).backupCommand(),
  restore: async () => (await import("./commands/backup.ts")).restoreCommand(),
  import: async () => (await import("./commands/import-capacity.ts")).importCommand(),
  "dead-letters": async () => (await import("./commands/dead-letters.ts")).deadLettersCommand(),
};

async function program(): Promise<Command> {
  const all = new Command("teilhabe").description("The open platform for digital participation in cities.").version("0.1.0");
  all.addHelpText("after", "\nExit codes: 0 done, 1 the answer is no, 2 wrong use or bad input.");
  const wanted = process.argv[2];
  const names = wanted !== undefined && wanted in commands ? [wanted] : Object.keys(commands);
  for (const name of names) {
    const load = commands[name];
    if (load !== undefined) all.addCommand(await load());
  }
  return all.exitOverride();
}

try {
  const all = await program();
  for (const command of all.commands) exitByThrowing(command);
  await all.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
  else process.exitCode = printFault(error);
}

function exitByThrowing(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) exitByThrowing(inner);
}
