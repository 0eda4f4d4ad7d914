import { describe, expect, test } from "@jest/globals";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import { silentLog } from "@teilhabe/platform/pino-log";
import { testWorld } from "@teilhabe/platform/testing/test-world";
import type { Connection } from "./connection.ts";
import { makeFeed } from "./feed.ts";
import type { Pages } from "./pages.ts";

const frame = (n: number) => ({ cursor: `c${n}`, text: `${n} ` });

/** A log that grows by hand, read two at a time. */
function log() {
  const state = { count: 0, reads: 0, down: false };
  const pages: Pages = {
    async read(after) {
      state.reads += 1;
      if (state.down) throw new NoAnswer("things.read", "timeout");
      const from = after === undefined ? 0 : Number(after.slice(1));
      const until = Math.min(state.count, from + 2);
      const frames = Array.from({ length: until - from }, (_, index) => frame(from + index + 1));
      return { frames, next: `c${until}`, full: frames.length === 2 };
    },
  };
  return { state, pages };
}

function connection() {
  const endings: (() => void)[] = [];
  let sent = "";
  let open = true;
  const end = () => {
    open = false;
    for (const call of endings.splice(0)) call();
  };
  const send = (text: string) => {
    sent += text;
  };
  const one: Connection = { send, taken: async () => undefined, end, isOpen: () => open, onEnd: (call) => void endings.push(call) };
  return { one, sent: () => sent, end };
}

function feed(after: string | undefined) {
  const world = testWorld();
  const { state, pages } = log();
  let stopped = 0;
  const made = makeFeed({
    pages,
    after,
    shared: true,
    world,
    log: silentLog,
    stopped() {
      stopped += 1;
    },
  });
  return { world, state, made, stopped: () => stopped };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a feed", () => {
  test("sends every member what comes", async () => {
    const { state, made } = feed("c0");
    const [anna, bert] = [connection(), connection()];
    expect([made.join(anna.one, "c0"), made.join(bert.one, "c0")]).toEqual([true, true]);
    state.count = 5;
    await made.catchUp();
    expect([anna.sent(), bert.sent()]).toEqual(["1 2 3 4 5 ", "1 2 3 4 5 "]);
  });

  test("gives who comes later what it missed, and knows when it does not know", async () => {
    const { state, made } = feed("c0");
    made.join(connection().one, "c0");
    state.count = 3;
    await made.catchUp();
    const late = connection();
    expect([made.join(late.one, "c1"), late.sent()]).toEqual([true, "2 3 "]);
    expect(made.join(connection().one, "c9")).toBe(false);
  });

  test("waits a little between two reads, and reads once more when it heard meanwhile", async () => {
    const { world, state, made } = feed("c0");
    const anna = connection();
    made.join(anna.one, "c0");
    for (let n = 1; n <= 10; n++) {
      state.count = n;
      made.heard();
    }
    await settle();
    const reads = state.reads;
    expect(reads).toBeLessThan(8);
    world.advance(20);
    await settle();
    expect(anna.sent()).toBe("1 2 3 4 5 6 7 8 9 10 ");
  });

  test("looks now and then without a hint, also after a read that failed", async () => {
    const { world, state, made } = feed("c0");
    const anna = connection();
    made.join(anna.one, "c0");
    state.down = true;
    made.heard();
    await settle();
    state.down = false;
    state.count = 1;
    world.advance(10_000);
    await settle();
    expect(anna.sent()).toBe("1 ");
  });

  test("stops with its last member", async () => {
    const { world, state, made, stopped } = feed("c0");
    const [anna, bert] = [connection(), connection()];
    made.join(anna.one, "c0");
    made.join(bert.one, "c0");
    anna.end();
    expect(stopped()).toBe(0);
    bert.end();
    expect(stopped()).toBe(1);
    world.advance(60_000);
    await settle();
    expect(state.reads).toBe(0);
  });
});
