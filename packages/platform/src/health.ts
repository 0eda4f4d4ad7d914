/** How this process is, for `/livez`, `/readyz` and `/metrics`. */
export interface Health {
  /** What it still waits for, one short phrase each; empty when ready. While it drains: `draining`. */
  waitsFor(): readonly string[];
  /** Prometheus text format. */
  metrics(): Promise<string>;
}
