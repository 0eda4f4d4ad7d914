import { basename } from "node:path";
import { BadInput } from "./faults.ts";

/** What Node says of a file that cannot be read, in words; other errors stay as they are. */
export function asBadInput(error: unknown, path: string): unknown {
  const { code, message } = faultOf(error);
  if (code === "ENOENT") return new BadInput(`${path}: there is no such file`);
  if (code === "EISDIR") return new BadInput(`${path}: this is a folder, not a file`);
  if (code === "EACCES") return new BadInput(`${path}: this file must not be read`);
  if (code.startsWith("Z_")) return new BadInput(`${basename(path)}: damaged gzip: ${message}`);
  return error;
}

/** Code and message of an error of Node's own libraries; empty for what is none. */
export function faultOf(error: unknown): { readonly code: string; readonly message: string } {
  if (typeof error !== "object" || error === null || !("code" in error) || !("message" in error)) return { code: "", message: "" };
  return { code: String(error.code), message: String(error.message) };
}
