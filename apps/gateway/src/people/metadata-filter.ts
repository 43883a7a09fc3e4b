import type { Metadata } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';

/** Keys with the values that are asked for; all of them must fit. */
export type MetadataFilter = readonly (readonly [key: string, value: string])[];

const PREFIX = 'metadata.';

/**
 * `?metadata.department=engines`.
 * @throws ExpectedError `request-invalid`
 */
export function metadataFilterOf(query: Readonly<Record<string, unknown>>): MetadataFilter {
  return Object.entries(query)
    .filter(([name]) => name.startsWith(PREFIX))
    .flatMap(([name, given]) =>
      [given].flat().map((value): [string, string] => {
        if (typeof value === 'string') return [name.slice(PREFIX.length), value];
        throw new ExpectedError('request-invalid', `${name}: expected a text.`);
      }),
    );
}

/** Query parameters are texts: 1815 and "1815" are the same here. Of a list, one member must fit. */
export function fits(metadata: Metadata, filter: MetadataFilter): boolean {
  return filter.every(([key, value]) => {
    const known = Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    return [known].flat().some((one) => one !== undefined && String(one) === value);
  });
}
