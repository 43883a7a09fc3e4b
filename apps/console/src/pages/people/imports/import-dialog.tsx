import { useState } from 'preact/hooks';
import type { Import } from '@facefleet/client/browser';
import { useAction } from '../../../api/use-action';
import { upload } from '../../../api/upload';
import { Button } from '../../../components/button';
import { Dialog } from '../../../components/dialog';
import { Progress } from '../../../components/progress';
import { FailureNote } from '../../../components/states';
import { bytes } from '../../../format';
import { DropZone } from '../../../images/drop-zone';
import { texts } from '../../../texts';
import { goToImport } from '../places';

const ARCHIVES = '.zip,.tar,.tar.gz,.tgz,application/zip,application/x-tar,application/gzip';

export function ImportDialog({ gallery, close }: { gallery: string; close: () => void }) {
  const [file, setFile] = useState<File>();
  const [sent, setSent] = useState(0);
  const start = useAction(
    (archive: File, signal) =>
      upload<Import>(
        `/v1/galleries/${encodeURIComponent(gallery)}/imports`,
        archive,
        'application/octet-stream',
        signal,
        setSent,
      ),
    ({ id }) => goToImport(gallery, id),
  );
  return (
    <Dialog title={texts.people.importInto(gallery)} close={close}>
      <div class="stack">
        <DropZone
          title={file ? file.name : texts.people.dropArchive}
          hint={file ? bytes(file.size) : texts.people.dropArchiveHint}
          pick={texts.people.pickArchive}
          accept={ARCHIVES}
          isMultiple={false}
          isSmall={file !== undefined}
          take={([first]) => setFile(first)}
        />
        {start.isBusy && file && (
          <Progress share={file.size === 0 ? undefined : sent / file.size} label={texts.people.uploading} />
        )}
        {start.failure && <FailureNote failure={start.failure} />}
        <div class="row row-end">
          <Button onClick={close}>{texts.dialogs.cancel}</Button>
          <Button
            kind="primary"
            isBusy={start.isBusy}
            isDisabled={file === undefined}
            onClick={() => file && start.run(file)}
          >
            {start.isBusy ? texts.people.uploading : texts.people.import}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
