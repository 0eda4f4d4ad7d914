import type { FetchOptions } from "./fetch-server.ts";

/** What every server's start takes; `log` hears progress and servers that end by themselves. */
export type StartOptions = FetchOptions & {
  /** Data, configuration, log and ports; made when it is missing, kept after the end. One server for each folder. */
  folder: string;
};
