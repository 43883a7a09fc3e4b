import { useEffect, useState } from 'preact/hooks';
import { FailureNote, Loading } from '../../components/states';
import { announce } from '../../shell/live-region';
import { texts } from '../../texts';
import { verdictAt } from './decide';
import { FaceList } from './face-list';
import { RateSlider } from './rate-slider';
import { ShotPicture } from './shot-picture';
import type { Shot } from './shots';
import { Timings } from './timings';

export interface ShotViewProps {
  shot: Shot;
  gallery: string;
  /** Of the gallery. */
  maxFalseMatchRate: number;
  /** Asks about this image again. */
  again: () => void;
  /** Somebody was enrolled in the gallery. */
  enrolled: () => void;
}

/** One image: the picture to the left, who is in it to the right, how it was decided underneath. */
export function ShotView({ shot, gallery, maxFalseMatchRate, again, enrolled }: ShotViewProps) {
  const { result, failure, status, picture } = shot;
  const decidedAt = result?.maxFalseMatchRate ?? maxFalseMatchRate;
  const [tried, setTried] = useState<number>();
  const [selected, setSelected] = useState<number>();
  const rate = tried ?? decidedAt;
  useEffect(() => setTried(undefined), [result]);
  useEffect(() => {
    if (result) announce(texts.recognise.found(result.faces.length));
  }, [result]);

  const verdicts = result?.faces.map((face) => verdictAt(face, rate)) ?? [];
  return (
    <section class="shot" aria-label={shot.file.name}>
      <div class="stack">
        <ShotPicture
          shot={shot}
          verdicts={verdicts}
          selected={selected}
          select={(index) => setSelected(index === selected ? undefined : index)}
        />
        <p class="shot-caption small soft">
          <span class="shot-name">{shot.file.name}</span>
          {picture && (
            <span class="number">
              {picture.width} × {picture.height}
            </span>
          )}
        </p>
        {result && <Timings result={result} />}
      </div>
      <div class="stack">
        {failure && <FailureNote failure={failure} retry={again} />}
        {status !== 'done' && status !== 'failed' && (
          <Loading what={texts.recognise.statuses[status === 'waiting' ? 'waiting' : 'working']} />
        )}
        {result && result.faces.length > 0 && (
          <RateSlider result={result} decidedAt={decidedAt} rate={rate} change={setTried} />
        )}
        {result && (
          <FaceList
            result={result}
            verdicts={verdicts}
            shot={shot}
            gallery={gallery}
            selected={selected}
            select={setSelected}
            enrolled={enrolled}
          />
        )}
      </div>
    </section>
  );
}
