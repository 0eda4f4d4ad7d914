/** One line for each entry; never a person's data: ids, codes, counts and times only. */
export interface Log {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  /** @param facts `error` holds what was thrown */
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}
