/** What a path leads to: one entry for each method, and the texts that stood where the pattern has braces. */
export type Found<Entry> = { readonly methods: ReadonlyMap<string, Entry>; readonly parameters: readonly string[] };

type Node<Entry> = {
  readonly fixed: Map<string, Node<Entry>>;
  any: Node<Entry> | undefined;
  /** Takes all segments that are left. */
  rest: Node<Entry> | undefined;
  readonly methods: Map<string, Entry>;
};

export type RouteTable<Entry> = {
  add(method: string, pattern: string, entry: Entry): void;
  /** @param path without its query; percent-encoding is undone in parameters only */
  find(path: string): Found<Entry> | undefined;
};

/**
 * Paths by segments; a fixed segment goes before one in braces, that before a last `{+field}`, which takes all that are left. Looking up costs the length of
 * the path, whatever the number of routes.
 */
export function routeTable<Entry>(): RouteTable<Entry> {
  const root = newNode<Entry>();
  return {
    add(method, pattern, entry) {
      let node = root;
      for (const segment of pattern.split("/")) node = nextOf(node, segment);
      node.methods.set(method, entry);
    },
    find(path) {
      const parameters: string[] = [];
      const node = descend(root, path.split("/"), 0, parameters);
      return node === undefined ? undefined : { methods: node.methods, parameters };
    },
  };
}

function newNode<Entry>(): Node<Entry> {
  return { fixed: new Map(), any: undefined, rest: undefined, methods: new Map() };
}

function nextOf<Entry>(node: Node<Entry>, segment: string): Node<Entry> {
  if (segment.startsWith("{+")) {
    node.rest ??= newNode();
    return node.rest;
  }
  if (segment.startsWith("{")) {
    node.any ??= newNode();
    return node.any;
  }
  const next = node.fixed.get(segment) ?? newNode<Entry>();
  node.fixed.set(segment, next);
  return next;
}

function descend<Entry>(node: Node<Entry>, segments: readonly string[], index: number, parameters: string[]): Node<Entry> | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.methods.size === 0 ? undefined : node;
  const fixed = node.fixed.get(segment);
  const found = fixed === undefined ? undefined : descend(fixed, segments, index + 1, parameters);
  if (found !== undefined || segment === "") return found;
  return throughBraces(node, segments, index, parameters);
}

function throughBraces<Entry>(node: Node<Entry>, segments: readonly string[], index: number, parameters: string[]): Node<Entry> | undefined {
  const depth = parameters.length;
  if (node.any !== undefined) {
    parameters.push(segments[index] ?? "");
    const below = descend(node.any, segments, index + 1, parameters);
    if (below !== undefined) return below;
    parameters.length = depth;
  }
  if (node.rest !== undefined) parameters.push(segments.slice(index).join("/"));
  return node.rest;
}
