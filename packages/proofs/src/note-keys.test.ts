import { describe, expect, test } from "@jest/globals";
import { textOf, toBase64, utf8 } from "./bytes.ts";
import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { newNoteKeys, openNote, openSigner, openVerifier, signNote } from "./note-keys.ts";

// The keys and the note of the documentation of golang.org/x/mod/sumdb/note.
const PETER_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETERS_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETERS_NOTE = `${PETERS_TEXT}
\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

describe("a signed note", () => {
  test("is the same, byte for byte, as Go's", () => {
    expect(textOf(signNote(PETERS_TEXT, openSigner(PETER_SIGNER)))).toBe(PETERS_NOTE);
    expect(openNote(utf8(PETERS_NOTE), openVerifier(PETER))).toEqual({ signed: true, text: PETERS_TEXT });
    expect(openSigner(PETER_SIGNER).verifierKey).toBe(PETER);
  });

  test("does not hold when its text was changed", () => {
    expect(openNote(utf8(PETERS_NOTE.replace("don't", "do")), openVerifier(PETER))).toEqual({ signed: false, reason: "signature-wrong" });
  });

  test("does not hold without a signature by the expected key", () => {
    const other = newNoteKeys("other.example/log");
    expect(openNote(utf8(PETERS_NOTE), openVerifier(other.verifierKey))).toEqual({ signed: false, reason: "no-signature-by-this-key" });
  });

  test("may carry signatures by others, which are left alone", () => {
    const city = openSigner(newNoteKeys("city").signerKey);
    const witness = openSigner(newNoteKeys("witness").signerKey);
    const note = signNote("a\n\nb\n", city, witness);
    expect(openNote(note, openVerifier(city.verifierKey))).toEqual({ signed: true, text: "a\n\nb\n" });
    expect(openNote(note, openVerifier(witness.verifierKey))).toEqual({ signed: true, text: "a\n\nb\n" });
  });

  test.each([
    ["no signatures", "text\n"],
    ["an empty signature block", "text\n\n"],
    ["a missing last newline", PETERS_NOTE.slice(0, -1)],
    ["a carriage return", PETERS_NOTE.replace("\n", "\r\n")],
    ["a hyphen for the dash", PETERS_NOTE.replace("\u2014", "-")],
    ["base64 that is not canonical", PETERS_NOTE.replace("AM=", "AN=")],
  ])("is malformed with %s", (_, text) => {
    expect(openNote(utf8(text), openVerifier(PETER))).toEqual({ signed: false, reason: "malformed" });
  });

  test.each([
    ["PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"],
    ["PeterNeumann+c74f20a3"],
    [""],
    ["a b+00000000+AA=="],
    ["PeterNeumann+c74f20a3+AhrckA=="],
  ])("has no verifier %j", (key) => {
    expect(() => openVerifier(key)).toThrow();
  });

  test("never shows a signer's key in an error", () => {
    const broken = PETER_SIGNER.replace("c74f20a3", "00000000");
    expect(() => openSigner(broken)).toThrow(/^(?!.*AYEKFALV)/);
  });
});

describe("a checkpoint", () => {
  const checkpoint = { origin: "city.example/ballots/1", size: 3, root: new Uint8Array(32).fill(7), voters: 2 };

  test("is four lines and reads back", () => {
    expect(formatCheckpoint(checkpoint)).toBe(`city.example/ballots/1\n3\n${toBase64(checkpoint.root)}\nvoters 2\n`);
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  test.each([
    [(text: string) => text.replace("\n3\n", "\n03\n")],
    [(text: string) => text.replace("\n3\n", "\n-3\n")],
    [(text: string) => text.replace("\n3\n", "\n90071992547409930\n")],
    [(text: string) => text.replace("voters 2", "voters two")],
    [(text: string) => text.replace("voters 2\n", "")],
    [(text: string) => `${text}more\n`],
    [(text: string) => text.replace("city.example/ballots/1", "")],
    [(text: string) => text.slice(0, -1)],
  ])("is refused when malformed (case %#)", (damage) => {
    expect(() => parseCheckpoint(damage(formatCheckpoint(checkpoint)))).toThrow();
  });
});
