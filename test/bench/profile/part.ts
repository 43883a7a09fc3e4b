/** What Node's profiler says of a function. */
export interface CallFrame {
  functionName: string;
  /** Empty for what is no JavaScript. */
  url: string;
}

/** The thread waited for something to do. */
export const IDLE = 'idle';
/** A thread of piscina's sleeps on shared memory until there is a task: V8 takes that for work. */
const WAITING = /\/piscina\/.* atomicsWaitLoop$/;

/**
 * Whose code a function is: a package, a folder of ours (`apps/gateway/jobs`, `libs/aws`), a module of Node, or what V8
 * puts in brackets. C++ that JavaScript calls is `native`, if V8 shows it at all: most of it counts as its caller's.
 */
export function partOf({ functionName, url }: CallFrame): string {
  if (functionName === '(idle)' || WAITING.test(`${url} ${functionName}`)) return IDLE;
  if (url === '') return functionName.startsWith('(') ? functionName : 'native';
  if (url.startsWith('node:')) return `node: ${nodeModule(url)}`;
  return packageOf(url) ?? ownFolder(url) ?? 'other';
}

/** The innermost package; pnpm and nested installs have several in one path. */
function packageOf(url: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
}

function ownFolder(url: string): string | undefined {
  const [, home, name, rest = ''] = /\/(apps|libs|models)\/([^/]+)\/src\/(.*)$/.exec(url) ?? [];
  if (home === undefined) return undefined;
  // An app is a lot: its folders are told apart.
  return home === 'apps' && rest.includes('/') ? `apps/${name}/${rest.split('/')[0]}` : `${home}/${name}`;
}

/** `node:internal/streams/readable` and `node:_http_server` as people call them. */
function nodeModule(url: string): string {
  const [first = '', second] = url.slice('node:'.length).split('/');
  const name = first === 'internal' && second !== undefined ? second : first;
  return /^_([a-z]+)/.exec(name)?.[1] ?? name;
}
