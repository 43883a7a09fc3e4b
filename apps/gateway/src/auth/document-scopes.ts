import type { Scope } from '@facefleet/contracts';
import type { OpenAPIObject } from '@nestjs/swagger';
import { PUBLIC_EXTENSION } from './public.decorator';
import { SCOPES_BY_DEFAULT, SCOPES_EXTENSION } from './scopes.decorator';

/** An operation with what the decorators left on it. */
interface Operation {
  description?: string;
  security?: Record<string, string[]>[];
  [SCOPES_EXTENSION]?: Scope[];
  [PUBLIC_EXTENSION]?: boolean;
}
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/**
 * Says of every operation which key it needs, as the guards see it: any of several requirements suffices, and in
 * OpenAPI 3.1 a bearer requirement may name roles.
 */
export function documentScopes(document: OpenAPIObject, scheme = 'bearer'): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation: Operation | undefined = path[method];
      if (operation === undefined) continue;
      const isPublic = operation[PUBLIC_EXTENSION] === true;
      delete operation[PUBLIC_EXTENSION];
      if (isPublic) {
        operation.security = [];
        continue;
      }
      const scopes = operation[SCOPES_EXTENSION] ?? SCOPES_BY_DEFAULT;
      operation[SCOPES_EXTENSION] = scopes;
      operation.security = [...new Set<Scope>([...scopes, 'admin'])].map((scope) => ({ [scheme]: [scope] }));
      const sentence = `Needs a key with the scope ${scopes.map((scope) => `\`${scope}\``).join(' or ')}.`;
      operation.description = [operation.description, sentence].filter(Boolean).join('\n\n');
    }
  }
  return document;
}
