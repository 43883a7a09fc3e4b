import type { PageProps } from '../../page-props';
import { GalleryList } from './galleries/gallery-list';
import { GalleryView } from './gallery/gallery-view';
import { ImportView } from './imports/import-view';
import './people.css';
import { PersonView } from './person/person-view';

/** `#/people`, `#/people/<gallery>`, `#/people/<gallery>/person/<id>`, `#/people/<gallery>/import/<id>` */
export function PeoplePage({ rest: [gallery, kind, id] }: PageProps) {
  if (gallery === undefined) return <GalleryList />;
  if (kind === 'person' && id !== undefined)
    return <PersonView key={`${gallery}/${id}`} gallery={gallery} personId={id} />;
  if (kind === 'import' && id !== undefined)
    return <ImportView key={`${gallery}/${id}`} gallery={gallery} id={id} />;
  return <GalleryView key={gallery} gallery={gallery} />;
}
