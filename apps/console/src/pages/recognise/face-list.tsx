import type { Recognition } from '@facefleet/client/browser';
import { Empty } from '../../components/states';
import { texts } from '../../texts';
import type { Verdict } from './decide';
import { FaceCard } from './face-card';
import type { Shot } from './shots';

export function FaceList({
  result,
  verdicts,
  shot,
  gallery,
  selected,
  select,
  enrolled,
}: {
  result: Recognition;
  verdicts: readonly Verdict[];
  shot: Shot;
  gallery: string;
  selected: number | undefined;
  select: (index: number) => void;
  enrolled: () => void;
}) {
  if (result.faces.length === 0)
    return <Empty icon="recognise" title={texts.recognise.nobody} detail={texts.recognise.nobodyDetail} />;
  return (
    <section class="stack" aria-label={texts.recognise.faces}>
      <h2>{texts.recognise.found(result.faces.length)}</h2>
      <ol class="face-list">
        {result.faces.map((face, index) => (
          <FaceCard
            key={`${result.id} ${index}`}
            face={face}
            index={index}
            verdict={verdicts[index] ?? { decision: 'unknown', name: undefined }}
            shot={shot}
            gallery={gallery}
            isSelected={index === selected}
            select={() => select(index)}
            enrolled={enrolled}
          />
        ))}
      </ol>
    </section>
  );
}
