import { afterAll, beforeAll } from "@jest/globals";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { mongoForTests } from "./mongo-harness.ts";
import { storeConformance } from "./store.conformance.ts";

describeWith("mongodb", "with a real server", (url) => {
  const mongo = mongoForTests(url);
  beforeAll(() => mongo.start());
  afterAll(() => mongo.stop());
  storeConformance("MongoDB", mongo.open);
});
