import { run } from "@teilhabe/platform/run";
import { capacity } from "./src/module.ts";

await run([capacity]);
