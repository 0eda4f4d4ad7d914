import { gunzipSync } from "node:zlib";
import { type PbElection, readPbText } from "../src/formats/pb.ts";
import { realBytes } from "./shared-data.ts";

const read = new Map<string, PbElection>();

/** The text of a real `.pb` file, unzipped. */
export function pbText(file: string): string {
  const bytes = realBytes(`pb/${file}`);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(file.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

/** A real `.pb` file, read once for all tests of a suite. */
export function pbElection(file: string): PbElection {
  const known = read.get(file) ?? readPbText(pbText(file), file);
  read.set(file, known);
  return known;
}
