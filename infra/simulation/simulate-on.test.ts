import { test } from "@jest/globals";
import { expectNothing, SEEDS_WITHIN_MS } from "./expect-nothing.ts";

test("seeds 101 to 200 find nothing either", () => expectNothing(101, 100), SEEDS_WITHIN_MS);
