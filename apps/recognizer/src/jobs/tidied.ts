/** Every number in it with four digits behind the point at most: the models' noise begins before that. */
export function tidied<T>(value: T): T {
  if (typeof value === 'number') return Number(value.toFixed(4)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, tidied<unknown>(member)]),
  ) as T;
}
