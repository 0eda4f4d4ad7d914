/** Which options are above which others, through any number of pairs. */
export interface Reach {
  has(above: number, below: number): boolean;
  /** Puts one option above another, and so everything above the one above everything below the other. */
  add(above: number, below: number): void;
  copy(): Reach;
}

/** Nothing is above anything yet. */
export function emptyReach(size: number): Reach {
  return reachFrom(Array.from({ length: size }, () => new Uint8Array(size)));
}

function reachFrom(rows: readonly Uint8Array[]): Reach {
  function has(above: number, below: number): boolean {
    return rows[above]?.[below] === 1;
  }
  function add(above: number, below: number): void {
    if (has(above, below)) return;
    for (const [option, row] of rows.entries()) {
      if (option !== above && !has(option, above)) continue;
      row[below] = 1;
      for (const [other, set] of (rows[below] ?? []).entries()) if (set === 1) row[other] = 1;
    }
  }
  return { has, add, copy: () => reachFrom(rows.map((row) => row.slice())) };
}
