import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contract } from "@teilhabe/contracts/contract";
import { operatorsContract } from "@teilhabe/contracts/operators/contract";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { type LocalToken, mintToken } from "@teilhabe/platform/http/local-issuer";
import type { AnyModule } from "@teilhabe/platform/start-modules";
import { type Started, type StartOptions, started } from "@teilhabe/platform/testing/started";
import { gatewayTo } from "../module.ts";
import { type Saying, thingsContract, thingsModule } from "./things.ts";

export type Opened = {
  readonly url: string;
  readonly port: number;
  readonly platform: Started;
  readonly saying: Saying;
  token(as?: LocalToken["as"], name?: string, more?: Partial<LocalToken>): string;
  /** Fetches a path; `as` sends a token of this role. */
  get(path: string, init?: RequestInit & { readonly as?: LocalToken["as"] | undefined }): Promise<Response>;
  stop(): Promise<void>;
};

/** The gateway on a free port, before made-up things and whatever else is named. */
export async function opened(others: readonly AnyModule[], options: StartOptions = {}): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-gateway-"));
  const saying: Saying = { count: 0, oldest: 0, padding: "", announce: () => undefined, asked: 0 };
  const contracts: readonly Contract[] = [thingsContract, peopleContract, operatorsContract];
  let port = 0;
  const listening = (address: { readonly port: number }) => {
    port = address.port;
  };
  const settings = { DATABASE_URL: `sqlite:${folder}`, ...options.settings };
  const platform = await started([thingsModule(saying), ...others, gatewayTo({ contracts, listening })], { realTime: true, ...options, settings });
  const url = `http://127.0.0.1:${port}`;
  const token = (as: LocalToken["as"] = "citizen", name = "Anna", more: Partial<LocalToken> = {}) => mintToken(folder, { as, name, ...more });
  return {
    url,
    port,
    platform,
    saying,
    token,
    get(path, { as, ...init } = {}) {
      const headers = new Headers(init.headers);
      if (as !== undefined) headers.set("authorization", `Bearer ${token(as)}`);
      return fetch(url + path, { ...init, headers });
    },
    stop: platform.stop,
  };
}
