import { run } from "@teilhabe/platform/run";
import { people } from "./src/module.ts";

await run([people]);
