/**
 * The text of a file whose encoding nobody wrote down: UTF-16 with its byte order mark, else UTF-8, and where the bytes are not
 * UTF-8, Windows-1252 (which contains latin-1's letters). A byte order mark is dropped. Never fails: any byte means something in Windows-1252.
 */
export function decodeText(input: Uint8Array | string): string {
  if (typeof input === "string") return input.startsWith("\uFEFF") ? input.slice(1) : input;
  if (input[0] === 0xff && input[1] === 0xfe) return new TextDecoder("utf-16le").decode(input);
  if (input[0] === 0xfe && input[1] === 0xff) return new TextDecoder("utf-16be").decode(input);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(input);
  } catch {
    return new TextDecoder("windows-1252").decode(input);
  }
}

/** The lines of a text, whatever ends them; the end-of-file mark of old DOS programs is dropped. Line n of the file is at index n - 1. */
export function linesOf(text: string): string[] {
  return text.replace(/\u001A+\s*$/, "").split(/\r\n|\n|\r/);
}
