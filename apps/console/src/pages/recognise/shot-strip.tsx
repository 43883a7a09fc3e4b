import { useEffect } from 'preact/hooks';
import { Icon } from '../../components/icon';
import { Progress } from '../../components/progress';
import { Canvas } from '../../images/canvas';
import { announce } from '../../shell/live-region';
import { texts } from '../../texts';
import type { Shot, Shots } from './shots';

/** Several images, each with what became of it. */
export function ShotStrip({ shots }: { shots: Shots }) {
  const all = shots.all.value;
  const done = all.filter(({ status }) => status === 'done' || status === 'failed').length;
  const failed = all.filter(({ status }) => status === 'failed').length;
  const summary = texts.recognise.progress(done, all.length, failed);
  useEffect(() => {
    if (done === all.length) announce(summary);
  }, [done, all.length]);
  return (
    <section class="stack" aria-label={texts.recognise.images}>
      <div class="row row-apart small">
        <span>{summary}</span>
      </div>
      {done < all.length && <Progress share={done / all.length} label={texts.recognise.images} />}
      <ul class="strip">
        {all.map((shot) => (
          <li key={shot.id}>
            <button
              type="button"
              class="strip-shot"
              aria-pressed={shot.id === shots.selectedId.value}
              title={shot.file.name}
              onClick={() => (shots.selectedId.value = shot.id)}
            >
              {shot.picture ? <Canvas picture={shot.picture} /> : <span class="strip-blank" />}
              <span class={`strip-state strip-${shot.status}`}>
                <Mark status={shot.status} />
                <span class="unseen">
                  {shot.file.name}: {texts.recognise.statuses[shot.status]}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Mark({ status }: Pick<Shot, 'status'>) {
  switch (status) {
    case 'waiting':
      return null;
    case 'working':
      return <span class="spinner" aria-hidden="true" />;
    case 'done':
      return <Icon name="check" />;
    case 'failed':
      return <Icon name="warning" />;
  }
}
