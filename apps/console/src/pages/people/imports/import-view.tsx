import { useEffect, useState } from 'preact/hooks';
import type { Import } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { useAction } from '../../../api/use-action';
import { useEvents } from '../../../api/use-events';
import { useQuery } from '../../../api/use-query';
import { Button } from '../../../components/button';
import { PageHeader } from '../../../components/page-header';
import { Progress } from '../../../components/progress';
import { FailureNote, Loaded } from '../../../components/states';
import { count, time } from '../../../format';
import { announce } from '../../../shell/live-region';
import { texts } from '../../../texts';
import { galleriesHref, galleryHref } from '../places';
import { Trail } from '../trail';
import { ImportItems } from './import-items';
import { doneOf, hasEnded, shareOf } from './progress-of';

export function ImportView({ gallery, id }: { gallery: string; id: string }) {
  const path = { gallery, id };
  const asked = useQuery(
    (signal) => dataOf(api.GET('/v1/galleries/{gallery}/imports/{id}', { params: { path }, signal })),
    [gallery, id],
  );
  const [told, setTold] = useState<Import>();
  const latest = told ?? asked.data;
  const isUnderWay = latest !== undefined && !hasEnded(latest);
  // Followed from the first answer on: what has ended has no events.
  const [follows, setFollows] = useState(false);
  useEffect(() => setFollows((last) => last || isUnderWay), [isUnderWay]);
  const events = useEvents(
    follows ? `/v1/galleries/${encodeURIComponent(gallery)}/imports/${id}/events` : undefined,
    ({ type, data }) => {
      setTold(JSON.parse(data) as Import);
      if (type === 'end') announce(texts.people.importStatuses.finished);
    },
    'end',
  );
  const cancel = useAction(
    (_: void, signal) =>
      dataOf(api.DELETE('/v1/galleries/{gallery}/imports/{id}', { params: { path }, signal })),
    setTold,
  );
  return (
    <div class="page">
      <Trail
        places={[
          { name: texts.people.galleries, href: galleriesHref() },
          { name: gallery, href: galleryHref(gallery) },
        ]}
      />
      <PageHeader
        title={latest ? texts.people.importOf(time(latest.createdAt)) : texts.people.import}
        intro={latest && texts.people.importStatuses[latest.status]}
      >
        {isUnderWay && (
          <Button isBusy={cancel.isBusy} onClick={() => cancel.run()}>
            {texts.people.cancelImport}
          </Button>
        )}
      </PageHeader>
      <Loaded query={{ ...asked, data: latest }} needs="enrol">
        {(one) => (
          <>
            {cancel.failure && <FailureNote failure={cancel.failure} />}
            {events.state === 'lost' && isUnderWay && (
              <p class="note note-warning">{texts.states.reconnecting}</p>
            )}
            <div class="card">
              <Progress share={shareOf(one)} label={texts.people.importDone(doneOf(one), one.total)} />
              <dl class="figures">
                {(['succeeded', 'rejected', 'failed', 'skipped'] as const).map((status) => (
                  <div key={status}>
                    <dt>{texts.people.itemStatuses[status]}</dt>
                    <dd>{count(one[status])}</dd>
                  </div>
                ))}
              </dl>
            </div>
            <ImportItems gallery={gallery} id={id} changes={doneOf(one)} />
          </>
        )}
      </Loaded>
    </div>
  );
}
