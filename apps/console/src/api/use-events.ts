import { type ServerSentEvent, serverSentEvents } from '@facefleet/client/browser';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, isCancelled } from './failure';
import { API_URL, send } from './send';
import { sleep } from './sleep';
import { isForbidden } from './use-query';

/** `lost`: it is being connected again. */
export type EventsState = 'connecting' | 'live' | 'lost' | 'forbidden';
export interface Events {
  state: EventsState;
  failure?: Failure;
}

const RECONNECT_MS = 2_000;

/**
 * Server-Sent Events of a path while the component is shown. By fetch, because EventSource cannot send the key.
 * @param path  undefined: none for now
 * @param hear  each event; `end` events, where a stream has them, are for `hear` to act on
 * @param endsAfter  the stream is complete after an event of this type, and not connected again
 */
export function useEvents(
  path: string | undefined,
  hear: (event: ServerSentEvent) => void,
  endsAfter?: string,
): Events {
  const [events, setEvents] = useState<Events>({ state: 'connecting' });
  const hearNow = useRef(hear);
  hearNow.current = hear;

  useEffect(() => {
    if (path === undefined) return;
    const leaving = new AbortController();
    setEvents({ state: 'connecting' });
    const tell = (next: Events) => !leaving.signal.aborted && setEvents(next);
    void follow(path, leaving.signal, tell, (event) => hearNow.current(event), endsAfter);
    return () => leaving.abort();
  }, [path, endsAfter]);

  return events;
}

async function follow(
  path: string,
  signal: AbortSignal,
  tell: (events: Events) => void,
  hear: (event: ServerSentEvent) => void,
  endsAfter: string | undefined,
): Promise<void> {
  let lastId: string | undefined;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (lastId !== undefined) headers['Last-Event-ID'] = lastId;
      const response = await send(new Request(API_URL + path, { headers, signal }));
      tell({ state: 'live' });
      for await (const event of serverSentEvents(chunksOf(response.body))) {
        lastId = event.id;
        hear(event);
        if (event.type === endsAfter) return;
      }
      tell({ state: 'lost' });
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      if (isForbidden(error)) return tell({ state: 'forbidden', failure: failureOf(error) });
      // A connection that breaks off is no failure of anybody's: it is made again.
      tell({ state: 'lost', failure: error instanceof TypeError ? undefined : failureOf(error) });
    }
    await sleep(RECONNECT_MS, signal).catch(() => undefined);
  }
}

/** Not every browser can iterate over a stream. */
async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
