import { AskedChild } from '../../support/asked-child';

/** Keeps so many requests in the air for so long, or until so many were sent. */
export interface Saturation {
  kind: 'saturate';
  concurrency: number;
  seconds: number;
  most: number;
  /** Their files. */
  images: string[];
  /** Each image as another file every time, and nobody waits for the answers. */
  isNew: boolean;
}

/** Sends so many a second, whether or not the others are answered: what clients do who do not know of each other. */
export interface Arrivals {
  kind: 'arrive';
  perS: number;
  seconds: number;
  /** Their files. */
  images: string[];
}

/** Sends each image once and waits for its answer. */
export interface Recognitions {
  kind: 'recognise';
  concurrency: number;
  images: string[];
  /** Copies of them to send, no two alike. */
  count: number;
}

/** Fetches one after the other. */
export interface Retrievals {
  kind: 'fetch';
  paths: string[];
}

export type ClientQuestion = Saturation | Arrivals | Recognitions | Retrievals;

export interface ClientAnswer {
  wallMs: number;
  /** One for each request [ms]: of fetches in their order */
  latenciesMs: number[];
  /** How many answers had which status. */
  statuses: Record<number, number>;
  /** Of the answers that came from the cache. */
  fromCache: number;
  /** Ids of the recognitions that were asked for and waited for. */
  ids: string[];
}

export interface ClientSettings {
  url: string;
  key: string;
}

/** A client in a process of its own, as light as there is one: it works on the cores that are measured. */
export type Client = AskedChild<ClientQuestion, ClientAnswer>;

export function startClient(settings: ClientSettings): Promise<Client> {
  return AskedChild.start('test/bench/gateway/client.child.ts', settings);
}
