import { useState } from 'preact/hooks';
import { api, dataOf } from '../../../api/api';
import { may } from '../../../api/session';
import { useQuery } from '../../../api/use-query';
import { Button } from '../../../components/button';
import { PageHeader } from '../../../components/page-header';
import { Empty, Loaded } from '../../../components/states';
import { count, oneIn } from '../../../format';
import { texts } from '../../../texts';
import { galleryHref, goToGallery } from '../places';
import { NewGallery } from './new-gallery';

export function GalleryList() {
  const galleries = useQuery((signal) => dataOf(api.GET('/v1/galleries', { signal })), []);
  const [isCreating, setCreating] = useState(false);
  const create = may('admin') && (
    <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
      {texts.people.newGallery}
    </Button>
  );
  return (
    <div class="page">
      <PageHeader title={texts.people.title} intro={texts.people.intro}>
        {create}
      </PageHeader>
      <Loaded query={galleries} needs="recognize">
        {(data) =>
          data.galleries.length === 0 ? (
            <Empty icon="people" title={texts.people.noGallery} detail={texts.people.noGalleryDetail}>
              {may('enrol') && (
                <Button icon="plus" onClick={() => goToGallery('default')}>
                  {texts.people.startDefault}
                </Button>
              )}
            </Empty>
          ) : (
            <ul class="galleries">
              {data.galleries.map(({ name, people, faces, model, maxFalseMatchRate }) => (
                <li key={name}>
                  <a class="card gallery-card" href={galleryHref(name)}>
                    <h2>{name}</h2>
                    <dl class="figures">
                      <div>
                        <dt>{texts.people.people}</dt>
                        <dd>{count(people)}</dd>
                      </div>
                      <div>
                        <dt>{texts.people.faces}</dt>
                        <dd>{count(faces)}</dd>
                      </div>
                    </dl>
                    <p class="small soft">
                      {model}
                      <br />
                      {texts.people.strangers(oneIn(maxFalseMatchRate))}
                    </p>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {isCreating && <NewGallery close={() => setCreating(false)} />}
    </div>
  );
}
