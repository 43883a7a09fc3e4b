import { useState } from 'preact/hooks';
import type { Person } from '@facefleet/client/browser';
import { api, dataOf } from '../../../api/api';
import { download } from '../../../api/download';
import { may } from '../../../api/session';
import { useAction } from '../../../api/use-action';
import { useQuery } from '../../../api/use-query';
import { Button } from '../../../components/button';
import { PageHeader } from '../../../components/page-header';
import { Empty, FailureNote, Loaded } from '../../../components/states';
import { texts } from '../../../texts';
import { Avatar } from '../avatar';
import { EnrolDialog } from '../enrol/enrol-dialog';
import { galleriesHref, galleryHref, goToGallery } from '../places';
import { Trail } from '../trail';
import { FaceCard } from './face-card';
import { MergeDialog } from './merge-dialog';
import { RemovePerson } from './remove-person';
import { RenameDialog } from './rename-dialog';

type Open = 'enrol' | 'merge' | 'rename' | 'remove';

export function PersonView({ gallery, personId }: { gallery: string; personId: string }) {
  const [open, setOpen] = useState<Open>();
  const person = useQuery(
    (signal) =>
      dataOf(
        api.GET('/v1/galleries/{gallery}/people/{personId}', {
          params: { path: { gallery, personId } },
          signal,
        }),
      ),
    [gallery, personId],
  );
  const close = () => setOpen(undefined);
  const changed = () => {
    close();
    person.refresh();
  };
  return (
    <div class="page">
      <Trail
        places={[
          { name: texts.people.galleries, href: galleriesHref() },
          { name: gallery, href: galleryHref(gallery) },
        ]}
      />
      <div class="person-head">
        <Avatar name={person.data?.name ?? personId} />
        <PageHeader title={person.data?.name ?? personId} intro={personId}>
          {person.data && <Actions gallery={gallery} person={person.data} open={setOpen} />}
        </PageHeader>
      </div>
      <Loaded query={person} needs="recognize">
        {(data) => (
          <>
            <Metadata person={data} />
            <Faces gallery={gallery} person={data} changed={changed} enrol={() => setOpen('enrol')} />
            {open === 'enrol' && (
              <EnrolDialog
                gallery={gallery}
                person={{ id: data.id, name: data.name, isNew: false }}
                close={close}
                enrolled={person.refresh}
              />
            )}
            {open === 'merge' && (
              <MergeDialog gallery={gallery} person={data} close={close} merged={changed} />
            )}
            {open === 'rename' && (
              <RenameDialog gallery={gallery} person={data} close={close} renamed={changed} />
            )}
            {open === 'remove' && (
              <RemovePerson
                gallery={gallery}
                person={data}
                close={close}
                removed={() => goToGallery(gallery)}
              />
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Actions({ gallery, person, open }: { gallery: string; person: Person; open: (what: Open) => void }) {
  const path = `/v1/galleries/${encodeURIComponent(gallery)}/people/${encodeURIComponent(person.id)}/export`;
  const get = useAction((_: void, signal) => download(path, `${person.id}.tar`, signal));
  return (
    <>
      {may('enrol') && (
        <>
          <Button kind="primary" icon="plus" onClick={() => open('enrol')}>
            {texts.people.addFaces}
          </Button>
          <Button icon="pencil" onClick={() => open('rename')}>
            {texts.people.rename}
          </Button>
          <Button icon="merge" onClick={() => open('merge')}>
            {texts.people.merge}
          </Button>
        </>
      )}
      {may('admin') && (
        <Button icon="download" isBusy={get.isBusy} onClick={() => get.run()}>
          {texts.people.export}
        </Button>
      )}
      {may('enrol') && (
        <Button kind="danger" icon="trash" onClick={() => open('remove')}>
          {texts.people.remove}
        </Button>
      )}
      {get.failure && <FailureNote failure={get.failure} />}
    </>
  );
}

function Metadata({ person: { metadata } }: { person: Person }) {
  const all = Object.entries(metadata);
  if (all.length === 0) return null;
  return (
    <dl class="metadata">
      {all.map(([key, value]) => (
        <div key={key}>
          <dt class="small soft">{key}</dt>
          <dd>{Array.isArray(value) ? value.join(', ') : String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Faces({
  gallery,
  person,
  changed,
  enrol,
}: {
  gallery: string;
  person: Person;
  changed: () => void;
  enrol: () => void;
}) {
  if (person.faces.length === 0)
    return (
      <Empty icon="recognise" title={texts.people.noFace} detail={texts.people.noFaceDetail}>
        {may('enrol') && (
          <Button kind="primary" icon="plus" onClick={enrol}>
            {texts.people.addFaces}
          </Button>
        )}
      </Empty>
    );
  return (
    <section class="stack" aria-label={texts.people.faces}>
      <h2>{texts.people.faceCount(person.faces.length)}</h2>
      <ul class="faces">
        {person.faces.map((face) => (
          <FaceCard key={face.id} gallery={gallery} person={person} face={face} changed={changed} />
        ))}
      </ul>
    </section>
  );
}
