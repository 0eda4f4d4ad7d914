import { type ExecFileException, execFile } from "node:child_process";

const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
const SHOWN_LINES = 20;

/** A command that could not be started, failed, or took too long; the message ends with the last lines of its output. */
export class CommandError extends Error {}

export type CommandOptions = { cwd?: string; env?: Readonly<Record<string, string>>; timeoutMs: number; signal?: AbortSignal | undefined };

/** Runs a command to its end and answers what it printed, stdout before stderr. Throws a CommandError. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  const settings = { cwd: options.cwd, env: { ...process.env, ...options.env }, timeout: options.timeoutMs, maxBuffer: MAX_OUTPUT_BYTES };
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...settings, signal: options.signal }, (error, stdout, stderr) => {
      const output = `${stdout}\n${stderr}`.trim();
      if (error === null) return resolve(output);
      reject(new CommandError(`"${command} ${args.join(" ")}" ${whatHappened(error, options.timeoutMs)}\n${lastLines(output, SHOWN_LINES)}`.trim()));
    });
  });
}

function whatHappened(error: ExecFileException, timeoutMs: number): string {
  if (error.code === "ENOENT") return "could not be started: there is no such command.";
  if (error.name === "AbortError") return "was stopped.";
  if (error.killed === true) return `was ended after ${timeoutMs / 1000} s, its limit.`;
  return `failed with ${error.code ?? error.signal}.`;
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
