import { clientName, type Metadata } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { PeopleQuery } from './people.dto';

/** Keys with the values that are asked for; all of them must fit. */
export type MetadataFilter = readonly (readonly [key: string, value: string])[];

const PREFIX = 'metadata.';

/**
 * `?metadata.department=engines`. A parameter that nobody knows is refused: a filter that was misspelt would let everybody
 * through.
 * @throws ExpectedError `request-invalid`
 */
export function metadataFilterOf(query: Readonly<Record<string, unknown>>): MetadataFilter {
  return Object.entries(query)
    .filter(([name]) => !Object.hasOwn(PeopleQuery.shape, name))
    .flatMap(([name, given]) => {
      const key = keyIn(name);
      return [given].flat().map((value): [string, string] => {
        if (typeof value === 'string') return [key, value];
        throw new ExpectedError('request-invalid', `${name}: expected a text.`);
      });
    });
}

function keyIn(parameter: string): string {
  const key = clientName.safeParse(parameter.slice(PREFIX.length));
  if (parameter.startsWith(PREFIX) && key.success) return key.data;
  const known = [...Object.keys(PeopleQuery.shape), `${PREFIX}<key>`].join(', ');
  throw new ExpectedError('request-invalid', `${parameter}: is not known here. There are ${known}.`);
}

/** Query parameters are texts: 1815 and "1815" are the same here. Of a list, one member must fit. */
export function fits(metadata: Metadata, filter: MetadataFilter): boolean {
  return filter.every(([key, value]) => {
    const known = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    return [known].flat().some((one) => one !== undefined && String(one) === value);
  });
}
