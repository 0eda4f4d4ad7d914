import { describe, expect, test } from "@jest/globals";
import { bodyOf, type OpenBusHarness, probing, question, until } from "./bus-harness.ts";

const ECHO = "ideas.echo-this";

export function connectionConformance(open: OpenBusHarness): void {
  describe("a connection", () => {
    test(
      "is there until it is closed; then questions fail at once",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        await ideas.serve(async () => ({ body: "1" }));
        expect(voting.isConnected()).toBe(true);
        await voting.close();
        expect(voting.isConnected()).toBe(false);
        await expect(voting.ask(question(ECHO))).rejects.toMatchObject({ name: "NoAnswer", reason: "disconnected" });
      }),
    );

    test(
      "that is closed serves no more",
      probing(open, async ({ bus }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        await ideas.serve(async () => ({ body: "1" }));
        await ideas.close();
        await expect(voting.ask(question(ECHO), { timeoutMs: 1_000 })).rejects.toMatchObject({ name: "NoAnswer", reason: "nobody-serves" });
      }),
    );

    test(
      "that is lost says so and comes back; where nothing can be lost it stays",
      probing(open, async ({ bus, harness }) => {
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { asks: [ECHO] })];
        await ideas.serve(async ({ body }) => ({ body }));
        expect(bodyOf(await voting.ask(question(ECHO, 1)))).toBe(1);
        if (harness.line !== undefined) {
          await harness.line.cut();
          await until(() => !voting.isConnected());
          await expect(voting.ask(question(ECHO, 2))).rejects.toMatchObject({ name: "NoAnswer", reason: "disconnected" });
          await harness.line.mend();
        }
        await until(() => voting.isConnected() && ideas.isConnected());
        // The server may know of the asker again a moment before it knows of who serves.
        await until(async () => bodyOf(await voting.ask(question(ECHO, 3)).catch(() => ({ body: "0" }))) === 3);
      }),
      30_000,
    );
  });
}
