import { afterAll, beforeAll } from "@jest/globals";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { busConformance } from "./bus.conformance.ts";
import { natsForTests } from "./nats-harness.ts";

const START_MS = 60_000;

describeWith("nats", "with a server of its own", () => {
  const nats = natsForTests();
  beforeAll(() => nats.start(), START_MS);
  afterAll(() => nats.stop(), START_MS);
  busConformance("NATS", nats.open);
});
