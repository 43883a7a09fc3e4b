import { useEffect, useState } from 'preact/hooks';
import type { PersonSummary } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { may } from '../../../api/session';
import { useAction } from '../../../api/use-action';
import { useQuery } from '../../../api/use-query';
import { Button } from '../../../components/button';
import { Icon } from '../../../components/icon';
import { Empty, FailureNote, Loaded } from '../../../components/states';
import { texts } from '../../../texts';
import { useSettled } from '../../../use-settled';
import { Avatar } from '../avatar';
import { personHref } from '../places';

const PAGE_SIZE = 60;
const PAUSE_MS = 250;

export function PeopleList({
  gallery,
  isThere,
  changes,
  enrol,
}: {
  gallery: string;
  /** Not before its first face. */
  isThere: boolean;
  /** Another number whenever somebody was enrolled. */
  changes: number;
  enrol: () => void;
}) {
  const [text, setText] = useState('');
  const sought = useSettled(text.trim(), PAUSE_MS);
  const first = useQuery(
    async (signal) => (isThere ? page(gallery, sought, undefined, signal) : NOBODY),
    [gallery, sought, changes, isThere],
  );
  const [further, setFurther] = useState<Page>();
  const more = useAction(
    (cursor: string, signal) => page(gallery, sought, cursor, signal),
    (next) => setFurther((last) => ({ ...next, people: [...(last?.people ?? []), ...next.people] })),
  );
  useEffect(() => setFurther(undefined), [first.data]);

  return (
    <section class="stack" aria-label={texts.people.people}>
      <div class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={texts.people.search}
          placeholder={texts.people.search}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <Loaded query={first} needs="recognize">
        {(data) => {
          const people = [...data.people, ...(further?.people ?? [])];
          const cursor = (further ?? data).nextCursor;
          if (people.length === 0)
            return sought === '' ? (
              <NobodyYet enrol={enrol} />
            ) : (
              <Empty title={texts.people.nobodyFound(sought)} />
            );
          return (
            <>
              <ul class="people">
                {people.map((person) => (
                  <PersonRow key={person.id} gallery={gallery} person={person} />
                ))}
              </ul>
              {more.failure && <FailureNote failure={more.failure} />}
              {cursor !== null && (
                <div class="row">
                  <Button isBusy={more.isBusy} onClick={() => more.run(cursor)}>
                    {texts.states.more}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

interface Page {
  people: PersonSummary[];
  nextCursor: string | null;
}
const NOBODY: Page = { people: [], nextCursor: null };

function page(gallery: string, name: string, cursor: string | undefined, signal: AbortSignal): Promise<Page> {
  const query = { limit: PAGE_SIZE, ...(name === '' ? {} : { name }), ...(cursor ? { cursor } : {}) };
  return dataOf(api.GET('/v1/galleries/{gallery}/people', { params: { path: { gallery }, query }, signal }));
}

function PersonRow({ gallery, person }: { gallery: string; person: PersonSummary }) {
  const said = Object.entries(person.metadata)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(' · ');
  return (
    <li>
      <a class="person-row" href={personHref(gallery, person.id)}>
        <Avatar name={person.name} />
        <span class="person-row-name">
          <strong>{person.name}</strong>
          <span class="small soft">{said === '' ? person.id : `${person.id} · ${said}`}</span>
        </span>
        <span class="small soft number">{texts.people.faceCount(person.faces)}</span>
      </a>
    </li>
  );
}

function NobodyYet({ enrol }: { enrol: () => void }) {
  return (
    <Empty icon="people" title={texts.people.nobody} detail={texts.people.nobodyDetail}>
      {may('enrol') && (
        <Button kind="primary" icon="plus" onClick={enrol}>
          {texts.people.enrolSomebody}
        </Button>
      )}
    </Empty>
  );
}
