import { type KeyObject, sign } from "node:crypto";
import { Worker } from "node:worker_threads";
import { fromHex } from "@teilhabe/proofs/bytes";
import { ed25519PrivateKey } from "@teilhabe/proofs/ed25519";
import type { FromThread, ToThread } from "./signing-thread.ts";

/** So few are signed at once where they are: the way to the thread and back takes longer. */
export const SIGNED_HERE_MAX = 4;
/** So many go to the thread and come back together: the first ones are answered while the others are signed. */
const SENT_TOGETHER_MAX = 12;
/** Private keys in memory, one for each box that signs; the one made first goes first. */
const KEYS_MAX = 1_000;

/** @property seed 64 lower-case hex digits */
export type ToSign = { readonly seed: string; readonly text: string };

/** Ed25519 signatures (RFC 8032) as 128 lower-case hex digits. */
export type Signing = {
  sign(item: ToSign): Promise<string>;
  /** Ends the thread; what comes afterwards is signed without it. */
  close(): Promise<void>;
};

/**
 * Signs what comes in one turn of the event loop together, on a thread of its own if it is much: a signature takes as long as all the rest of a vote, and
 * handing each one to Node's pool holds up the loop, too.
 */
export function signing(): Signing {
  let thread: Thread | undefined;
  let closed = false;
  let waiting: Waiting[] = [];

  function signAll(): void {
    const all = waiting;
    waiting = [];
    if (closed || all.length <= SIGNED_HERE_MAX) {
      const signatures = all.map(({ item }) => signHere(item));
      settle(all, signatures);
      return;
    }
    for (let at = 0; at < all.length; at += SENT_TOGETHER_MAX) void signElsewhere(all.slice(at, at + SENT_TOGETHER_MAX));
  }

  async function signElsewhere(some: readonly Waiting[]): Promise<void> {
    thread ??= startThread(() => {
      thread = undefined;
    });
    const items = some.map(({ item }) => item);
    settle(some, await thread.sign(items).catch(() => items.map(signHere))); // whatever became of the thread, these votes are in the box
  }

  return {
    sign(item) {
      const { promise, resolve } = Promise.withResolvers<string>();
      if (waiting.push({ item, resolve }) === 1) setImmediate(signAll);
      return promise;
    },
    async close() {
      closed = true;
      await thread?.stop();
    },
  };
}

type Waiting = { readonly item: ToSign; readonly resolve: (signature: string) => void };

function settle(some: readonly Waiting[], signatures: readonly string[]): void {
  some.forEach(({ resolve }, index) => {
    resolve(signatures[index] ?? "");
  });
}

type Thread = { sign(items: readonly ToSign[]): Promise<readonly string[]>; stop(): Promise<void> };

function startThread(ended: () => void): Thread {
  const worker = new Worker(new URL("./signing-thread.ts", import.meta.url));
  worker.unref();
  const waiting: PromiseWithResolvers<readonly string[]>[] = [];
  const end = (error: Error) => {
    ended();
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on("message", (signatures: FromThread) => waiting.shift()?.resolve(signatures)); // in the order in which they were sent
  worker.once("error", end).once("exit", (code) => end(new Error(`the signing thread ended with code ${code}`)));
  return {
    sign(items) {
      const answer = Promise.withResolvers<readonly string[]>();
      waiting.push(answer);
      const message: ToThread = items;
      worker.postMessage(message);
      return answer.promise;
    },
    stop: async () => void (await worker.terminate()),
  };
}

const keys = new Map<string, KeyObject>();

export function signHere({ seed, text }: ToSign): string {
  return sign(null, Buffer.from(text), keyOf(seed)).toString("hex");
}

function keyOf(seed: string): KeyObject {
  const known = keys.get(seed);
  if (known !== undefined) return known;
  const oldest = keys.size >= KEYS_MAX ? keys.keys().next().value : undefined;
  if (oldest !== undefined) keys.delete(oldest);
  const key = ed25519PrivateKey(fromHex(seed));
  keys.set(seed, key);
  return key;
}
