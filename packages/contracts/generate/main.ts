import { parseArgs } from "node:util";
import { allContracts } from "../src/all.ts";
import { generatedFiles } from "./documents.ts";
import { filesIn, GENERATED, RELEASED, replaceFiles, writeFiles } from "./folders.ts";
import { BrokenRelease, releaseOf } from "./release.ts";

/** `node packages/contracts/generate/main.ts [--release]`: writes the documents; with --release also the snapshots of all events. */
function main(): number {
  const { values } = parseArgs({ options: { release: { type: "boolean", default: false } } });
  const files = generatedFiles(allContracts);
  replaceFiles(GENERATED, files);
  process.stdout.write(`generated: ${files.size} files\n`);
  if (!values.release) return 0;
  const snapshots = releaseOf(
    allContracts.flatMap((contract) => Object.values(contract.events)),
    filesIn(RELEASED),
  );
  writeFiles(RELEASED, snapshots);
  process.stdout.write(`released: ${snapshots.size / 2} events\n`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  const expected = error instanceof BrokenRelease || (error instanceof TypeError && "code" in error);
  if (!expected) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof BrokenRelease ? 1 : 2;
}
