import type { Gallery } from '@facefleet/client/browser';
import { count } from '../../format';
import { texts } from '../../texts';

export function GalleryChoice({
  galleries,
  chosen,
  choose,
}: {
  galleries: readonly Gallery[];
  chosen: string;
  choose: (name: string) => void;
}) {
  const isListed = galleries.some(({ name }) => name === chosen);
  return (
    <label class="gallery-choice">
      <span class="label">{texts.recognise.gallery}</span>
      <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        {!isListed && <option value={chosen}>{texts.recognise.galleryWith(chosen, count(0), 0)}</option>}
        {galleries.map(({ name, people }) => (
          <option key={name} value={name}>
            {texts.recognise.galleryWith(name, count(people), people)}
          </option>
        ))}
      </select>
    </label>
  );
}
