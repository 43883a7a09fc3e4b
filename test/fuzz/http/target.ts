import { type ApiDocument, type Operation, operationsOf, problemsOf } from '../../support/operations';
import { resolved, type Schema } from './schema';

/** An operation of the API document, as far as requests are made from it and answers judged by it. */
export interface Target {
  /** `POST /v1/keys` */
  name: string;
  method: string;
  /** With `{gallery}` and the like. */
  path: string;
  parameters: { in: 'path' | 'query' | 'header'; name: string; schema: Schema }[];
  bodies: { type: string; schema: Schema }[];
  /** Status codes of answers that are no problems. */
  statuses: number[];
  /** Error codes that it documents. */
  codes: string[];
}

type Described = Operation & {
  parameters?: { in: string; name: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
};

export function targetsOf(document: ApiDocument): Target[] {
  return (operationsOf(document) as Described[]).map((operation) => ({
    name: operation.name,
    method: operation.method,
    path: operation.path,
    parameters: (operation.parameters ?? []).map(({ in: place, name, schema }) => ({
      in: place as 'path' | 'query' | 'header',
      name,
      schema: resolved(schema, document),
    })),
    bodies: Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => ({
      type,
      schema: resolved(schema, document),
    })),
    statuses: Object.keys(operation.responses)
      .map(Number)
      .filter((status) => status < 400),
    codes: Object.values(problemsOf(operation)).flat(),
  }));
}
