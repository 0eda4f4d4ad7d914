import { run } from "@teilhabe/platform/run";
import { standaloneModules } from "./src/module.ts";

await run(standaloneModules);
