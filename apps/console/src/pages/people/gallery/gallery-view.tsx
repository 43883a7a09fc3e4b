import { useState } from 'preact/hooks';
import type { Gallery } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { may } from '../../../api/session';
import { useQuery } from '../../../api/use-query';
import { Button } from '../../../components/button';
import { PageHeader } from '../../../components/page-header';
import { Loaded } from '../../../components/states';
import { count, oneIn } from '../../../format';
import { texts } from '../../../texts';
import { EnrolDialog } from '../enrol/enrol-dialog';
import { ImportDialog } from '../imports/import-dialog';
import { ImportList } from '../imports/import-list';
import { galleriesHref } from '../places';
import { Trail } from '../trail';
import { DeleteGallery } from './delete-gallery';
import { ExportGallery } from './export-gallery';
import { PeopleList } from './people-list';

type Open = 'enrol' | 'import' | 'delete';

export function GalleryView({ gallery }: { gallery: string }) {
  const [open, setOpen] = useState<Open>();
  const [changes, setChanges] = useState(0);
  // Of all, because a gallery comes into being with its first face: to somebody who is about to enrol one it is empty.
  const settings = useQuery(
    async (signal): Promise<Gallery | null> => {
      const { galleries } = await dataOf(api.GET('/v1/galleries', { signal }));
      return galleries.find(({ name }) => name === gallery) ?? null;
    },
    [gallery, changes],
  );
  const changed = () => setChanges((last) => last + 1);
  const close = () => setOpen(undefined);
  return (
    <div class="page">
      <Trail places={[{ name: texts.people.galleries, href: galleriesHref() }]} />
      <PageHeader title={gallery}>
        {may('enrol') && (
          <>
            <Button kind="primary" icon="plus" onClick={() => setOpen('enrol')}>
              {texts.people.enrolSomebody}
            </Button>
            <Button icon="upload" onClick={() => setOpen('import')}>
              {texts.people.import}
            </Button>
          </>
        )}
        {may('admin') && settings.data && (
          <>
            <ExportGallery gallery={gallery} />
            <Button
              kind="quiet"
              icon="trash"
              label={texts.people.deleteGallery}
              onClick={() => setOpen('delete')}
            />
          </>
        )}
      </PageHeader>
      <Loaded query={settings} needs="recognize">
        {(data) =>
          data && (
            <p class="soft gallery-facts">
              {texts.people.sizes(count(data.people), count(data.faces))} · {data.model} ·{' '}
              {texts.people.strangers(oneIn(data.maxFalseMatchRate))}
            </p>
          )
        }
      </Loaded>
      {may('enrol') && settings.data && <ImportList gallery={gallery} />}
      {settings.data !== undefined && (
        <PeopleList
          gallery={gallery}
          isThere={settings.data !== null}
          changes={changes}
          enrol={() => setOpen('enrol')}
        />
      )}
      {open === 'enrol' && <EnrolDialog gallery={gallery} close={close} enrolled={changed} />}
      {open === 'import' && <ImportDialog gallery={gallery} close={close} />}
      {open === 'delete' && settings.data && <DeleteGallery gallery={settings.data} close={close} />}
    </div>
  );
}
