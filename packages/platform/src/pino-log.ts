import { pino } from "pino";
import type { Log } from "./log.ts";
import { type LogLines, logLines } from "./log-lines.ts";

const STDERR = 2;
let stderr: LogLines | undefined;

/** One JSON line for each entry on stderr; readable lines on a terminal. */
export function pinoLog(level: string, name: string): Log {
  const readable = process.stderr.isTTY === true;
  const logger = readable
    ? pino({ level, base: { module: name }, transport: { target: "pino-pretty", options: { destination: 2, ignore: "pid,hostname" } } })
    : pino({ level, base: { module: name }, timestamp: pino.stdTimeFunctions.isoTime }, linesToStderr());
  const write =
    (at: "debug" | "info" | "warn" | "error") =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}) =>
      logger[at]("error" in facts ? { ...facts, error: described(facts["error"]) } : facts, message);
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

function linesToStderr(): LogLines {
  stderr ??= logLines(STDERR);
  return stderr;
}

/** A thrown thing with its causes; no other fields, because they may hold what a person typed. */
function described(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined || depth > 4 ? {} : { cause: described(error.cause, depth + 1) };
  return { name: error.name, message: error.message, stack: error.stack, ...cause };
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
