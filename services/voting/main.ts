import { run } from "@teilhabe/platform/run";
import { voting } from "./src/module.ts";

await run([voting]);
