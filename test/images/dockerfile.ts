import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PROJECT } from '../support/system';

/** What `COPY . .` brings into a build: the exceptions of `.dockerignore`, which leaves out everything else. */
export async function buildContext(): Promise<string[]> {
  const lines = (await readFile(join(PROJECT, '.dockerignore'), 'utf8')).split('\n');
  return lines.flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
}

/** The commands of the stage `build`, in their order. */
export async function buildSteps(): Promise<string[]> {
  const text = await readFile(join(PROJECT, 'docker/Dockerfile'), 'utf8');
  const stage = text.split(/^FROM /m).find((part) => / AS build\n/.test(part)) ?? '';
  return [...stage.matchAll(/^RUN (.*)$/gm)].map(([, command]) => command!);
}

/** The command that starts a target, and the variables it sets. */
export async function startOf(target: string): Promise<{ args: string[]; env: Record<string, string> }> {
  const text = await readFile(join(PROJECT, 'docker/Dockerfile'), 'utf8');
  const stages = text.replaceAll('\\\n', ' ').split(/^FROM /m);
  const stage = (name: string) => stages.find((part) => new RegExp(` AS ${name}\n`).test(part)) ?? '';
  const entry = /^ENTRYPOINT (.*)$/m.exec(stage(target))?.[1] ?? '[]';
  const settings = [stage('base'), stage(target)].flatMap((part) =>
    [...part.matchAll(/^ENV (.*)$/gm)].flatMap(([, line]) => line!.trim().split(/\s+/)),
  );
  const [, ...args] = JSON.parse(entry) as string[];
  const env = Object.fromEntries(
    settings.map((setting) => setting.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  return { args, env };
}

/** The environment of a service of `compose.yaml`, with the defaults of its variables. */
export async function composeEnvironment(service: string): Promise<Record<string, string>> {
  const text = await readFile(join(PROJECT, 'docker/compose.yaml'), 'utf8');
  const compose = parse(text, { merge: true }) as {
    services: Record<string, { environment: Record<string, string> }>;
  };
  const { environment } = compose.services[service]!;
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
    ]),
  );
}
