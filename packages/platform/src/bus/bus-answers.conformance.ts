import { describe, expect, test } from "@jest/globals";
import { bodyOf, gate, type OpenBusHarness, probing, question, until } from "./bus-harness.ts";

const ECHO = "ideas.echo-this";
const asks = [ECHO];

export function answerConformance(open: OpenBusHarness): void {
  describe("no answer", () => {
    test(
      "comes at once when nobody serves",
      probing(open, async ({ bus }) => {
        const voting = await bus("voting", { asks });
        const began = Date.now();
        await expect(voting.ask(question(ECHO), { timeoutMs: 4_000 })).rejects.toMatchObject({ name: "NoAnswer", reason: "nobody-serves" });
        expect(Date.now() - began).toBeLessThan(2_000);
      }),
    );

    test(
      "comes in time when the answer does not",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks })];
        const late = gate<{ body: string }>();
        await ideas.serve(() => late.opened);
        const began = Date.now();
        await expect(voting.ask(question(ECHO), { timeoutMs: 100 })).rejects.toMatchObject({ name: "NoAnswer", reason: "timeout" });
        expect(Date.now() - began).toBeLessThan(2_000);
        late.open({ body: "{}" });
      }),
    );

    test(
      "comes when the answer throws, and says nothing of what was thrown",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks })];
        await ideas.serve(async () => {
          throw new Error("a person's secret");
        });
        const asked = voting.ask(question(ECHO));
        await expect(asked).rejects.toMatchObject({ name: "NoAnswer", reason: "failed" });
        await expect(asked).rejects.not.toMatchObject({ message: expect.stringContaining("secret") });
      }),
    );

    test(
      "late, failed or none hurts no other question",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks })];
        const late = gate<{ body: string }>();
        await ideas.serve(async ({ body }) => {
          if (body === "1") return late.opened;
          if (body === "2") throw new Error("no");
          return { body };
        });
        const results = await Promise.allSettled([0, 1, 2, 3].map((n) => voting.ask(question(ECHO, n), { timeoutMs: 200 })));
        expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
        late.open({ body: "{}" });
        expect(bodyOf(await voting.ask(question(ECHO, 4)))).toBe(4);
      }),
    );
  });

  describe("replicas of a service", () => {
    test(
      "answer each question once, and share them",
      probing(open, async ({ bus }) => {
        const served = [0, 0];
        for (const replica of [0, 1]) {
          await (await bus("ideas")).serve(async ({ body }) => {
            served[replica] = (served[replica] ?? 0) + 1;
            return { body };
          });
        }
        const voting = await bus("voting", { asks });
        const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => voting.ask(question(ECHO, index))));
        expect(answers.map(bodyOf)).toEqual(answers.map((_, index) => index));
        expect(served[0]! + served[1]!).toBe(200);
        expect(Math.min(...served)).toBeGreaterThan(0);
      }),
    );

    test(
      "take over from one that stops",
      probing(open, async ({ bus }) => {
        const first = await bus("ideas");
        const stop = await first.serve(async () => ({ body: "1" }));
        await (await bus("ideas")).serve(async () => ({ body: "2" }));
        const voting = await bus("voting", { asks });
        await stop();
        const answers = await Promise.all(Array.from({ length: 20 }, () => voting.ask(question(ECHO))));
        expect(answers.map(bodyOf)).toEqual(answers.map(() => 2));
      }),
    );
  });

  describe("stopping to serve", () => {
    test(
      "waits for answers on their way, and takes no new question",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks })];
        const [begun, end] = [gate(), gate<{ body: string }>()];
        const stop = await ideas.serve(() => {
          begun.open();
          return end.opened;
        });
        const asked = voting.ask(question(ECHO));
        await begun.opened;
        let stopped = false;
        const stopping = stop().then(() => {
          stopped = true;
        });
        await expect(voting.ask(question(ECHO), { timeoutMs: 1_000 })).rejects.toMatchObject({ reason: "nobody-serves" });
        expect(stopped).toBe(false);
        end.open({ body: "1" });
        expect(bodyOf(await asked)).toBe(1);
        await stopping;
        await until(() => stopped);
      }),
    );

    test(
      "may be done twice",
      probing(open, async ({ bus }) => {
        const ideas = await bus("ideas");
        const stop = await ideas.serve(async () => ({ body: "1" }));
        await stop();
        await stop();
        await ideas.close();
        await ideas.close();
        expect(ideas.isConnected()).toBe(false);
      }),
    );
  });
}
