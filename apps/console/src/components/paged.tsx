import type { ComponentChildren } from 'preact';
import type { Scope } from '../api/session';
import type { Pages } from '../api/use-pages';
import { texts } from '../texts';
import { Button } from './button';
import { FailureNote, Loaded } from './states';

/** What is there of a list, and a button for more. */
export function Paged<T>({
  pages: { first, further, nextCursor, more },
  needs,
  empty,
  children,
}: {
  pages: Pages<T>;
  /** Named where the key may not ask it. */
  needs?: Scope;
  /** Where there is nothing. */
  empty: ComponentChildren;
  children: (items: T[]) => ComponentChildren;
}) {
  return (
    <Loaded query={first} needs={needs}>
      {({ items }) => {
        const all = [...items, ...further];
        return (
          <>
            {all.length > 0 ? children(all) : nextCursor === null && empty}
            {more.failure && <FailureNote failure={more.failure} />}
            {nextCursor !== null && (
              <div class="row">
                <Button isBusy={more.isBusy} onClick={() => more.run(nextCursor)}>
                  {texts.states.more}
                </Button>
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
