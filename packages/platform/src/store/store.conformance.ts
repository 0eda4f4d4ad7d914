import { describe } from "@jest/globals";
import { commitConformance } from "./store-commits.conformance.ts";
import { concurrencyConformance } from "./store-concurrency.conformance.ts";
import { deadLetterConformance } from "./store-dead-letters.conformance.ts";
import { documentConformance } from "./store-documents.conformance.ts";
import { factConformance } from "./store-facts.conformance.ts";
import type { OpenStoreHarness } from "./store-harness.ts";
import { leaseConformance } from "./store-leases.conformance.ts";
import { schemaConformance } from "./store-schemas.conformance.ts";
import { taskOrderConformance } from "./store-task-order.conformance.ts";
import { taskConformance } from "./store-tasks.conformance.ts";

/**
 * What every store promises, by example.
 * @param open makes a harness over empty data for each test
 */
export function storeConformance(name: string, open: OpenStoreHarness): void {
  describe(`the store on ${name}`, () => {
    documentConformance(open);
    schemaConformance(open);
    commitConformance(open);
    concurrencyConformance(open);
    factConformance(open);
    taskConformance(open);
    taskOrderConformance(open);
    leaseConformance(open);
    deadLetterConformance(open);
  });
}
