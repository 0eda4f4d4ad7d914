import { existsSync } from "node:fs";
import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { type Command, Option } from "commander";
import { BadInput } from "./faults.ts";

export type ConnectionOptions = { readonly url: string; readonly data: string; readonly token?: string };
export type Role = "citizen" | "staff" | "partner" | "operator";

const PATIENCE_MS = 60_000;

/** Adds the options that every command has that talks to a platform. */
export function withConnection(command: Command): Command {
  return command
    .addOption(new Option("--url <url>", "the gateway").default("http://127.0.0.1:8080").env("TEILHABE_URL"))
    .option("--data <folder>", "the data folder of the platform, where its local issuer keeps its key", "./data")
    .addOption(new Option("--token <token>", "a bearer token; without it, one of the local issuer").env("TEILHABE_TOKEN"));
}

/** A client that acts in a role, by the token given or one of the local issuer. */
export async function connect(options: ConnectionOptions, as: Role, name: string): Promise<Client> {
  const token = options.token ?? (await localToken(options.data, as, name));
  return teilhabeClient({ url: checkedUrl(options.url), token, patienceMs: PATIENCE_MS });
}

async function localToken(data: string, as: Role, name: string): Promise<string> {
  if (!existsSync(data)) throw new BadInput(`--data ${data}: there is no such folder; name the platform's data folder, or give --token`);
  return mintToken(data, { as, name, ttlSeconds: 3_600 });
}

export function checkedUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new BadInput(`--url ${url}: give http://… or https://…`);
  return url.replace(/\/$/, "");
}
