import { createHash } from "node:crypto";
import { textOf } from "../bytes.ts";
import { parseCanonical } from "../canonical-json.ts";
import { sha256Hex } from "../hash.ts";
import { parseTilePath } from "../merkle/tile-path.ts";
import { type BallotUnderCheck, checkVouching, documentOf, wholeOf } from "./ballot-under-check.ts";
import { readDefinition } from "./definition.ts";
import { type Manifest, type ManifestFile, readManifest } from "./documents.ts";
import { reading } from "./lines.ts";
import { notVerified } from "./problem.ts";
import type { PublishedFolder } from "./published-folder.ts";

const MANIFEST = "manifest.json";
const MANIFEST_NOTE = "manifest.note";
/** Files that every folder has, once each, besides tiles and openings. */
export const FIXED_FILES = [
  "README.txt",
  "definition.json",
  "issued.jsonl",
  "issued.note",
  "log/checkpoints.jsonl",
  "log/records.jsonl",
  "result.json",
  "result.note",
  "roll.json",
  "roll.note",
] as const;

const OPENINGS = /^openings\/\d{6}\.jsonl$/;

/**
 * Is the folder whole, and is every file the one that the authority listed?
 * @param expectedDefinition SHA-256 of the definition that the caller knows from elsewhere
 * @throws NotVerified
 */
export async function checkFiles(folder: PublishedFolder, expectedDefinition?: string): Promise<BallotUnderCheck> {
  const present = await listed(folder);
  if (!present.has(MANIFEST) || !present.has(MANIFEST_NOTE))
    notVerified("manifest-missing", MANIFEST, `The folder has no ${MANIFEST} with ${MANIFEST_NOTE}.`);
  const manifestBytes = await wholeOf(folder, MANIFEST);
  const manifest = reading("manifest-malformed", MANIFEST, () => readManifest(parseCanonical(manifestBytes)));
  const files = new Map(manifest.files.map((file) => [file.path, file]));
  checkPresence(present, files);
  checkNames(manifest);

  await checkDefinitionHash(folder, manifest, expectedDefinition);
  const definition = await readDefinitionFile(folder, manifest);
  const ballot: BallotUnderCheck = { folder, manifest, files, definition };
  const vouched = { path: MANIFEST, notePath: MANIFEST_NOTE, kind: "manifest", sha256: sha256Hex(manifestBytes) };
  await checkVouching(ballot, vouched, "manifest-signature-wrong");
  for (const file of manifest.files) await checkContent(folder, file);
  const readme = await wholeOf(folder, "README.txt");
  reading("file-malformed", "README.txt", () => textOf(readme));

  return ballot;
}

async function listed(folder: PublishedFolder): Promise<Set<string>> {
  const present = new Set<string>();
  for await (const { path, plain } of folder.list()) {
    if (!plain) notVerified("file-unlisted", path, "This is not a plain file.");
    present.add(path);
  }
  return present;
}

function checkPresence(present: ReadonlySet<string>, files: ReadonlyMap<string, ManifestFile>): void {
  const missing = [...files.keys()].find((path) => !present.has(path));
  if (missing !== undefined) notVerified("file-missing", missing, "The manifest lists this file, but it is not there.");
  const unlisted = [...present].sort().find((path) => !files.has(path) && path !== MANIFEST && path !== MANIFEST_NOTE);
  if (unlisted !== undefined) notVerified("file-unlisted", unlisted, "This file is there, but the manifest does not list it.");
}

function checkNames({ files }: Manifest): void {
  const names = new Set(files.map(({ path }) => path));
  const missing = FIXED_FILES.find((path) => !names.has(path));
  if (missing !== undefined) notVerified("file-missing", missing, "A published ballot has this file, but the manifest does not list it.");
  const unexpected = files.find(({ path }) => !isExpected(path));
  if (unexpected !== undefined) notVerified("file-unexpected", unexpected.path, "A published ballot has no file of this name.");
  const openings = files.map(({ path }) => path).filter((path) => OPENINGS.test(path));
  const gap = openings.find((path, i) => path !== openingsPath(i));
  if (gap !== undefined) notVerified("file-missing", openingsPath(openings.indexOf(gap)), "A file of openings is missing before this one.");
}

function isExpected(path: string): boolean {
  const isTile = path.startsWith("log/") && parseTilePath(path.slice("log/".length)) !== undefined;
  return isTile || OPENINGS.test(path) || (FIXED_FILES as readonly string[]).includes(path);
}

/** `openings/000000.jsonl` and so on. */
export function openingsPath(number: number): string {
  return `openings/${String(number).padStart(6, "0")}.jsonl`;
}

async function checkDefinitionHash(folder: PublishedFolder, manifest: Manifest, expected: string | undefined): Promise<void> {
  const path = "definition.json";
  const entry = manifest.files.find((file) => file.path === path);
  if (entry !== undefined) await checkContent(folder, entry);
  if (entry?.sha256 !== manifest.definitionHash)
    notVerified("manifest-malformed", MANIFEST, "The manifest names another definition than the one in the folder.");
  if (expected !== undefined && manifest.definitionHash !== expected)
    notVerified("definition-not-expected", path, `These are other rules than the expected ones: their fingerprint is ${manifest.definitionHash}.`);
}

async function readDefinitionFile(folder: PublishedFolder, manifest: Manifest): Promise<BallotUnderCheck["definition"]> {
  const path = "definition.json";
  const json = await documentOf(folder, path, (value) => value);
  const definition = reading("definition-malformed", path, () => readDefinition(json));
  if (definition.ballotId !== manifest.ballotId)
    notVerified("manifest-malformed", MANIFEST, "The manifest is of another ballot than the definition.");
  return definition;
}

async function checkContent(folder: PublishedFolder, { path, size, sha256 }: ManifestFile): Promise<void> {
  const hash = createHash("sha256");
  let length = 0;
  for await (const chunk of folder.read(path)) {
    length += chunk.length;
    if (length > size) break;
    hash.update(chunk);
  }
  if (length !== size || hash.digest("hex") !== sha256)
    notVerified("file-changed", path, "This file is not the one that the manifest lists: size or SHA-256 differ.");
}
