import { run } from "@teilhabe/platform/run";
import { standaloneModules } from "./modules.ts";

await run(standaloneModules);
