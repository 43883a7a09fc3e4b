import type { Request } from 'express';

/** As much of a layer of Express's router as says which route it is. */
interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): unknown;
}

/** What can be asked of the path of a request that nobody answers; nothing where there is no such path. */
export function allowedMethods({ app, path }: Request): string[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  const layers = stack.filter((layer) => layer.route !== undefined && layer.match(path));
  const methods = new Set(layers.flatMap(({ route }) => Object.keys(route?.methods ?? {})));
  if (methods.has('get')) methods.add('head');
  return [...methods].map((method) => method.toUpperCase()).sort();
}
