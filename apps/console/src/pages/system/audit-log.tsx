import type { components } from '@facefleet/client/browser';
import { useState } from 'preact/hooks';
import { api, dataOf } from '../../api/api';
import { usePages } from '../../api/use-pages';
import { Paged } from '../../components/paged';
import { Empty } from '../../components/states';
import { time } from '../../format';
import { texts } from '../../texts';
import { AuditFilter, type Filter, NO_FILTER, queryOf } from './audit-filter';
import { Part } from './part';

type Entry = components['schemas']['AuditRecords']['records'][number];

const t = texts.system.audit;
const PAGE_SIZE = 25;

export function AuditLog() {
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const pages = usePages(
    async (cursor, signal) => {
      const query = { ...queryOf(filter), limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
      const answer = await dataOf(api.GET('/v1/audit', { params: { query }, signal }));
      return { items: answer.records, nextCursor: answer.nextCursor };
    },
    [filter],
  );
  return (
    <Part title={t.title} lead={t.lead}>
      <AuditFilter change={setFilter} />
      <Paged pages={pages} empty={<Empty title={t.none} detail={t.noneLead} />}>
        {(records) => (
          <div class="table-box card card-flush" tabIndex={0} role="region" aria-label={t.records}>
            <table class="audit">
              <thead>
                <tr>
                  <th scope="col">{t.at}</th>
                  <th scope="col">{t.what}</th>
                  <th scope="col">{t.whom}</th>
                  <th scope="col">{t.who}</th>
                  <th scope="col">{t.answer}</th>
                </tr>
              </thead>
              <tbody>
                {records.map((record) => (
                  <Row key={`${record.id}-${record.phase}`} record={record} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Paged>
    </Part>
  );
}

function Row({ record }: { record: Entry }) {
  const { at, operation, kind, phase, gallery, people, morePeople, keyId, keyName, client, status } = record;
  const named = [...people, ...(morePeople ? [t.more] : [])].join(', ');
  return (
    <tr>
      <td>
        <time dateTime={at}>{time(at)}</time>
      </td>
      <td>
        <code>{operation}</code>
        {kind === 'act' && <span class="tag tag-warning">{t.phases[phase]}</span>}
      </td>
      <td>
        {named}
        {gallery !== null && <span class="small soft">{t.inGallery(gallery)}</span>}
      </td>
      <td title={keyId ?? undefined}>
        {keyName ?? t.noKey}
        <span class="small soft">{client}</span>
      </td>
      <td class={status !== null && status >= 400 ? 'refused' : ''}>{status ?? '–'}</td>
    </tr>
  );
}
