import { describe, expect, test } from "@jest/globals";
import { event, events, gate, type OpenBusHarness, probing, until } from "./bus-harness.ts";

export function hintConformance(open: OpenBusHarness): void {
  describe("listening", () => {
    test(
      "hears that a stream has grown, and what grew is there to be read",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { hears: ["ideas"] })];
        const heard = gate();
        await voting.listen("ideas", () => heard.open());
        await ideas.append(events(0, 3), 0);
        await heard.opened;
        expect((await voting.read("ideas", 0, 10)).entries).toHaveLength(3);
      }),
    );

    test(
      "every replica hears",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const ideas = await bus("ideas");
        const heard = [0, 0, 0];
        for (const replica of [0, 1, 2]) {
          await (await bus("voting", { hears: ["ideas"] })).listen("ideas", () => {
            heard[replica] = (heard[replica] ?? 0) + 1;
          });
        }
        await ideas.append([event("e1")], 0);
        await until(() => heard.every((times) => times > 0));
      }),
    );

    test(
      "hears what is announced without being appended",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const [ideas, voting] = [await bus("ideas"), await bus("voting", { hears: ["ideas"] })];
        const heard = gate();
        await voting.listen("ideas", () => heard.open());
        ideas.announce();
        await heard.opened;
        expect((await voting.read("ideas", 0, 10)).entries).toEqual([]);
      }),
    );

    test(
      "hears only the service that it listens to, until it stops",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas", "people");
        const [ideas, people, voting] = [await bus("ideas"), await bus("people"), await bus("voting", { hears: ["ideas", "people"] })];
        const heard = { ideas: 0, people: 0, stopped: 0 };
        await voting.listen("ideas", () => {
          heard.ideas += 1;
        });
        await voting.listen("people", () => {
          heard.people += 1;
        });
        const stop = await voting.listen("ideas", () => {
          heard.stopped += 1;
        });
        await stop();
        await ideas.append([event("e1")], 0);
        await until(() => heard.ideas > 0);
        expect(heard).toMatchObject({ people: 0, stopped: 0 });
        await people.append([event("e2")], 0);
        await until(() => heard.people > 0);
        expect(heard.stopped).toBe(0);
        await stop();
      }),
    );

    test(
      "hears nothing more once its bus is closed",
      probing(open, async ({ bus, harness }) => {
        await harness.provide("ideas");
        const [ideas, voting, other] = [await bus("ideas"), await bus("voting", { hears: ["ideas"] }), await bus("people", { hears: ["ideas"] })];
        let heard = 0;
        await voting.listen("ideas", () => {
          heard += 1;
        });
        const otherHeard = gate();
        await other.listen("ideas", () => otherHeard.open());
        await voting.close();
        await ideas.append([event("e1")], 0);
        await otherHeard.opened;
        expect(heard).toBe(0);
      }),
    );

    test(
      "to a service that is not there yet hears it once it is",
      probing(open, async ({ bus, harness }) => {
        const voting = await bus("voting", { hears: ["ideas"] });
        const heard = gate();
        await voting.listen("ideas", () => heard.open());
        await harness.provide("ideas");
        await (await bus("ideas")).append([event("e1")], 0);
        await heard.opened;
      }),
    );
  });
}
