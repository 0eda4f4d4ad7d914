/** How this process is, for `/livez`, `/readyz` and `/metrics`. */
export interface Health {
  /** What it still waits for, one short phrase each; empty when ready. While it drains: `draining`. */
  waitsFor(): readonly string[];
  /** What it does without for now, and is ready all the same, one short phrase each. */
  doesWithout(): readonly string[];
  /** Prometheus text format. */
  metrics(): Promise<string>;
}
