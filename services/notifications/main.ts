import { run } from "@teilhabe/platform/run";
import { notifications } from "./src/module.ts";

await run([notifications]);
