import { run } from "@teilhabe/platform/run";
import { ballotBox } from "./src/module.ts";

await run([ballotBox]);
