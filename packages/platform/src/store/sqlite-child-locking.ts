import { lockFolder } from "./lock-folder.ts";

/** Locks the folder that it is given, says so, and stays until it is killed. */
lockFolder(process.argv[2] ?? "");
console.log("locked");
// Work enough for the collector to look at what nobody refers to any more.
setInterval(() => Array.from({ length: 10_000 }, () => new Date()), 1);
