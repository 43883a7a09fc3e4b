import { API_URL, send } from './send';
import { enter, type Key, leave, session } from './session';

/** @throws as `send`: FacefleetError `key-invalid` where nobody made this key */
export async function signIn(secret: string, signal: AbortSignal): Promise<void> {
  enter(secret, await keyOf(secret, signal));
}

/** With the key that the browser has kept for this session. @throws as `send`, where it is not known whether it is good */
export async function restore(signal: AbortSignal): Promise<void> {
  const current = session.peek();
  if (current.state !== 'restoring') return;
  try {
    enter(current.secret, await keyOf(current.secret, signal));
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 401) leave('key-refused');
    else throw error;
  }
}

async function keyOf(secret: string, signal: AbortSignal): Promise<Key> {
  const response = await send(new Request(`${API_URL}/v1/keys/self`, { signal }), { secret });
  return (await response.json()) as Key;
}
