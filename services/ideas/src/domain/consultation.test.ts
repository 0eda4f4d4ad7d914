import { describe, expect, test } from "@jest/globals";
import { PHASES } from "@teilhabe/contracts/ideas/shapes";
import fc from "fast-check";
import { assuranceFault, faultOf, isInsider, moderates, phaseAt, sees } from "./consultation.ts";
import { enterPhase, enterPhases } from "./enter-phase.ts";
import { anna, askedBy, CONSULTATION, consultationLike } from "./samples.ts";

const day = (n: number) => new Date(Date.UTC(2026, 11, n)).toISOString();
const planned = consultationLike({
  entered: { phase: "inform", at: day(1) },
  schedule: [
    { phase: "ideas", from: day(3) },
    { phase: "vote", from: day(5) },
  ],
});

describe("the phase of a consultation", () => {
  test.each([
    [2, "inform", 1],
    [3, "ideas", 3],
    [4, "ideas", 3],
    [9, "vote", 5],
  ])("on day %i is %s, since day %i", (today, phase, since) => {
    expect(phaseAt(planned, Date.parse(day(today)))).toEqual({ phase, since: day(since) });
  });

  test("that was entered by hand stands until the next planned beginning", () => {
    const moved = { ...planned, entered: { phase: "implement" as const, at: day(4) } };
    expect(phaseAt(moved, Date.parse(day(4))).phase).toBe("implement");
    expect(phaseAt(moved, Date.parse(day(5))).phase).toBe("vote");
  });

  test("is told once, whenever its task comes", () => {
    const late = askedBy(undefined, { at: day(9) });
    const entered = enterPhase({ id: CONSULTATION, version: 1, state: planned }, late);
    expect(entered?.facts).toMatchObject([{ data: { phase: "vote", previous: "inform", since: day(5) } }]);
    const written = entered!.writes![0] as { state: typeof planned };
    expect(enterPhase({ id: CONSULTATION, version: 2, state: written.state }, late)).toBeUndefined();
  });

  test("has a task for each beginning that is still to come", () => {
    expect(enterPhases(CONSULTATION, planned).map((task) => task.dueAtMs)).toEqual([Date.parse(day(3)), Date.parse(day(5))]);
    expect(enterPhases(CONSULTATION, { ...planned, entered: { phase: "ideas", at: day(3) } })).toHaveLength(1);
  });
});

test("a plan is sound exactly when its phases and times both go forward", () => {
  const entry = fc.record({ phase: fc.constantFrom(...PHASES), from: fc.integer({ min: 1, max: 9 }).map(day) });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), (schedule) => {
      const pairs = schedule.slice(1).map((later, index) => [schedule[index]!, later] as const);
      const forward = pairs.every(([a, b]) => PHASES.indexOf(a.phase) < PHASES.indexOf(b.phase) && a.from < b.from);
      expect(faultOf({ schedule, categories: [], districts: [] }) === undefined).toBe(forward);
    }),
    { seed: 20_261_123 },
  );
});

describe("who may see and decide", () => {
  const grants = (...held: string[]) => askedBy(anna, { grants: held });

  test("staff and operators see everything; moderators what they moderate", () => {
    expect([grants("staff"), grants("operator"), grants(`moderator:${CONSULTATION}`)].map((asked) => isInsider(asked, CONSULTATION))).toEqual([
      true,
      true,
      true,
    ]);
    expect([grants(), grants("moderator:other"), grants("partner"), askedBy(undefined)].map((asked) => sees(asked, "staff", CONSULTATION))).toEqual(
      Array(4).fill(false),
    );
    expect(sees(askedBy(undefined), "public", CONSULTATION)).toBe(true);
  });

  test("operators run the platform and do not moderate", () => {
    expect([grants("operator"), grants("moderator"), grants("staff")].map((asked) => moderates(asked, CONSULTATION))).toEqual([false, true, true]);
  });

  test("those are refused whose identity is not certain enough", () => {
    const consultation = consultationLike({ rules: { ...consultationLike().rules, minimumAssurance: 2 } });
    expect(assuranceFault(consultation, askedBy(anna, { assurance: 1 }))).toMatchObject({
      refused: "assurance-too-low",
      facts: { needed: 2, yours: 1 },
    });
    expect(assuranceFault(consultation, askedBy(anna, { assurance: 2 }))).toBeUndefined();
  });
});
