import { sqlitePorts } from "../testing-ports.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";

voteStoreConformance("SQLite", sqlitePorts);
