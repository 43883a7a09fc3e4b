import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { LONG, type Schedule, schedules, SHORT } from '../../apps/scaler/src/model/schedule.fixture';
import { runSchedule } from '../../apps/scaler/src/model/world.fixture';
import { runTool } from '../support/tool';
import { type ModelOptions, parseModelOptions, USAGE } from './options';

const TELL_EVERY = 5_000;

async function main({ schedules: numRuns, seed, long }: ModelOptions): Promise<void> {
  Logger.overrideLogger(false);
  const total = { schedules: 0, ticks: 0, launches: 0, virtualS: 0, directionChanges: 0 };
  const cpuS = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const startS = cpuS();
  const tell = () => {
    const { schedules, ticks, launches, virtualS, directionChanges } = total;
    const usedS = cpuS() - startS;
    const rate = (schedules / usedS).toFixed(0);
    console.log(
      `seed ${seed}: ${schedules} ${long ? 'long' : 'short'} schedules, ${(virtualS / 3600).toFixed(0)} h of virtual time, ` +
        `${ticks} decisions, ${launches} machines, at most ${directionChanges} changes of direction; ` +
        `${usedS.toFixed(0)} s of CPU, ${rate} schedules a second`,
    );
  };
  const holds = async (schedule: Schedule) => {
    const { violation, ticks, launches, virtualS, directionChanges } = await runSchedule(schedule);
    total.schedules += 1;
    total.ticks += ticks;
    total.launches += launches;
    total.virtualS += virtualS;
    total.directionChanges = Math.max(total.directionChanges, directionChanges);
    if (total.schedules % TELL_EVERY === 0) tell();
    if (violation !== undefined) throw new Error(violation);
  };
  const arbitrary = schedules(long ? LONG : SHORT);
  const run = await fc.check(fc.asyncProperty(arbitrary, holds), { numRuns, seed });
  tell();
  if (!run.failed) return;
  const [schedule] = run.counterexample ?? [];
  console.log(`seed ${seed}, path ${run.counterexamplePath}, ${run.numShrinks} times made shorter:`);
  console.log(JSON.stringify(schedule, null, 2));
  console.log(run.errorInstance instanceof Error ? run.errorInstance.message : run.errorInstance);
  process.exitCode = 1;
}

runTool(parseModelOptions, USAGE, main);
