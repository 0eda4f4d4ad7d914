import { run } from "@teilhabe/platform/run";
import { partners } from "./src/module.ts";

await run([partners]);
