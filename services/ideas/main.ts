import { run } from "@teilhabe/platform/run";
import { ideas } from "./src/module.ts";

await run([ideas]);
