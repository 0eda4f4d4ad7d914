import { parseArgs } from "node:util";
import { messageOf } from "./errors.ts";
import { SERVER_KINDS, type ServerKind } from "./server-kind.ts";

export type Options = {
  mode: "stay" | "fetch" | "run" | "help";
  kinds: readonly ServerKind[];
  nodes: 1 | 3;
  /** Undefined: a temporary folder, removed at the end. */
  data: string | undefined;
  /** Of mode `run`: the program and its arguments. */
  command: readonly string[];
};

/** Wrong use of the command; the message is for the person who typed it. */
export class UsageError extends Error {}

export const USAGE = `Starts real NATS, MongoDB and Kafka as plain processes on 127.0.0.1.

node infra/servers/main.ts [options]                 start, print the URLs as a line of JSON, stay until SIGTERM or Ctrl-C
node infra/servers/main.ts [options] --run -- CMD …  start, run CMD with NATS_URL, MONGODB_URL and KAFKA_URL, stop; its exit code is ours
node infra/servers/main.ts [options] --fetch         only fetch what is missing

  --only nats,mongo,kafka  those servers only (default: all)
  --nodes 1|3              members of the MongoDB replica set (default: 1)
  --data DIR               keep data and logs in DIR (default: a temporary folder, removed at the end)
`;

/** Reads the command line (without node and script). Throws a UsageError. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  if (values.help === true) return { mode: "help", kinds: [], nodes: 1, data: undefined, command: [] };
  if (values.run === true && values.fetch === true) throw new UsageError("--run and --fetch exclude each other.");
  if (values.run === true && positionals.length === 0) throw new UsageError("--run needs a command after --, as in: --run -- npm test");
  if (values.run !== true && positionals.length > 0)
    throw new UsageError(`Unexpected: ${positionals.join(" ")}. A command needs --run before its --.`);
  if (values.data === "") throw new UsageError("--data needs the name of a folder.");
  return {
    mode: values.run === true ? "run" : values.fetch === true ? "fetch" : "stay",
    kinds: values.only === undefined ? SERVER_KINDS : values.only.split(",").map(kindNamed),
    nodes: nodesOf(values.nodes ?? "1"),
    data: values.data,
    command: positionals,
  };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = { only: text, nodes: text, data: text, fetch: flag, run: flag, help: flag };
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

function kindNamed(word: string): ServerKind {
  const kind = SERVER_KINDS.find((one) => one === (word === "mongo" ? "mongodb" : word));
  if (kind === undefined) throw new UsageError(`--only takes nats, mongo and kafka, with commas between; ${JSON.stringify(word)} is none of them.`);
  return kind;
}

function nodesOf(word: string): 1 | 3 {
  if (word === "1") return 1;
  if (word === "3") return 3;
  throw new UsageError(`--nodes is 1 or 3, not ${JSON.stringify(word)}.`);
}
