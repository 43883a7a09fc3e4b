import { useEffect, useState } from 'preact/hooks';
import type { ImportedImage } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { useAction } from '../../../api/use-action';
import { useQuery } from '../../../api/use-query';
import { Button } from '../../../components/button';
import { Empty, FailureNote, Loaded } from '../../../components/states';
import { texts } from '../../../texts';
import { useSettled } from '../../../use-settled';
import { personHref } from '../places';
import { warningText } from '../warnings';

const PAGE_SIZE = 100;
/** The list follows an import that is under way, at this pace. */
const PAUSE_MS = 1_000;
const STATUSES = ['all', 'failed', 'rejected', 'succeeded', 'skipped', 'pending'] as const;
type Wanted = (typeof STATUSES)[number];
const TAGS = {
  succeeded: 'tag-good',
  rejected: 'tag-warning',
  failed: 'tag-danger',
  skipped: '',
  pending: '',
} as const;

/** Each image with what became of it, and why. */
export function ImportItems({ gallery, id, changes }: { gallery: string; id: string; changes: number }) {
  const [wanted, setWanted] = useState<Wanted>('all');
  const settled = useSettled(changes, PAUSE_MS);
  const first = useQuery((signal) => items(gallery, id, wanted, undefined, signal), [gallery, id, wanted]);
  useEffect(() => first.refresh(), [settled]);
  const [further, setFurther] = useState<Page>();
  const more = useAction(
    (cursor: string, signal) => items(gallery, id, wanted, cursor, signal),
    (next) => setFurther((last) => ({ ...next, items: [...(last?.items ?? []), ...next.items] })),
  );
  useEffect(() => setFurther(undefined), [first.data]);
  return (
    <section class="stack" aria-label={texts.people.photographs}>
      <div class="row row-apart">
        <h2>{texts.people.photographs}</h2>
        <label class="row small">
          {texts.people.show}
          <select value={wanted} onChange={(event) => setWanted(event.currentTarget.value as Wanted)}>
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {status === 'all' ? texts.people.all : texts.people.itemStatuses[status]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Loaded query={first} needs="enrol">
        {(data) => {
          const all = [...data.items, ...(further?.items ?? [])];
          const cursor = (further ?? data).nextCursor;
          return (
            <>
              {all.length === 0 ? (
                <Empty title={texts.people.noItems} />
              ) : (
                <ItemTable gallery={gallery} items={all} />
              )}
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

function ItemTable({ gallery, items: all }: { gallery: string; items: readonly ImportedImage[] }) {
  return (
    <div class="table-box card card-flush">
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.people.photograph}</th>
            <th scope="col">{texts.people.person}</th>
            <th scope="col">{texts.people.status}</th>
            <th scope="col">{texts.people.reason}</th>
          </tr>
        </thead>
        <tbody>
          {all.map(({ index, name, personId, status, error, warnings }) => (
            <tr key={index}>
              <td>
                <code>{name}</code>
              </td>
              <td>{personId === null ? '–' : <a href={personHref(gallery, personId)}>{personId}</a>}</td>
              <td>
                <span class={`tag ${TAGS[status]}`}>{texts.people.itemStatuses[status]}</span>
              </td>
              <td class="small">
                {error && (
                  <>
                    {error.detail} <code class="soft">{error.code}</code>
                  </>
                )}
                {warnings.map(warningText).join(' ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Page {
  items: ImportedImage[];
  nextCursor: string | null;
}

function items(
  gallery: string,
  id: string,
  wanted: Wanted,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page> {
  const query = {
    limit: PAGE_SIZE,
    ...(wanted === 'all' ? {} : { status: wanted }),
    ...(cursor === undefined ? {} : { cursor: Number(cursor) }),
  };
  const params = { path: { gallery, id }, query };
  return dataOf(api.GET('/v1/galleries/{gallery}/imports/{id}/items', { params, signal }));
}
