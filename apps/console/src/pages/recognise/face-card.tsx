import { useEffect, useRef, useState } from 'preact/hooks';
import { may } from '../../api/session';
import { Button } from '../../components/button';
import { oneIn, similarity } from '../../format';
import { Canvas } from '../../images/canvas';
import { portraitBox } from '../../images/picture';
import { texts } from '../../texts';
import type { Face, Verdict } from './decide';
import { EnrolFace } from './enrol-face';
import type { Shot } from './shots';

export function FaceCard({
  face,
  index,
  verdict: { decision, name },
  shot,
  gallery,
  isSelected,
  select,
  enrolled,
}: {
  face: Face;
  index: number;
  verdict: Verdict;
  shot: Shot;
  gallery: string;
  isSelected: boolean;
  select: () => void;
  enrolled: () => void;
}) {
  const [isEnrolling, setEnrolling] = useState(false);
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) card.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [isSelected]);
  const others = face.nearest?.filter(({ person }) => person.name !== name) ?? [];
  const issues = face.quality?.issues ?? [];
  return (
    <li ref={card} class={`face-card ${isSelected ? 'is-selected' : ''}`}>
      <div class="face-card-portrait">
        {shot.picture && <Canvas picture={shot.picture} part={portraitBox(face.box, shot.picture)} />}
      </div>
      <div class="face-card-body">
        <div class="row row-apart">
          <h3>{name ?? texts.recognise.unknownFace(index + 1)}</h3>
          <span class={`tag tag-${decision}`}>{texts.recognise.decisions[decision]}</span>
        </div>
        <Figures face={face} />
        {issues.length > 0 && (
          <p class="small soft">{issues.map((issue) => texts.recognise.issues[issue]).join(' · ')}</p>
        )}
        {others.length > 0 && isSelected && (
          <ul class="small soft nearest">
            {others.map(({ person, falseMatchRate }) => (
              <li key={person.id}>
                {person.name} <span class="number">{oneIn(falseMatchRate)}</span>
              </li>
            ))}
          </ul>
        )}
        {!isEnrolling && (
          <div class="row">
            <Button
              kind="quiet"
              icon={may('enrol') ? 'plus' : 'lock'}
              isDisabled={!may('enrol')}
              title={may('enrol') ? undefined : texts.states.needsScope(texts.states.needs.enrol)}
              onClick={() => {
                select();
                setEnrolling(true);
              }}
            >
              {texts.recognise.enrolThis}
            </Button>
          </div>
        )}
        {isEnrolling && (
          <EnrolFace
            file={shot.file}
            box={face.box}
            gallery={gallery}
            suggested={name}
            done={() => {
              setEnrolling(false);
              enrolled();
            }}
            cancel={() => setEnrolling(false)}
          />
        )}
      </div>
    </li>
  );
}

function Figures({ face }: { face: Face }) {
  if (face.similarity === null || face.falseMatchRate === null)
    return <p class="small soft">{texts.recognise.emptyGallery}</p>;
  return (
    <p class="small soft">
      {texts.recognise.similarity} <span class="number">{similarity(face.similarity)}</span> ·{' '}
      {texts.recognise.falseMatch} <span class="number">{oneIn(face.falseMatchRate)}</span>
    </p>
  );
}
