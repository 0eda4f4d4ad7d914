import { describe, expect, test } from "@jest/globals";
import { refuse } from "@teilhabe/contracts/refusal";
import type { Bus } from "@teilhabe/platform/bus/bus";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import { testWorld } from "@teilhabe/platform/testing/test-world";
import { watchServices } from "./readiness.ts";
import { thingsContract } from "./testing/things.ts";

const other = { ...thingsContract, service: "other" };
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a gateway", () => {
  test("waits for every service to answer once, and stays ready when one is away later", async () => {
    const world = testWorld();
    const away = new Set(["things", "other"]);
    const passOn: Bus["ask"] = async ({ operation }) => {
      if (away.has(operation.split(".")[0] ?? "")) throw new NoAnswer(operation, "nobody-serves");
      return { refusal: refuse("token-needed", "Sign in.") };
    };
    const readiness = watchServices([thingsContract, other], passOn, world);
    world.advance(0);
    await settle();
    expect(readiness.waitsFor()).toBe("an answer of things, other");
    away.delete("things");
    world.advance(250);
    await settle();
    expect(readiness.waitsFor()).toBe("an answer of other");
    away.delete("other");
    world.advance(250);
    await settle();
    expect(readiness.waitsFor()).toBeUndefined();
    away.add("things");
    world.advance(60_000);
    await settle();
    expect(readiness.waitsFor()).toBeUndefined();
    readiness.stop();
  });
});
