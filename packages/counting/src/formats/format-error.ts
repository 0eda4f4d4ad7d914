/** A file that cannot be read as what it claims to be. `line` counts from 1; `reason` says what is wrong and what was expected. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly file: string;
  readonly line: number;
  readonly reason: string;

  constructor(file: string, line: number, reason: string) {
    super(`${file}, line ${line}: ${reason}`);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }
}
