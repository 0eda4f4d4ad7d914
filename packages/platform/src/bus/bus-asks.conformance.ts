import { describe, expect, test } from "@jest/globals";
import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";
import type { Question } from "./bus.ts";
import { bodyOf, gate, type OpenBusHarness, probing, question } from "./bus-harness.ts";
import { AskForbidden, MessageTooLarge } from "./errors.ts";

const ECHO = "ideas.echo-this";

/** A JSON string of so many bytes, quotes included. */
function bodyOfBytes(bytes: number): string {
  return JSON.stringify("ä".repeat((bytes - 2) / 2));
}

export function askConformance(open: OpenBusHarness): void {
  describe("a question", () => {
    test(
      "reaches the service that it names, whole, and the answer the asker",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        const heard = gate<Question>();
        await ideas.serve(async (asked) => {
          heard.open(asked);
          return { body: JSON.stringify({ text: "Straßenbäume 🌳" }), version: 7 };
        });
        const asker = { by: "0198c5a0-0000-7000-8000-00000000000a", grants: ["staff"], service: "voting", ifMatch: 3, traceparent: "00-1-2-01" };
        const sent = { operation: ECHO, asker, body: JSON.stringify({ title: "Mehr Bänke 🪑" }) };
        expect(await voting.ask(sent)).toEqual({ body: JSON.stringify({ text: "Straßenbäume 🌳" }), version: 7 });
        expect(await heard.opened).toEqual(sent);
      }),
    );

    test(
      "may be refused, with everything that the refusal says",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        const refusal = { refused: "idea-not-found", detail: "Gibt es nicht.", errors: [{ pointer: "/id", message: "?" }], facts: { version: 2 } };
        await ideas.serve(async () => ({ refusal }));
        expect(await voting.ask(question(ECHO))).toEqual({ refusal });
      }),
    );

    test(
      "and its answer travel by value",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        const kept: Question[] = [];
        const refusal = { refused: "no", detail: "no", facts: { n: 1 } };
        await ideas.serve(async (asked) => {
          kept.push(asked);
          (asked.asker.grants as string[]).push("operator");
          return { refusal };
        });
        const sent = question(ECHO);
        const answer = (await voting.ask(sent)) as { refusal: typeof refusal };
        answer.refusal.facts.n = 2;
        expect(sent.asker.grants).toEqual([]);
        expect(refusal.facts.n).toBe(1);
        expect(kept[0]).not.toBe(sent);
      }),
    );

    test(
      "gets its own answer among 500 at the same moment",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        await ideas.serve(async ({ body }) => {
          await new Promise((resolve) => setTimeout(resolve, (Number(body) * 7) % 20));
          return { body };
        });
        const numbers = Array.from({ length: 500 }, (_, index) => index);
        const answers = await Promise.all(numbers.map((number) => voting.ask(question(ECHO, number))));
        expect(answers.map(bodyOf)).toEqual(numbers);
      }),
    );

    test(
      "may be asked of oneself, and while answering another",
      probing(open, async ({ bus }) => {
        const ideas = await bus("ideas", { asks: ["ideas.read-one"] });
        await ideas.serve(async ({ operation }) => (operation === "ideas.read-one" ? { body: "1" } : ideas.ask(question("ideas.read-one"))));
        const voting = await bus("voting", { asks: ["ideas.read-two"] });
        expect(bodyOf(await voting.ask(question("ideas.read-two")))).toBe(1);
      }),
    );
  });

  describe("who may ask what", () => {
    test(
      "is declared: anything else is not sent",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        let answered = 0;
        await ideas.serve(async () => {
          answered += 1;
          return { body: "{}" };
        });
        await expect(voting.ask(question("ideas.publish-idea"))).rejects.toThrow(AskForbidden);
        await expect(voting.ask(question("ideas.echo-this-too"))).rejects.toThrow(AskForbidden);
        await expect(ideas.ask(question(ECHO))).rejects.toThrow(AskForbidden);
        expect(answered).toBe(0);
      }),
    );

    test(
      "may be everything, for tests and tools",
      probing(open, async ({ bus }) => {
        const ideas = await bus("ideas");
        await ideas.serve(async () => ({ body: "{}" }));
        const tool = await bus("tests", { asks: ["*"], hears: ["*"] });
        expect(await tool.ask(question("ideas.publish-idea"))).toEqual({ body: "{}" });
        expect((await tool.read("ideas", 0, 10)).entries).toEqual([]);
      }),
    );
  });

  describe("a message", () => {
    test(
      "of the largest size arrives, in both directions",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        await ideas.serve(async ({ body }) => ({ body }));
        const body = bodyOfBytes(MESSAGE_BYTES_MAX);
        const answer = await voting.ask({ ...question(ECHO), body });
        expect("body" in answer && answer.body === body).toBe(true);
      }),
    );

    test(
      "that is longer in bytes is refused before it is sent",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        let answered = 0;
        await ideas.serve(async () => {
          answered += 1;
          return { body: "{}" };
        });
        await expect(voting.ask({ ...question(ECHO), body: bodyOfBytes(MESSAGE_BYTES_MAX + 2) })).rejects.toThrow(MessageTooLarge);
        expect(answered).toBe(0);
      }),
    );

    test(
      "that answers with more reaches the asker as failed",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        await ideas.serve(async () => ({ body: bodyOfBytes(MESSAGE_BYTES_MAX + 2) }));
        await expect(voting.ask(question(ECHO))).rejects.toMatchObject({ name: "NoAnswer", reason: "failed" });
      }),
    );
  });
}
