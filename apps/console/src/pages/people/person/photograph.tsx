import { useEffect } from 'preact/hooks';
import { API_URL, send } from '../../../api/send';
import { useQuery } from '../../../api/use-query';
import { Canvas } from '../../../images/canvas';
import { type Picture, pictureOf } from '../../../images/picture';
import { texts } from '../../../texts';

/** What the face was enrolled with. */
export function Photograph({
  gallery,
  personId,
  faceId,
  label,
}: {
  gallery: string;
  personId: string;
  faceId: string;
  label: string;
}) {
  const asked = useQuery(
    async (signal): Promise<{ picture: Picture | undefined }> => {
      const path = [gallery, 'people', personId, 'faces', faceId].map(encodeURIComponent).join('/');
      const response = await send(new Request(`${API_URL}/v1/galleries/${path}/photograph`, { signal }));
      return { picture: await pictureOf(await response.blob()) };
    },
    [gallery, personId, faceId],
  );
  const picture = asked.data?.picture;
  useEffect(() => () => picture?.preview.close(), [picture]);
  return (
    <div class="photograph">
      {picture ? (
        <Canvas picture={picture} label={label} />
      ) : (
        <span class="small soft">
          {asked.isLoading ? texts.states.loading : (asked.failure?.title ?? texts.people.cannotShow)}
        </span>
      )}
    </div>
  );
}
