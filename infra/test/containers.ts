import type { App } from './code/app-program';
import type { Template } from './synthesised';

interface ContainerJson {
  Name: string;
  Environment: { Name: string; Value: unknown }[];
  Secrets: { Name: string; ValueFrom: unknown }[];
  [other: string]: unknown;
}

/** What Secrets Manager would fill in. */
const SECRETS: Record<string, string> = {
  REDIS_URL: 'rediss://:password@primary.example.com:6379',
  FACEFLEET_ADMIN_KEY_SHA256: 'a'.repeat(64),
};

export function containerOf(stack: Template, app: App): ContainerJson {
  const task = stack.one('AWS::ECS::TaskDefinition', app === 'gateway' ? 'Gateway' : 'Scaler').Properties;
  const [container, ...others] = task.ContainerDefinitions as ContainerJson[];
  if (container === undefined || others.length > 0) throw new Error(`${app} has not one container`);
  return container;
}

export function bootScript(stack: Template): string {
  const { LaunchTemplateData } = stack.one('AWS::EC2::LaunchTemplate').Properties;
  return stack.text((LaunchTemplateData as { UserData: unknown }).UserData);
}

/** As the app finds it when it starts. */
export function environmentOf(stack: Template, app: App): Record<string, string> {
  return app === 'recognizer' ? ofMachine(stack) : ofTask(stack, app);
}

function ofTask(stack: Template, app: App): Record<string, string> {
  const { Environment, Secrets } = containerOf(stack, app);
  return Object.fromEntries([
    ...Environment.map(({ Name, Value }) => [Name, stack.text(Value)]),
    ...Secrets.map(({ Name }) => [Name, SECRETS[Name] ?? '']),
  ]) as Record<string, string>;
}

/** The script writes a file, and adds to it what only the machine knows. */
function ofMachine(stack: Template): Record<string, string> {
  const script = bootScript(stack);
  const file = script.slice(script.indexOf('worker.env <<'), script.indexOf('\nEND\n'));
  const lines = [...file.matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]);
  const added = [...script.matchAll(/echo "([A-Z0-9_]+)=\$(\w+)"/g)].map(([, name]) => [
    name!,
    SECRETS[name!] ?? 'i-0123456789abcdef0',
  ]);
  return Object.fromEntries([...lines, ...added]) as Record<string, string>;
}
