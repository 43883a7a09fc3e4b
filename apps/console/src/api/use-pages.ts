import { useEffect, useRef, useState } from 'preact/hooks';
import { type Action, useAction } from './use-action';
import { type Query, useQuery } from './use-query';

export interface Page<T> {
  items: T[];
  /** null: this is the last page. */
  nextCursor: string | null;
}

export interface Pages<T> {
  first: Query<Page<T>>;
  /** Of the pages after the first one, so far. */
  further: readonly T[];
  /** Of the next page; null: there is none. */
  nextCursor: string | null;
  more: Action<string>;
}

/** A list that the API gives page by page, from the first one on whenever `deps` change or it is refreshed. */
export function usePages<T>(
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  deps: readonly unknown[],
): Pages<T> {
  const first = useQuery((signal) => ask(undefined, signal), deps);
  const [further, setFurther] = useState<Page<T>>();
  const begun = useRef(first.data);
  begun.current = first.data;
  const more = useAction(
    async (cursor: string, signal) => ({ after: begun.current, page: await ask(cursor, signal) }),
    ({ after, page }) => {
      if (after !== begun.current) return; // it goes on where another list ended
      setFurther((last) => ({ ...page, items: [...(last?.items ?? []), ...page.items] }));
    },
  );
  useEffect(() => setFurther(undefined), [first.data]);
  return {
    first,
    further: further?.items ?? [],
    nextCursor: (further ?? first.data)?.nextCursor ?? null,
    more,
  };
}
