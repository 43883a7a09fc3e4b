import { PersonId } from '@facefleet/contracts';

const PERSON_FIELDS = new Set(['person', 'candidate']);
/** Nothing that we answer is nested more deeply. */
const MAX_DEPTH = 8;

/**
 * Ids of the people whom an answer names: `personId`, and the `id` of whatever stands in `person`, in `candidate` or in
 * the list `people`. Values are never looked into for anything else.
 */
export function namedPeople(answer: unknown): Set<string> {
  const found = new Set<string>();
  look(answer, undefined, found, 0);
  return found;
}

function look(value: unknown, field: string | undefined, found: Set<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    if (typeof value[0] !== 'object') return; // numbers and texts
    for (const item of value) look(item, field === 'people' ? 'person' : undefined, found, depth + 1);
    return;
  }
  const { id, personId } = value as { id?: unknown; personId?: unknown };
  add(personId, found);
  if (field !== undefined && PERSON_FIELDS.has(field)) add(id, found);
  for (const [name, inner] of Object.entries(value)) look(inner, name, found, depth + 1);
}

function add(id: unknown, found: Set<string>): void {
  // Most have none, and a schema takes its time to say what is wrong.
  if (typeof id === 'string' && PersonId.safeParse(id).success) found.add(id);
}
