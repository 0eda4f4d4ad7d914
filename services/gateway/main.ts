import { run } from "@teilhabe/platform/run";
import { gateway } from "./src/module.ts";

await run([gateway]);
