import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Gallery } from '@facefleet/client/browser';
import { api, dataOf } from '../../api/api';
import { useQuery } from '../../api/use-query';
import { Button } from '../../components/button';
import { PageHeader } from '../../components/page-header';
import { Loaded } from '../../components/states';
import { Camera } from '../../images/camera';
import { DropZone } from '../../images/drop-zone';
import { usePastedImages } from '../../images/use-pasted-images';
import { texts } from '../../texts';
import { GalleryChoice } from './gallery-choice';
import { recogniseImage } from './recognise-image';
import './recognise.css';
import { ShotStrip } from './shot-strip';
import { ShotView } from './shot-view';
import { Shots } from './shots';

const DEFAULT_GALLERY = 'default';
/** Of a gallery that nobody has made yet, as the API has it. */
const DEFAULT_MAX_FALSE_MATCH_RATE = 1e-3;

export function RecognisePage() {
  const galleries = useQuery((signal) => dataOf(api.GET('/v1/galleries', { signal })), []);
  return (
    <div class="page recognise">
      <PageHeader title={texts.recognise.title} intro={texts.recognise.intro} />
      <Loaded query={galleries} needs="recognize">
        {(data) => <Desk galleries={data.galleries} />}
      </Loaded>
    </div>
  );
}

function Desk({ galleries }: { galleries: readonly Gallery[] }) {
  const first = galleries.find(({ name }) => name === DEFAULT_GALLERY) ?? galleries[0];
  const [gallery, setGallery] = useState(first?.name ?? DEFAULT_GALLERY);
  const [isShooting, setShooting] = useState(false);
  const shots = useMemo(() => new Shots(recogniseImage, gallery), []);
  useEffect(() => () => shots.leave(), [shots]);
  const take = (files: File[]) => shots.add(files);
  usePastedImages(take);

  const all = shots.all.value;
  const { selected } = shots;
  const settings = galleries.find(({ name }) => name === gallery);
  const hasNone = all.length === 0;
  return (
    <>
      <div class={hasNone ? 'stack' : 'recognise-bar'}>
        <GalleryChoice
          galleries={galleries}
          chosen={gallery}
          choose={(name) => {
            setGallery(name);
            shots.askAllOf(name);
          }}
        />
        <DropZone
          title={hasNone ? texts.recognise.drop : texts.recognise.dropMore}
          hint={hasNone ? texts.recognise.dropHint : undefined}
          pick={hasNone ? texts.recognise.pick : texts.recognise.pickMore}
          isSmall={!hasNone}
          take={take}
        >
          <Button icon="camera" onClick={() => setShooting(true)}>
            {texts.images.camera}
          </Button>
          {!hasNone && (
            <Button kind="quiet" icon="close" label={texts.recognise.clear} onClick={() => shots.clear()} />
          )}
        </DropZone>
      </div>
      {all.length > 1 && <ShotStrip shots={shots} />}
      {selected && (
        <ShotView
          key={selected.id}
          shot={selected}
          gallery={gallery}
          maxFalseMatchRate={settings?.maxFalseMatchRate ?? DEFAULT_MAX_FALSE_MATCH_RATE}
          again={() => shots.again([selected.id])}
          enrolled={() => shots.askAllOf(gallery)}
        />
      )}
      {isShooting && <Camera take={(file) => take([file])} close={() => setShooting(false)} />}
    </>
  );
}
