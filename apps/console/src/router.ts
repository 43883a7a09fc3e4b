import { computed, signal } from '@preact/signals';

/** Pages stand behind the `#`, so any server of files can serve them: `#/people/default/ada`. */
const hash = signal(window.location.hash);
window.addEventListener('hashchange', () => (hash.value = window.location.hash));

export interface Place {
  /** First part of the path; undefined: none was named. */
  page: string | undefined;
  /** What follows, decoded. */
  rest: string[];
}

export const place = computed<Place>(() => placeOf(hash.value));

export function placeOf(text: string): Place {
  const [page, ...rest] = text
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  return { page, rest };
}

export function hrefOf(page: string, ...rest: string[]): string {
  return `#/${[page, ...rest].map(encodeURIComponent).join('/')}`;
}

export function goTo(page: string, ...rest: string[]): void {
  window.location.hash = hrefOf(page, ...rest);
}

/** Somebody may have typed it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
