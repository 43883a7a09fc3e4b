import { join } from 'node:path';
import { startBarePipeline, writeProbes } from '../bare-pipeline';
import { startClient } from '../gateway/client';
import { type Ground, RunningSystem } from '../running-system';
import type { LatencyPair } from './report';

/**
 * Each image alone: through the service, with all workers up and idle, and through the bare pipeline. In turn, so that
 * both meet the same machine.
 */
export function measureLatency(
  ground: Ground,
  { sizeKb, requests }: { sizeKb: number | undefined; requests: number },
): Promise<LatencyPair[]> {
  return RunningSystem.use(ground, async (running) => {
    const originals = await running.originalsOf(sizeKb);
    await running.warm(originals);
    const files = await writeProbes(
      running.newProbes(originals, requests),
      join(ground.scratch, `latency-${sizeKb}`),
    );
    const [warmUpFile] = await writeProbes(running.newProbes(originals, 1), join(ground.scratch, 'latency'));
    const client = await startClient({ url: running.local.url, key: running.local.adminKey });
    const pipeline = await startBarePipeline(running.bareSettings);
    const both = async (file: string): Promise<LatencyPair> => {
      const sent = await client.ask({ kind: 'recognise', concurrency: 1, images: [file], count: 1 });
      if (sent.ids.length !== 1) throw new Error(`Not answered: ${JSON.stringify(sent.statuses)}`);
      const { wallS } = await pipeline.ask({ files: [file] });
      return { serviceMs: sent.latenciesMs[0] as number, bareMs: wallS * 1000 };
    };
    try {
      for (let round = 0; round < 2; round++) await both(warmUpFile as string);
      const pairs: LatencyPair[] = [];
      for (const file of files) pairs.push(await both(file));
      return pairs;
    } finally {
      await Promise.all([client.end(), pipeline.end()]);
    }
  });
}
