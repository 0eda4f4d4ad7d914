import { sqlitePorts } from "../testing-ports.ts";
import { logStoreConformance } from "./log-store.conformance.ts";

logStoreConformance("SQLite", sqlitePorts);
