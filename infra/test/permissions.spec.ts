import { describe, expect, it } from 'vitest';
import { OF_THE_MACHINE } from './code/actions';
import { type App, APPS, AppProgram } from './code/app-program';
import { needsOf } from './code/needs';
import { type Statement, synthesised, type Template } from './synthesised';

/*
 * What an app may do is held against what its code does: the calls of the AWS SDK that can run once its main file is
 * loaded, by queue, and by bucket and beginning of the key. `code/reachable-code.ts` finds too much rather than too little:
 * a method counts where it is named in code that can run, whatever keeps it from being called. Keys that come out of
 * messages and records are told by `code/keys-from-data.ts`. Conditions on EC2 are the subject of `statements.spec.ts`.
 */
const ROLES: Record<App, string> = {
  gateway: 'GatewayRole',
  recognizer: 'RecognizerRole',
  scaler: 'ScalerRole',
};
const BUCKETS = ['images', 'results', 'galleries', 'audit'];

interface Grant {
  action: string;
  bucket: string;
  prefix: string;
}

function objectGrants(statements: Statement[]): Grant[] {
  return statements.flatMap(({ Action, Resource, Condition }) =>
    Resource.flatMap((resource) => {
      const [, bucket, key] = /^<Buckets([a-z]+)[0-9A-F]{8}\.Arn>(?:\/(.*)\*)?$/.exec(resource) ?? [];
      if (bucket === undefined || !BUCKETS.includes(bucket)) return [];
      const listed = Condition?.StringLike?.['s3:prefix']?.map((like) => like.replace(/\*$/, ''));
      const prefixes = key === undefined ? (listed ?? ['']) : [key];
      return Action.flatMap((action) => prefixes.map((prefix) => ({ action, bucket, prefix })));
    }),
  );
}

/** Which queue is behind which variable, as the gateway's container has it. */
function queuesByVariable(template: Template): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, { Properties }] of template.resources('AWS::ECS::TaskDefinition')) {
    const [container] = Properties.ContainerDefinitions as {
      Environment: { Name: string; Value: unknown }[];
    }[];
    for (const { Name, Value } of container!.Environment) {
      const id = (Value as { Ref?: string }).Ref;
      if (Name.endsWith('QUEUE_URL') && id !== undefined) names.set(`<${id}.Arn>`, Name);
    }
  }
  return names;
}

const grantOf = (need: string): Grant => {
  const [action = '', bucket = '', prefix = ''] = need.split(' ');
  return { action, bucket, prefix };
};
const covers = (wide: Grant, narrow: Grant): boolean =>
  wide.action === narrow.action && wide.bucket === narrow.bucket && narrow.prefix.startsWith(wide.prefix);
const sorted = (set: Iterable<string>): string[] => [...new Set(set)].sort();

describe('what the apps may do', () => {
  const program = new AppProgram();
  const { stack } = synthesised({ auditLockDays: 30 });
  const needs = Object.fromEntries(APPS.map((app) => [app, needsOf(program, app)])) as Record<
    App,
    ReturnType<typeof needsOf>
  >;

  it.each(APPS)('leaves no key of the %s unexplained', (app) => {
    expect([...needs[app].unexplained]).toEqual([]);
    expect(needs[app].objects.size).toBeGreaterThan(5);
  });

  it.each(APPS)('lets the %s reach every object that its code reads, writes or lists', (app) => {
    const granted = objectGrants(stack.allowed(ROLES[app]));
    const refused = [...needs[app].objects].filter(
      (need) => !granted.some((grant) => covers(grant, grantOf(need))),
    );
    expect(refused).toEqual([]);
  });

  it.each(APPS)('grants the %s nothing on objects that its code has no use for', (app) => {
    const needed = [...needs[app].objects].map(grantOf);
    const unused = objectGrants(stack.allowed(ROLES[app])).filter(
      (grant) => !needed.some((need) => covers(grant, need)),
    );
    expect(unused).toEqual([]);
  });

  it.each(APPS)('is, of queues, what the code of the %s does with each of them', (app) => {
    const variables = queuesByVariable(stack);
    const granted = stack
      .allowed(ROLES[app])
      .flatMap(({ Action, Resource }) =>
        Resource.filter((resource) => resource.startsWith('<Queues')).flatMap((resource) =>
          Action.map((action) => `${action} ${variables.get(resource) ?? resource}`),
        ),
      );
    expect(sorted(granted)).toEqual(sorted(needs[app].queues));
  });

  it('is, of machines, what the scaler calls, and nothing for the others', () => {
    const ofMachines = (app: App) =>
      sorted(stack.allowed(ROLES[app]).flatMap(({ Action }) => Action)).filter((action) =>
        /^(ec2|iam):/.test(action),
      );
    expect(ofMachines('scaler')).toEqual(sorted(needs.scaler.machines));
    for (const app of ['gateway', 'recognizer'] as const) {
      expect(ofMachines(app)).toEqual([]);
      expect([...needs[app].machines]).toEqual([]);
    }
  });

  it('is nothing else but what the machine of a recognizer calls to start it', () => {
    const others = (app: App) =>
      sorted(stack.allowed(ROLES[app]).flatMap(({ Action }) => Action)).filter(
        (action) => !/^(ec2|iam|s3|sqs):/.test(action),
      );
    expect(others('gateway')).toEqual([]);
    expect(others('scaler')).toEqual([]);
    const data = stack.one('AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: unknown };
    const script = stack.text(data.UserData);
    const called = OF_THE_MACHINE.filter(({ says }) => says.test(script)).flatMap(({ actions }) => actions);
    expect(others('recognizer')).toEqual(sorted(called));
  });
});
