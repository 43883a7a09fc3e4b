import { signal } from '@preact/signals';
import type { components } from '@facefleet/client/browser';

export type Key = components['schemas']['Key'];
export type Scope = Key['scopes'][number];

/** `restoring`: a key was kept, and it is being asked whether it is still good. */
export type Session =
  | { state: 'signed-out'; because?: 'key-refused' }
  | { state: 'restoring'; secret: string }
  | { state: 'signed-in'; secret: string; key: Key };

/** The browser forgets it with the tab; it is nowhere else. */
const KEPT_AS = 'facefleet.key';

const kept = sessionStorage.getItem(KEPT_AS);
export const session = signal<Session>(
  kept === null ? { state: 'signed-out' } : { state: 'restoring', secret: kept },
);

export function secretOf(current: Session): string | undefined {
  return current.state === 'signed-out' ? undefined : current.secret;
}

export function enter(secret: string, key: Key): void {
  sessionStorage.setItem(KEPT_AS, secret);
  session.value = { state: 'signed-in', secret, key };
}

export function leave(because?: 'key-refused'): void {
  sessionStorage.removeItem(KEPT_AS);
  session.value = { state: 'signed-out', because };
}

/** Whether the key that is signed in may do what needs this scope. */
export function may(scope: Scope): boolean {
  const current = session.value;
  return (
    current.state === 'signed-in' &&
    (current.key.scopes.includes(scope) || current.key.scopes.includes('admin'))
  );
}
