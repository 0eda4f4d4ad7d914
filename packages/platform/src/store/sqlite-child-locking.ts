import { lockFolder } from "./lock-folder.ts";

/** Locks the folder that it is given, says so, and stays until it is killed. */
lockFolder(process.argv[2] ?? "");
console.log("locked");
setInterval(() => undefined, 60_000);
