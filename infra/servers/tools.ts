import { CommandError, runCommand } from "./commands.ts";

const ASKING_LIMIT_MS = 20_000;

type Tool = { command: string; args: readonly string[]; version: RegExp; least: number; wanted: string };

const TOOLS = {
  go: { command: "go", args: ["version"], version: /go1\.(\d+)/, least: 21, wanted: "Go 1.21 or newer (command `go`), which builds the NATS server" },
  python: {
    command: "python3",
    args: ["-m", "pip", "--version"],
    version: /pip (\d+)/,
    least: 20,
    wanted: "Python 3 with pip 20 or newer (command `python3 -m pip`), which downloads MongoDB",
  },
  maven: { command: "mvn", args: ["-v"], version: /Apache Maven (\d+)/, least: 3, wanted: "Maven 3 or newer (command `mvn`), which downloads Kafka" },
  java: { command: "java", args: ["-version"], version: /version "(\d+)/, least: 17, wanted: "Java 17 or newer (command `java`), which runs Kafka" },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

/** Throws one error that names every tool that is missing or too old. */
export async function requireTools(names: readonly ToolName[]): Promise<void> {
  const complaints = (await Promise.all([...new Set(names)].map((name) => complaintAbout(TOOLS[name])))).filter((text) => text !== undefined);
  if (complaints.length > 0) throw new Error(`Some tools are missing. Install them and try again:\n${complaints.join("\n")}`);
}

async function complaintAbout(tool: Tool): Promise<string | undefined> {
  const answer = await runCommand(tool.command, tool.args, { timeoutMs: ASKING_LIMIT_MS }).catch((error: CommandError) => error);
  if (answer instanceof CommandError) return `- ${tool.wanted}: ${answer.message}`;

  const found = tool.version.exec(answer)?.[1];
  if (found !== undefined && Number(found) >= tool.least) return;
  return `- ${tool.wanted}: "${tool.command} ${tool.args.join(" ")}" says ${JSON.stringify(answer.split("\n")[0])}`;
}
