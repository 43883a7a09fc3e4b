import { useRef, useState } from 'preact/hooks';
import { useAction } from '../../api/use-action';
import { Button } from '../../components/button';
import { Field } from '../../components/field';
import { Progress } from '../../components/progress';
import { FailureNote } from '../../components/states';
import { texts } from '../../texts';
import { SampleImages } from './sample-images';
import { type BurstProgress, sendBurst } from './send-burst';

const t = texts.fleet.burst;
const IMAGES = 200;
const NOTHING_SENT: BurstProgress = { sent: 0, answered: 0, failed: 0 };

/** Gives the fleet something to do, so that one sees it grow and shrink. */
export function Burst() {
  const [photograph, setPhotograph] = useState<{ bitmap?: ImageBitmap; problem?: string }>({});
  const [progress, setProgress] = useState<BurstProgress>();
  const stopping = useRef<AbortController>(undefined);
  const burst = useAction(async (_: void, signal) => {
    const stop = (stopping.current = new AbortController());
    setProgress(NOTHING_SENT);
    try {
      const images = new SampleImages(photograph.bitmap);
      await sendBurst(IMAGES, () => images.next(), setProgress, AbortSignal.any([signal, stop.signal]));
    } finally {
      stop.abort(); // where one of them was refused, the others stop
    }
  });
  const choose = (file: File | undefined) => {
    if (!file) return setPhotograph({});
    createImageBitmap(file).then(
      (bitmap) => setPhotograph({ bitmap }),
      () => setPhotograph({ problem: t.unreadable(file.name) }),
    );
  };

  return (
    <section class="card" aria-labelledby="burst-title">
      <div>
        <h2 id="burst-title">{t.title}</h2>
        <p class="small soft">{t.lead(IMAGES)}</p>
      </div>
      <Field label={t.photograph} hint={t.photographHint} problem={photograph.problem}>
        {(field) => (
          <input
            {...field}
            type="file"
            accept="image/*"
            disabled={burst.isBusy}
            onChange={({ currentTarget }) => choose(currentTarget.files?.[0])}
          />
        )}
      </Field>
      <div class="row">
        {burst.isBusy ? (
          <Button onClick={() => stopping.current?.abort()}>{t.stop}</Button>
        ) : (
          <Button kind="primary" isDisabled={photograph.problem !== undefined} onClick={() => burst.run()}>
            {t.send(IMAGES)}
          </Button>
        )}
      </div>
      {progress && (
        <>
          <Progress share={(progress.answered + progress.failed) / IMAGES} label={t.progress} />
          <p role="status" class="small soft">
            {t.stage[stageOf(progress, burst.isBusy)]}{' '}
            {t.counts(progress.sent, progress.answered, progress.failed)}
          </p>
        </>
      )}
      {burst.failure && <FailureNote failure={burst.failure} />}
    </section>
  );
}

function stageOf({ answered, failed }: BurstProgress, isBusy: boolean): keyof typeof t.stage {
  if (isBusy) return 'sending';
  return answered + failed < IMAGES ? 'stopped' : 'done';
}
