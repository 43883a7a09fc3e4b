import { oneIn, similarity } from '../../format';
import { Canvas } from '../../images/canvas';
import { texts } from '../../texts';
import type { Face, Verdict } from './decide';
import type { Shot } from './shots';

/** Narrower faces, as a share of the picture, show their figures when one asks for them only. */
const NARROW = 0.09;

export function ShotPicture({
  shot: { picture, result, file },
  verdicts,
  selected,
  select,
}: {
  shot: Shot;
  verdicts: readonly Verdict[];
  selected: number | undefined;
  select: (index: number) => void;
}) {
  const size = result?.image ?? picture;
  if (size === undefined) return <div class="shot-picture shot-blank" />;
  return (
    <div class="shot-picture" style={{ aspectRatio: `${size.width} / ${size.height}` }}>
      {picture ? (
        <Canvas picture={picture} label={texts.recognise.pictureOf(file.name)} />
      ) : (
        <p class="shot-unshown soft">{texts.recognise.cannotShow}</p>
      )}
      {result?.faces.map((face, index) => (
        <FaceBox
          key={index}
          face={face}
          index={index}
          verdict={verdicts[index] ?? { decision: 'unknown', name: undefined }}
          size={size}
          isSelected={index === selected}
          select={() => select(index)}
        />
      ))}
    </div>
  );
}

function FaceBox({
  face,
  index,
  verdict: { decision, name },
  size,
  isSelected,
  select,
}: {
  face: Face;
  index: number;
  verdict: Verdict;
  size: { width: number; height: number };
  isSelected: boolean;
  select: () => void;
}) {
  const { box } = face;
  const percent = (value: number, of: number) => `${(100 * value) / of}%`;
  const isLow = (box.y + box.height) / size.height > 0.88;
  const narrow = box.width / size.width < NARROW ? 'is-narrow' : '';
  return (
    <button
      type="button"
      class={`face-box bracketed face-${decision} ${narrow} ${isLow ? 'is-low' : ''}`}
      data-face={index}
      aria-pressed={isSelected}
      style={{
        left: percent(box.x, size.width),
        top: percent(box.y, size.height),
        width: percent(box.width, size.width),
        height: percent(box.height, size.height),
      }}
      onClick={select}
    >
      <span class="face-label">
        <span class="face-name">
          {name ?? texts.recognise.unknown}
          {decision === 'possible' && '?'}
        </span>
        <span class="unseen">, {texts.recognise.decisions[decision]}, </span>
        {face.similarity !== null && face.falseMatchRate !== null && (
          <span class="face-figures">
            {similarity(face.similarity)} · {oneIn(face.falseMatchRate)}
          </span>
        )}
      </span>
    </button>
  );
}
