import type { Type } from '@nestjs/common';

/** Where the library keeps what `ApiOperation` says; it exports the name to nobody. */
const OPERATION = 'swagger/apiOperation';

/** Verbs that say nothing without what they are done to. */
const BARE_VERBS = new Set([
  'add',
  'cancel',
  'change',
  'configure',
  'create',
  'delete',
  'export',
  'find',
  'forget',
  'get',
  'import',
  'list',
  'merge',
  'move',
  'redeliver',
  'redrive',
  'register',
  'remove',
  'rename',
  'revoke',
  'show',
  'start',
  'test',
  'update',
  'watch',
]);

/** What belongs to a thing, and is named after it. */
const PARTS = new Set(['events', 'items', 'progress']);

/**
 * The name of an operation, for generated clients: `RecognitionsController.recognise` is `recognise`,
 * `PeopleController.list` is `listPeople`, `PeopleController.find` is `findPerson`, `FleetController.events` is
 * `fleetEvents`. Renaming a method renames what
 * clients call; `@ApiOperation({ operationId })` says otherwise.
 */
export function operationIdOf(controller: string, method: string): string {
  const resource = controller.replace(/(Events)?Controller$/, '');
  if (PARTS.has(method)) return lowerFirst(singularOf(resource)) + upperFirst(method);
  if (!BARE_VERBS.has(method)) return method;
  return method + (method === 'list' ? resource : singularOf(resource));
}

/** Of a handler: as its decorators say, or by its name. */
export function operationIdFor(controller: Type, handler: { name: string }): string {
  const said = Reflect.getMetadata(OPERATION, handler) as { operationId?: string } | undefined;
  return said?.operationId ?? operationIdOf(controller.name, handler.name);
}

function singularOf(plural: string): string {
  return plural
    .replace(/People$/, 'Person')
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|s|x)es$/, '$1')
    .replace(/(?<!s)s$/, '');
}

const lowerFirst = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
const upperFirst = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
