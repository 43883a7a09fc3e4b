import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@facefleet/platform';
import { type Child, type ChildSpec, nodeProgram } from '../children/child';
import { KeptChild } from '../children/kept-child';
import { probePort } from '../children/ports';
import { builtApp } from '../project';
import { gatewayEnv, scalerEnv, type SystemParts } from './environment';
import type { StartPart } from './part-starter';

const READY_DEADLINE_MS = 60_000;
const POLL_INTERVAL_MS = 50;
const ANSWER_TIMEOUT_MS = 5_000;

export interface Apps {
  gateway: KeptChild;
  scaler: KeptChild;
  /** Where Prometheus reads them. */
  metrics: { gateway: string; scaler: string };
  /** Rejects, with the last words of the one that failed, when they do not get ready. */
  ready: Promise<void>;
}

/** @param adminKeySha256 hex */
export async function startApps(
  parts: SystemParts,
  port: number,
  adminKeySha256: string,
  start: StartPart,
  note: (sentence: string) => void,
): Promise<Apps> {
  const scalerPort = await probePort(0, port);
  const metricsPort = Number(
    parts.config.env.FACEFLEET_METRICS_PORT ?? (await probePort(0, port, scalerPort)),
  );
  const gatewaySpec: ChildSpec = {
    name: 'gateway',
    ...nodeProgram(builtApp('gateway')),
    env: { ...gatewayEnv(parts, port, adminKeySha256), FACEFLEET_METRICS_PORT: String(metricsPort) },
    stopDeadlineMs: 15_000,
  };
  const scalerSpec: ChildSpec = {
    name: 'scaler',
    ...nodeProgram(builtApp('scaler')),
    env: scalerEnv(parts, scalerPort),
    stopDeadlineMs: 30_000,
  };
  const gateway = new KeptChild(() => start(gatewaySpec), note);
  const scaler = new KeptChild(() => start(scalerSpec), note);
  const ready = Promise.all([
    untilReady(gateway.current, `http://127.0.0.1:${port}/health/ready`, READY_DEADLINE_MS),
    untilReady(scaler.current, `http://127.0.0.1:${scalerPort}/health/ready`, READY_DEADLINE_MS),
  ]).then(() => undefined);
  const metrics = {
    gateway: `http://127.0.0.1:${metricsPort}/metrics`,
    scaler: `http://127.0.0.1:${scalerPort}/metrics`,
  };
  return { gateway, scaler, metrics, ready };
}

/** Waits until an app says that it can do its work. @throws with its last words when it ends or the time is over */
export async function untilReady(child: Child, healthUrl: string, deadlineMs: number): Promise<void> {
  const ac = new AbortController();
  const ended = child.ended.then((how) => child.failure(`ended before it was ready (${how})`));
  try {
    const problem = await Promise.race([askUntilReady(healthUrl, deadlineMs, ac.signal), ended]);
    if (problem !== undefined) {
      await child.failure(`was not ready after ${deadlineMs / 1000} s (${problem})`);
    }
  } finally {
    ac.abort();
  }
}

/** @returns why it is not ready, when the time is over */
async function askUntilReady(
  healthUrl: string,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const endMs = Date.now() + deadlineMs;
  for (;;) {
    const problem = await readinessProblem(healthUrl);
    if (problem === undefined || Date.now() > endMs) return problem;
    await sleep(POLL_INTERVAL_MS, undefined, { signal });
  }
}

async function readinessProblem(healthUrl: string): Promise<string | undefined> {
  try {
    const answer = await fetch(healthUrl, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    const body = await answer.text();
    return answer.ok ? undefined : `it answers ${answer.status}: ${body.slice(0, 500)}`;
  } catch (error) {
    const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
    return messageOf(cause);
  }
}
