import type { ServerResponse } from "node:http";
import type { World } from "@teilhabe/platform/clock";
import { commonHeaders, type Exchange } from "../api/exchange.ts";
import { repeating } from "./paced.ts";

const HEARTBEAT_MS = 15_000;
/** What a client does not take is kept up to here; then its connection ends, and it comes again where it was. */
const UNSENT_BYTES_MAX = 256 * 1024;
/** A browser waits so long before it connects again. */
const RETRY_MS = 2_000;
/** What was sent before the end gets so long to arrive. */
const ENDING_MS = 5_000;
/** Timers take no longer time than this. */
const TIMER_MS_MAX = 86_400_000;

export const STREAM_HEADERS = ["content-type", "text/event-stream", "cache-control", "no-store, no-transform", "x-accel-buffering", "no"];

/** One client of a live stream (server-sent events, HTML standard, section 9.2). */
export interface Connection {
  /** Sends whole frames. Ends the connection instead when too much is unsent. */
  send(frames: string): void;
  /** Done when the client has taken what was sent, or has gone. */
  taken(): Promise<void>;
  end(): void;
  isOpen(): boolean;
  /** Called once, whoever ended it. */
  onEnd(call: () => void): void;
}

/** Opens the stream; it ends when the token expires. The response must not be closed yet. */
export function openConnection({ response, ...exchange }: Exchange, world: World, expiresAtMs: number | undefined): Connection {
  response.writeHead(200, [...commonHeaders({ response, ...exchange }), ...STREAM_HEADERS]);
  response.write(`retry: ${RETRY_MS}\n\n`);
  let open = true;
  const endings: (() => void)[] = [];
  const end = () => {
    response.end();
    endings.push(world.after(ENDING_MS, () => response.destroy()));
  };
  const send = (frames: string) => {
    if (!open || response.writableEnded) return;
    response.write(frames);
    if (response.writableLength > UNSENT_BYTES_MAX) response.destroy();
  };
  endings.push(beating(response, world, send));
  if (expiresAtMs !== undefined) endings.push(atTime(world, expiresAtMs, end));
  response.once("close", () => {
    open = false;
    for (const call of endings) call();
  });
  return {
    send,
    taken: () => (open && response.writableNeedDrain ? drained(response) : Promise.resolve()),
    end,
    isOpen: () => open,
    onEnd: (call) => void endings.push(call),
  };
}

/** A client that has taken nothing between two heartbeats is not there, or does not read. */
function beating(response: ServerResponse, world: World, send: (frames: string) => void): () => void {
  let unsentBytes = 0;
  return repeating(world, HEARTBEAT_MS, () => {
    if (unsentBytes > 0 && response.writableLength >= unsentBytes) response.destroy();
    send(":\n\n");
    unsentBytes = response.writableLength;
  });
}

function atTime(world: World, atMs: number, call: () => void): () => void {
  let cancel = () => {};
  const wait = () => {
    const leftMs = atMs - world.nowMs();
    cancel = leftMs <= 0 ? world.after(0, call) : world.after(Math.min(leftMs, TIMER_MS_MAX), wait);
  };
  wait();
  return () => cancel();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}
