/** An element with its attributes, as text. */
export function element(
  name: string,
  attributes: Record<string, string | number>,
  content?: string | string[],
): string {
  const text = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(value)}"`)
    .join('');
  if (content === undefined) return `<${name}${text}/>`;
  return `<${name}${text}>${Array.isArray(content) ? content.join('\n') : escaped(content)}</${name}>`;
}

export function text(
  x: number,
  y: number,
  content: string,
  attributes: Record<string, string | number> = {},
): string {
  return element('text', { x, y, ...attributes }, content);
}

export function group(x: number, y: number, content: string[]): string {
  return element('g', { transform: `translate(${round(x)} ${round(y)})` }, content);
}

export type Point = readonly [x: number, y: number];

/** A line that holds its height until the next point, as numbers of machines do. */
export function stairs(points: readonly Point[]): string {
  return points
    .map(([x, y], index) => (index === 0 ? `M${round(x)} ${round(y)}` : `H${round(x)}V${round(y)}`))
    .join('');
}

/** The area below such a line, down to `bottom`. */
export function stairsArea(points: readonly Point[], bottom: number): string {
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined) return '';
  return `${stairs(points)}V${round(bottom)}H${round(first[0])}Z`;
}

export function round(value: number): number {
  return Number(value.toFixed(1));
}

function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
