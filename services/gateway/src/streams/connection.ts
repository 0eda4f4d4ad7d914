import type { World } from "@teilhabe/platform/clock";
import { commonHeaders, type Exchange } from "../api/exchange.ts";
import { repeating } from "./paced.ts";

const HEARTBEAT_MS = 15_000;
/** What a client does not take is kept up to here; then its connection ends, and it comes again where it was. */
const UNSENT_BYTES_MAX = 256 * 1024;
/** A browser waits so long before it connects again. */
const RETRY_MS = 2_000;
/** Timers take no longer time than this. */
const TIMER_MS_MAX = 86_400_000;

export const STREAM_HEADERS = ["content-type", "text/event-stream", "cache-control", "no-store, no-transform", "x-accel-buffering", "no"];

/** One client of a live stream (server-sent events, HTML standard, section 9.2). */
export interface Connection {
  /** Sends whole frames. Ends the connection instead when too much is unsent. */
  send(frames: string): void;
  end(): void;
  isOpen(): boolean;
  /** Called once, whoever ended it. */
  onEnd(call: () => void): void;
}

/** Opens the stream; it ends when the token expires. */
export function openConnection(exchange: Exchange, world: World, expiresAtMs: number | undefined): Connection {
  const { response } = exchange;
  response.writeHead(200, [...commonHeaders(exchange), ...STREAM_HEADERS]);
  response.write(`retry: ${RETRY_MS}\n\n`);
  let open = true;
  const end = () => response.end();
  const stopBeating = repeating(world, HEARTBEAT_MS, () => send(":\n\n"));
  const stopWaiting = expiresAtMs === undefined ? () => undefined : atTime(world, expiresAtMs, end);
  const endings: (() => void)[] = [
    stopBeating,
    stopWaiting,
    () => {
      open = false;
    },
  ];
  response.once("close", () => {
    for (const call of endings) call();
  });
  function send(frames: string): void {
    if (!open || response.writableEnded) return;
    response.write(frames);
    if (response.writableLength > UNSENT_BYTES_MAX) response.destroy();
  }
  return { send, end, isOpen: () => open, onEnd: (call) => void endings.push(call) };
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
