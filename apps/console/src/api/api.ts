import type { paths } from '@facefleet/client/browser';
import createClient from 'openapi-fetch';
import { API_URL, send } from './send';

/** Every path of the API's document, with its types. Whatever is not a success is thrown: see `send`. */
export const api = createClient<paths>({ baseUrl: API_URL, fetch: (request) => send(request) });

/** What is not a success has been thrown before. */
export async function dataOf<T>(sent: Promise<{ data?: T }>): Promise<T> {
  const { data } = await sent;
  return data as T;
}

/** Of a path that the gateway named, as `location`. */
export async function getJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await send(new Request(API_URL + path, { signal }));
  return (await response.json()) as T;
}
