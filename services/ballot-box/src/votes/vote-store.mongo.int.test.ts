import { afterAll } from "@jest/globals";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { mongoPorts } from "../testing-ports.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";

describeWith("mongodb", "votes on a real server", (url) => {
  const ports = mongoPorts(url);
  afterAll(() => ports.close());
  voteStoreConformance("MongoDB", ports.open);
});
