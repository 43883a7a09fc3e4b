import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import type { Settings } from './settings';

interface Template {
  Resources: Record<string, { Type: string }>;
  Parameters?: Record<string, { Default?: unknown }>;
}

/** What was synthesised, for whoever is about to deploy it. */
export function summaryOf(stacks: CloudFormationStackArtifact[], settings: Settings): string {
  const { workers, fleet, clients, redis } = settings;
  const types = workers.instanceTypes.map(({ type }) => type).join(', ');
  return [
    ...stacks.map(lineOf),
    '',
    `Clients: ${clients.public ? `from the internet (${clients.cidrs.join(', ')})` : 'from inside the network only'}; webhooks ${settings.webhooks ? 'on' : 'off'}`,
    `Workers: ${fleet.minWorkers} to ${fleet.maxWorkers} of ${types} (${settings.architecture}), ${workers.purchase.map(({ how }) => how).join(' before ')}`,
    `Redis: ${redis.nodes} x ${redis.nodeType}; answers kept: ${settings.retention}; budget: ${settings.alarms.monthlyBudgetUsd} USD a month`,
    `Templates lie in cdk.out. ${missing(stacks)}`,
  ].join('\n');
}

function lineOf(stack: CloudFormationStackArtifact): string {
  const template = stack.template as Template;
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(template.Resources)) {
    const service = Type.split('::')[1] ?? Type;
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([service, count]) => `${service} ${count}`);
  const bytes = Buffer.byteLength(JSON.stringify(template));
  const total = Object.keys(template.Resources).length;
  return `${stack.stackName}: ${total} resources, ${Math.ceil(bytes / 1024)} KB (${kinds.join(', ')})`;
}

function missing(stacks: CloudFormationStackArtifact[]): string {
  const asked = stacks.flatMap(({ template }) =>
    Object.entries((template as Template).Parameters ?? {}).flatMap(([name, { Default }]) =>
      Default === undefined ? [name] : [],
    ),
  );
  return asked.length === 0 ? 'Nothing is left to be given.' : `Still to be given: ${asked.join(', ')}.`;
}
