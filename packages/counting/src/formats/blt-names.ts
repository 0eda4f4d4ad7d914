/**
 * The names and the title after the papers of a `.blt` file; fewer names than `count` when the file ends early, "" for a missing title.
 * Lines after the title are ignored: some files carry remarks there.
 */
export function namesIn(lines: readonly string[], count: number): { names: string[]; title: string } {
  const texts = lines.map(withoutDecoration).filter((line) => line !== "");
  return { names: texts.slice(0, count).map(nameIn), title: nameIn(texts[count] ?? "") };
}

/** Without comments, the `# ALTERNATIVE NAME 1:` that some files kept from PrefLib, and the commas of a spreadsheet's empty cells. */
function withoutDecoration(line: string): string {
  return line
    .trim()
    .replace(/^#\s*ALTERNATIVE NAME \d+\s*:/i, "")
    .replace(/^#.*$/, "")
    .replace(/[,;\s]+$/, "")
    .trim();
}

/**
 * A name without its quotes: `A`, `"A"`, `"A" "Party"`, `"A ""Party"""` and `"""A"" ""Party"" "` are all found in files of councils. A party
 * stays behind the name, in quotes.
 */
function nameIn(line: string): string {
  const text = unquoted(line).replace(/\s+/g, " ").trim();
  const parts = /^"([^"]*)"(?: ?"([^"]*)")?$/.exec(text);
  if (parts === null) return text;
  const [, name = "", party] = parts;
  return party === undefined ? name.trim() : `${name.trim()} "${party.trim()}"`;
}

/** Takes off one pair of outer quotes with a comment behind them, as CSV does; quotes that do not fit together are dropped at both ends. */
function unquoted(line: string): string {
  if (!line.startsWith('"')) return line;
  const whole = /^"((?:[^"]|"")*)"\s*(?:#.*)?$/.exec(line);
  if (whole !== null) return (whole[1] ?? "").replaceAll('""', '"');
  const strings = /^("[^"]*"\s*"[^"]*")\s*(?:#.*)?$/.exec(line);
  return strings?.[1] ?? line.replace(/^"+|"+$/g, "");
}
