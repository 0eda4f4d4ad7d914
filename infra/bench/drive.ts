import { Client } from "undici";
import { round } from "./figure.ts";

export type Driven = {
  readonly perSecond: number;
  readonly msP50: number;
  readonly msP99: number;
  readonly msMax: number;
  readonly answered: number;
  /** Answers by status; 0 stands for a broken connection. */
  readonly statuses: Readonly<Record<string, number>>;
};

export type ToSend = {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
};

export type Drive = {
  readonly url: string;
  readonly connections: number;
  /** Made just before it is sent; undefined ends the run. */
  readonly next: (n: number) => ToSend | undefined;
  /** Reads each answer; costs time of the same cores. */
  readonly read?: (status: number, body: string, n: number) => void;
  /** No more than so many requests a second; as fast as it goes unless given. */
  readonly perSecondMax?: number;
};

/** Keeps one request in flight on each of the connections, over keep-alive HTTP/1.1, until `next` gives nothing more. */
export async function drive({ url, connections, next, read, perSecondMax }: Drive): Promise<Driven> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  let sent = 0;
  const began = performance.now();
  const one = async (client: Client): Promise<void> => {
    for (;;) {
      const n = sent++;
      const request = next(n);
      if (request === undefined) return;
      if (perSecondMax !== undefined) await until(began + (n / perSecondMax) * 1_000);
      const start = performance.now();
      const status = await send(client, request, (code, body) => read?.(code, body, n), read !== undefined);
      latencies.push(performance.now() - start);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  const clients = Array.from({ length: connections }, () => new Client(url, { pipelining: 1 }));
  await Promise.all(clients.map(one));
  const seconds = (performance.now() - began) / 1_000;
  await Promise.all(clients.map((client) => client.close()));
  return { ...percentiles(latencies), perSecond: round(latencies.length / seconds), answered: latencies.length, statuses };
}

async function send(client: Client, request: ToSend, read: (status: number, body: string) => void, reads: boolean): Promise<number> {
  try {
    const { method, path, headers, body } = request;
    const response = await client.request({ method, path, headers: headers ?? {}, body: body ?? null });
    if (reads) read(response.statusCode, await response.body.text());
    else await response.body.dump();
    return response.statusCode;
  } catch {
    return 0;
  }
}

async function until(atMs: number): Promise<void> {
  const wait = atMs - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}

export function percentiles(latencies: readonly number[]): { msP50: number; msP99: number; msMax: number } {
  const sorted = Float64Array.from(latencies).sort();
  const at = (part: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { msP50: at(0.5), msP99: at(0.99), msMax: at(1) };
}
