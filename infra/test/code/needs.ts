import ts from 'typescript';
import { STORED_PREFIXES } from '@facefleet/aws';
import { ACTIONS } from './actions';
import { AdapterCommands, commandsOfQueuePackages } from './adapter-commands';
import { type App, type AppProgram } from './app-program';
import { CallIndex } from './call-index';
import { KeyPrefixes } from './key-prefixes';
import { KEYS_FROM_DATA } from './keys-from-data';
import { PORTS } from './ports';
import { ReachableCode } from './reachable-code';

/** What an app's code does with AWS. */
export interface Needs {
  /** `s3:GetObject images recognitions/`; a call about the bucket as a whole has no prefix. */
  objects: Set<string>;
  /** `sqs:SendMessage FACEFLEET_QUEUE_URL` */
  queues: Set<string>;
  /** `ec2:RunInstances` */
  machines: Set<string>;
  /** Places whose keys nobody has said anything about. */
  unexplained: Set<string>;
}

interface Site {
  port: string;
  method: string;
  call: ts.CallExpression;
}

export function needsOf(program: AppProgram, app: App): Needs {
  const index = new CallIndex(program);
  const calls: ts.CallExpression[] = [];
  const needs: Needs = { objects: new Set(), queues: new Set(), machines: new Set(), unexplained: new Set() };
  const packages = commandsOfQueuePackages();
  new ReachableCode(program, (node) => {
    index.look(node);
    if (ts.isCallExpression(node) && !program.pathOf(node).startsWith('libs/aws/')) calls.push(node);
    const polled = queueOfPackage(node);
    if (polled)
      for (const command of packages[polled.role])
        for (const action of actionsOf(command)) needs.queues.add(`${action} ${polled.queue}`);
  }).from(program.main(app));

  const adapters = new AdapterCommands(program);
  const prefixes = new KeyPrefixes(program, index);
  for (const site of calls.flatMap((call) => siteOf(program, index, call) ?? [])) {
    const { adapter, bucket, queues } = PORTS[site.port]!;
    for (const command of adapters.of(adapter, site.method)) {
      for (const action of actionsOf(command)) {
        if (bucket !== undefined)
          for (const key of command === 'HeadBucketCommand'
            ? ['']
            : keysOf(program, prefixes, site, bucket, needs))
            needs.objects.add(`${action} ${bucket} ${key}`);
        else if (queues) for (const queue of queues) needs.queues.add(`${action} ${queue}`);
        else needs.machines.add(action);
      }
    }
  }
  return needs;
}

function actionsOf(command: string): string[] {
  const actions = ACTIONS[command];
  if (actions === undefined) throw new Error(`Nobody has said what IAM asks for ${command}`);
  return actions;
}

/** `queueUrl: config.FACEFLEET_…` among the consumers or producers of `SqsModule`. */
function queueOfPackage(node: ts.Node): { role: 'consumers' | 'producers'; queue: string } | undefined {
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== 'queueUrl') return undefined;
  const queue = ts.isPropertyAccessExpression(node.initializer) ? node.initializer.name.text : undefined;
  for (let outer: ts.Node = node; outer.parent; outer = outer.parent) {
    const role = ts.isPropertyAssignment(outer) ? outer.name.getText() : undefined;
    if (queue !== undefined && (role === 'consumers' || role === 'producers')) return { role, queue };
  }
  return undefined;
}

/** A call of a port of libs/aws, by the port that it is made through. */
function siteOf(program: AppProgram, index: CallIndex, call: ts.CallExpression): Site | undefined {
  const { expression: callee } = call;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const isOfPort = program
    .declarationsOf(callee.name)
    .some(
      (declaration) => program.pathOf(declaration).startsWith('libs/aws/') && ts.isClassElement(declaration),
    );
  if (!isOfPort) return undefined;
  const port = portOf(program, index, callee.expression);
  return port === undefined ? undefined : { port, method: callee.name.text, call };
}

/** Somebody who asks for less than a port, as for `Pick<ObjectStore, 'get'>`, has the one that he is given. */
function portOf(program: AppProgram, index: CallIndex, receiver: ts.Expression): string | undefined {
  const name = program.checker.typeToString(program.checker.getTypeAtLocation(receiver));
  if (name in PORTS) return name;
  const at = ts.isPropertyAccessExpression(receiver) ? receiver.name : receiver;
  for (const declaration of program.declarationsOf(at)) {
    if (!ts.isParameter(declaration)) continue;
    const owner = declaration.parent;
    for (const given of index.argumentsFor(owner, owner.parameters.indexOf(declaration))) {
      const port = portOf(program, index, given);
      if (port !== undefined) return port;
    }
  }
  return undefined;
}

function keysOf(
  program: AppProgram,
  prefixes: KeyPrefixes,
  { port, call }: Site,
  bucket: string,
  needs: Needs,
): string[] {
  const [key] = call.arguments;
  const place = `${port} ${program.pathOf(call)}`;
  const found = key ? [...prefixes.of(key)] : [];
  const known = found.flatMap((one) => storedAs(bucket, one) ?? []);
  if (known.length === found.length && found.length > 0) return known;
  const fromData = KEYS_FROM_DATA[place];
  if (fromData === undefined) needs.unexplained.add(`${place}: ${call.getText().slice(0, 80)}`);
  return [...known, ...(fromData ?? [])];
}

/** As it lies in the bucket, where it begins as something that lies there. */
function storedAs(bucket: string, key: string): string | undefined {
  const of = bucket === 'audit' ? 'galleries' : bucket;
  const stored = STORED_PREFIXES.filter((one) => one.bucket === of).map(({ prefix }) => prefix);
  const whole = stored.find((prefix) => prefix === `${key}/`);
  return whole ?? (stored.some((prefix) => key.startsWith(prefix)) ? key : undefined);
}
