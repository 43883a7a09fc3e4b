/** As much of an OpenAPI document as says who may do what. */
export interface ApiDocument {
  paths: Record<string, Record<string, OperationObject>>;
}
interface OperationObject {
  description?: string;
  security?: Record<string, string[]>[];
  'x-scopes'?: string[];
  parameters?: { in: string; name: string; schema?: { example?: string | number } }[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> }>;
}

export interface Operation extends OperationObject {
  /** `POST /v1/keys` */
  name: string;
  method: string;
  path: string;
}

export function operationsOf({ paths }: ApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** The error codes that an operation documents, by status. */
export function problemsOf({ responses }: Operation): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { content }]) => [
      status,
      Object.keys(content?.['application/problem+json']?.examples ?? {}),
    ]),
  );
}

const NOBODY = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

/** A request for an operation that is as right as its document lets one guess, and names this gallery. */
export function requestFor(operation: Operation, gallery: string): [path: string, init: RequestInit] {
  const values = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) => [name, name === 'gallery' ? gallery : String(schema?.example ?? NOBODY)]);
  const known = Object.fromEntries(values) as Record<string, string>;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name] ?? NOBODY);
  return [path, { method: operation.method, ...bodyFor(operation) }];
}

function bodyFor({ requestBody }: Operation): RequestInit {
  const types = Object.keys(requestBody?.content ?? {});
  const [first] = types;
  if (first === undefined) return {};
  if (types.includes('multipart/form-data')) {
    const form = new FormData();
    form.append('name', 'Nobody');
    return { body: form };
  }
  const json = types.find((type) => type.includes('json'));
  return { body: json === undefined ? 'x' : '{}', headers: { 'Content-Type': json ?? first } };
}
