import { describe } from "@jest/globals";
import { answerConformance } from "./bus-answers.conformance.ts";
import { askConformance } from "./bus-asks.conformance.ts";
import { connectionConformance } from "./bus-connections.conformance.ts";
import type { OpenBusHarness } from "./bus-harness.ts";
import { hintConformance } from "./bus-hints.conformance.ts";
import { readConformance } from "./bus-reads.conformance.ts";
import { streamConformance } from "./bus-streams.conformance.ts";

/**
 * What every bus promises, by example.
 * @param open makes a harness with nothing on the bus for each test
 */
export function busConformance(name: string, open: OpenBusHarness): void {
  describe(`the bus on ${name}`, () => {
    askConformance(open);
    answerConformance(open);
    streamConformance(open);
    readConformance(open);
    hintConformance(open);
    connectionConformance(open);
  });
}
