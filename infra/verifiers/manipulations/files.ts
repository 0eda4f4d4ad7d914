import { utf8 } from "@teilhabe/proofs/bytes";
import { flip, manifestOf, rewrite } from "./files-tampering.ts";
import { type Manipulation, outsider, relisted } from "./kind.ts";
import { known } from "./known.ts";

const OPENINGS = "openings/000000.jsonl";

/** Files that were changed, lost or added. */
export const fileManipulations: readonly Manipulation[] = [
  outsider("a file is damaged", "file-changed", (all, random) => {
    const path = random.pick([...all.keys()].filter((name) => name.startsWith("log/") || name.startsWith("openings/")));
    flip(all, path, random.below(known(all.get(path)).length));
  }),
  outsider("a file is cut off", "file-changed", (all) => rewrite(all, OPENINGS, (text) => text.slice(0, -100))),
  outsider("a file is cut off at a line's end", "file-changed", (all) => {
    rewrite(all, OPENINGS, (text) => text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1));
  }),
  relisted("a file is cut off and listed anew", "file-malformed", (all) => rewrite(all, OPENINGS, (text) => text.slice(0, -100))),
  outsider("a file is missing", "file-missing", (all) => all.delete("log/records.jsonl")),
  relisted("a tile is missing, and not listed", "file-missing", (all) =>
    all.delete(known([...all.keys()].find((name) => name.startsWith("log/tile/0/")))),
  ),
  outsider("a file is there that nobody listed", "file-unlisted", (all) => all.set("openings/000001.jsonl", utf8("{}\n"))),
  relisted("a file is there that no published ballot has", "file-unexpected", (all) => all.set("notes.txt", utf8("hello\n"))),
  outsider("the manifest is missing", "manifest-missing", (all) => all.delete("manifest.json")),
  outsider("the manifest is not canonical", "manifest-malformed", (all) => rewrite(all, "manifest.json", (text) => `${text}\n`)),
  outsider("the manifest is written anew, without the authority's key", "manifest-signature-wrong", (all) => {
    all.set("README.txt", utf8("Alles in Ordnung.\n"));
    all.set("manifest.json", manifestOf(all));
  }),
  relisted("a README is not UTF-8", "file-malformed", (all) => all.set("README.txt", Uint8Array.of(0xff, 0xfe, 0x41))),
  relisted("a line is not canonical", "file-malformed", (all) => {
    rewrite(all, OPENINGS, (text) => text.replace('{"choice"', '{ "choice"'));
  }),
  relisted("hex is upper-case", "file-malformed", (all) => {
    rewrite(all, OPENINGS, (text) => text.replace(/"nonce":"([^"]+)"/, (_, hex) => `"nonce":"${String(hex).toUpperCase()}"`));
  }),
  relisted("the roll is replaced, without a new signature", "roll-signature-wrong", (all) =>
    rewrite(all, "roll.json", (text) => text.replace(/"eligible":\d+/, '"eligible":99999')),
  ),
  relisted("the list of issued credentials is replaced, without a new signature", "issued-signature-wrong", (all) => {
    rewrite(all, "issued.jsonl", (text) => text.slice(text.indexOf("\n") + 1));
  }),
  relisted("the result is replaced, without a new signature", "result-signature-wrong", (all) => {
    rewrite(all, "result.json", (text) => text.replace('"explain":true', '"explain":false'));
  }),
];
