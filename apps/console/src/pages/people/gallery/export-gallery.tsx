import { useState } from 'preact/hooks';
import { download } from '../../../api/download';
import { useAction } from '../../../api/use-action';
import { Button } from '../../../components/button';
import { FailureNote } from '../../../components/states';
import { bytes } from '../../../format';
import { texts } from '../../../texts';

export function ExportGallery({ gallery }: { gallery: string }) {
  const [size, setSize] = useState(0);
  const get = useAction((_: void, signal) =>
    download(`/v1/galleries/${encodeURIComponent(gallery)}/export`, `${gallery}.tar`, signal, setSize),
  );
  return (
    <>
      <Button icon="download" isBusy={get.isBusy} onClick={() => get.run()}>
        {get.isBusy ? texts.people.exporting(bytes(size)) : texts.people.export}
      </Button>
      {get.failure && <FailureNote failure={get.failure} />}
    </>
  );
}
