import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { realWorld } from "../clock.ts";
import { openSqliteStore, type SqliteStore } from "../store/open-sqlite.ts";
import { fact, note, write } from "../store/store-harness.ts";
import { busConformance } from "./bus.conformance.ts";
import { type BusHarness, events, gate, probing, question, readAll } from "./bus-harness.ts";
import { type EmbeddedHub, embeddedHub } from "./embedded-bus.ts";
import { QUESTIONS_MAX } from "./embedded-desks.ts";

type EmbeddedHarness = BusHarness & { storeOf(service: string): SqliteStore };

async function embeddedHarness(): Promise<EmbeddedHarness> {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-bus-"));
  const world = realWorld();
  const stores = new Map<string, SqliteStore>();
  let hub: EmbeddedHub = embeddedHub();
  const openStream = (service: string) => {
    const opened = openSqliteStore({ file: join(folder, `${service}.db`), module: service, documents: [note], world });
    stores.set(service, opened);
    hub.addStream(service, opened.stream);
  };
  const closeStores = () => {
    for (const { close } of stores.values()) close();
  };
  return {
    busFor: (identity) => hub.busFor(identity),
    provide: async (...services) => services.forEach(openStream),
    async restart() {
      closeStores();
      hub = embeddedHub();
      for (const service of [...stores.keys()]) openStream(service);
    },
    async rebuild(service) {
      await stores.get(service)!.stream.newEpoch();
    },
    async dispose() {
      closeStores();
      rmSync(folder, { recursive: true });
    },
    storeOf: (service) => stores.get(service)!,
  };
}

busConformance("one process", embeddedHarness);

describe("the embedded bus", () => {
  test(
    "has what a store commits in its stream, in the same transaction",
    probing(embeddedHarness, async ({ bus, harness }) => {
      await harness.provide("ideas");
      const { store } = (harness as EmbeddedHarness).storeOf("ideas");
      const [ideas, voting] = [await bus("ideas"), await bus("voting", { hears: ["ideas"] })];
      const heard = gate();
      await voting.listen("ideas", () => heard.open());
      await store.commit({ id: "c1", writes: [write("a", 0, { text: "A" })], facts: [fact("a", 1, 0), fact("a", 1, 1)] });
      await heard.opened;
      expect((await voting.read("ideas", 0, 10)).lastSequence).toBe(2);
      expect(await ideas.append(events(0, 2), 2)).toBe(4);
      await store.commit({ id: "c2", facts: [fact("b", 1)] });
      const all = await readAll(voting, "ideas");
      expect(all.map(({ sequence, event }) => [sequence, event.id])).toEqual([
        [1, "a:1:0"],
        [2, "a:1:1"],
        [3, "e0"],
        [4, "e1"],
        [5, "b:1:0"],
      ]);
    }),
  );

  test(
    "tells whoever reads the stream of a module that has stopped",
    probing(embeddedHarness, async ({ bus, harness }) => {
      await harness.provide("ideas");
      const voting = await bus("voting", { hears: ["ideas"] });
      (harness as EmbeddedHarness).storeOf("ideas").close();
      await expect(voting.read("ideas", 0, 10)).rejects.toMatchObject({ name: "StoreUnavailable", reason: "closed" });
    }),
  );

  test("refuses questions beyond its limit, and takes them again when others are answered", async () => {
    const { busFor } = embeddedHub();
    const ideas = await busFor({ module: "ideas", asks: [], hears: [] });
    const voting = await busFor({ module: "voting", asks: ["*"], hears: [] });
    const answer = gate<{ body: string }>();
    await ideas.serve(() => answer.opened);
    const asked = Array.from({ length: QUESTIONS_MAX }, () => voting.ask(question("ideas.echo-this")));
    await expect(voting.ask(question("ideas.echo-this"))).rejects.toMatchObject({ name: "NoAnswer", reason: "overloaded" });
    answer.open({ body: "1" });
    expect(await Promise.all(asked)).toHaveLength(QUESTIONS_MAX);
    expect(await voting.ask(question("ideas.echo-this"))).toEqual({ body: "1" });
  });

  test("tells a module without a store that it cannot append", async () => {
    const gateway = await embeddedHub().busFor({ module: "gateway", asks: [], hears: [] });
    await expect(gateway.append(events(0, 1), 0)).rejects.toThrow("gateway has no stream");
  });

  test("leaves other listeners alone when one stops while being called", async () => {
    const { busFor } = embeddedHub();
    const ideas = await busFor({ module: "ideas", asks: [], hears: ["ideas"] });
    const heard = gate();
    const stop = await ideas.listen("ideas", () => void stop());
    await ideas.listen("ideas", () => heard.open());
    ideas.announce();
    await heard.opened;
  });
});
