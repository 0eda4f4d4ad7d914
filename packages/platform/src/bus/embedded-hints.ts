/** "Something has grown", given once for each turn of the event loop. */
export type Hints = {
  give(service: string): void;
  /** @returns stops */
  take(service: string, heard: () => void): () => void;
};

export function embeddedHints(): Hints {
  const listeners = new Map<string, Set<() => void>>();
  const due = new Set<string>();

  function deliver(): void {
    const services = [...due];
    due.clear();
    // Each on its own, so that one listener's fault is nobody else's.
    for (const heard of services.flatMap((service) => [...(listeners.get(service) ?? [])])) queueMicrotask(heard);
  }

  return {
    give(service) {
      if (!listeners.has(service)) return;
      if (due.size === 0) setImmediate(deliver);
      due.add(service);
    },
    take(service, heard) {
      // Listening twice with one function is listening twice.
      const own = () => heard();
      const all = listeners.get(service) ?? new Set();
      listeners.set(service, all.add(own));
      return () => {
        all.delete(own);
        if (all.size === 0 && listeners.get(service) === all) listeners.delete(service);
      };
    },
  };
}
