import type { Scores } from './compared-pair';
import { tarAtFmr } from './roc';

const WIDTH = 640;
const HEIGHT = 480;
const LEFT = 64;
const RIGHT = WIDTH - 24;
const TOP = 48;
const BOTTOM = HEIGHT - 56;
const POINTS_PER_DECADE = 60;

/** The ROC as a picture: the share of genuine pairs accepted over the false match rate, which is drawn logarithmically. */
export function rocSvg(scores: Scores, title: string): string {
  // One impostor pair makes the lowest rate that was measured.
  const decades = Math.max(1, Math.ceil(Math.log10(scores.impostor.length)));
  const lowestFmr = 10 ** -decades;
  const curve: { fmr: number; tar: number }[] = [];
  for (let i = 0; i <= decades * POINTS_PER_DECADE; i++) {
    const fmr = lowestFmr * 10 ** (i / POINTS_PER_DECADE);
    curve.push({ fmr, tar: tarAtFmr(scores, fmr).tar });
  }
  const lowestTar = Math.min(0.9, Math.floor(curve[0]!.tar * 10) / 10);
  const x = (fmr: number) => RIGHT + (Math.log10(fmr) / decades) * (RIGHT - LEFT);
  const y = (tar: number) => BOTTOM - ((tar - lowestTar) / (1 - lowestTar)) * (BOTTOM - TOP);

  const parts: string[] = [];
  for (let exponent = -decades; exponent <= 0; exponent++) {
    const at = round(x(10 ** exponent));
    parts.push(`<path class="grid" d="M${at} ${TOP}V${BOTTOM}"/>`);
    parts.push(`<text x="${at}" y="${BOTTOM + 18}" text-anchor="middle">${label(10 ** exponent)}</text>`);
  }
  for (let i = 0; i <= 5; i++) {
    const tar = lowestTar + (i / 5) * (1 - lowestTar);
    const at = round(y(tar));
    parts.push(`<path class="grid" d="M${LEFT} ${at}H${RIGHT}"/>`);
    parts.push(
      `<text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${Number((tar * 100).toFixed(1))} %</text>`,
    );
  }
  const path = curve.map(({ fmr, tar }) => `${round(x(fmr))} ${round(y(tar))}`).join('L');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">
<style>text{font:13px sans-serif;fill:#222}.grid{stroke:#ddd;fill:none}.roc{stroke:#0b62c4;stroke-width:2;fill:none}</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="28" style="font-weight:bold">${escaped(title)}</text>
${parts.join('\n')}
<path class="roc" d="M${path}"/>
<text x="${(LEFT + RIGHT) / 2}" y="${HEIGHT - 14}" text-anchor="middle">false match rate</text>
<text transform="translate(16 ${(TOP + BOTTOM) / 2}) rotate(-90)" text-anchor="middle">true accept rate</text>
</svg>
`;
}

function label(fmr: number): string {
  return fmr === 1 ? '1' : fmr.toExponential(0);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
