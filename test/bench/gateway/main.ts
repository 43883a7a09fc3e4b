import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '../../support/tool';
import { timesByThread } from '../profile/profiles';
import { partsTable } from '../profile/report';
import { type GatewayBenchOptions, parseGatewayOptions, USAGE } from './options';
import { gatewayReport } from './report';
import { benchGateway } from './run';

async function main(options: GatewayBenchOptions): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'facefleet-bench-'));
  try {
    const { figures, windows } = await benchGateway(options, scratch);
    console.log(gatewayReport(figures));
    if (options.profile !== undefined) {
      const kinds = ['cached', 'new'] as const;
      const times = await timesByThread(
        options.profile,
        kinds.map((kind) => windows[kind]),
      );
      kinds.forEach((kind, index) => {
        const cpu = { gateway: figures[kind].gatewayCpuMs, recognizer: 0 };
        console.log(`\n${partsTable(`The gateway, ${kind}`, times[index]!, cpu)}`);
      });
    }
    if (options.json !== undefined) await writeFile(options.json, JSON.stringify(figures, null, 2) + '\n');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

runTool(parseGatewayOptions, USAGE, main);
