import { afterAll } from "@jest/globals";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { mongoPorts } from "../testing-ports.ts";
import { logStoreConformance } from "./log-store.conformance.ts";

describeWith("mongodb", "the log on a real server", (url) => {
  const ports = mongoPorts(url);
  afterAll(() => ports.close());
  logStoreConformance("MongoDB", ports.open);
});
