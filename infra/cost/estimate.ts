import type { Settings } from '../settings';
import type { Assumptions } from './assumptions';
import type { Prices } from './prices';

export interface Line {
  what: string;
  /** How it is computed, with the numbers. */
  how: string;
  usd: number;
}

type Given = { settings: Settings; prices: Prices; assumptions: Assumptions };

const SCALERS = { tasks: 2, vcpus: 0.25, gb: 0.5 };
const ZONES = 2;
const SECONDS_PER_HOUR = 3600;
const MILLION = 1e6;

/** What is paid in a month in which nobody asks anything and no worker runs. */
export function idleMonth({ settings, prices: p, assumptions: a }: Given): Line[] {
  const { gateway, network, redis } = settings;
  const hours = a.hoursPerMonth;
  const zones = network.zones?.length ?? ZONES;
  const endpointZones = network.endpointsInOneZone ? 1 : zones;
  const seconds = hours * SECONDS_PER_HOUR;
  const [vcpus, gb] = [gateway.cpu / 1024, gateway.memoryMb / 1024];
  const task = (vcpus: number, gb: number) => vcpus * p.fargateVcpuHour + gb * p.fargateGbHour;
  return [
    {
      what: 'gateways',
      how: `${gateway.tasks} x (${vcpus} vCPU x ${p.fargateVcpuHour} + ${gb} GB x ${p.fargateGbHour}) x ${hours} h`,
      usd: gateway.tasks * task(vcpus, gb) * hours,
    },
    {
      what: 'scalers',
      how: `${SCALERS.tasks} x (${SCALERS.vcpus} vCPU x ${p.fargateVcpuHour} + ${SCALERS.gb} GB x ${p.fargateGbHour}) x ${hours} h`,
      usd: SCALERS.tasks * task(SCALERS.vcpus, SCALERS.gb) * hours,
    },
    {
      what: 'load balancer',
      how: `(${p.balancerHour} + ${zones} addresses x ${p.publicAddressHour}) x ${hours} h`,
      usd: (p.balancerHour + zones * p.publicAddressHour) * hours,
    },
    {
      what: 'endpoints of AWS services',
      how: `${a.endpoints} x ${endpointZones} zones x ${p.endpointZoneHour} x ${hours} h`,
      usd: a.endpoints * endpointZones * p.endpointZoneHour * hours,
    },
    {
      what: 'Redis',
      how: `${redis.nodes} x ${p.redisNodeHour} x ${hours} h`,
      usd: redis.nodes * p.redisNodeHour * hours,
    },
    {
      what: 'SQS, polled in vain',
      how: `${a.idleSqsPerS}/s x ${seconds} s x ${p.sqsMillion} / million`,
      usd: (a.idleSqsPerS * seconds * p.sqsMillion) / MILLION,
    },
    {
      what: 'S3, looked at in vain',
      how: `(${a.idleGetsPerS}/s x ${p.s3GetMillion} + ${a.idlePutsPerS}/s x ${p.s3PutMillion}) x ${seconds} s / million`,
      usd: ((a.idleGetsPerS * p.s3GetMillion + a.idlePutsPerS * p.s3PutMillion) * seconds) / MILLION,
    },
    {
      what: 'metrics of the apps',
      how: `${a.ownMetrics} x ${p.ownMetricMonth}`,
      usd: a.ownMetrics * p.ownMetricMonth,
    },
    {
      what: 'alarms, secrets, logs',
      how: `${a.alarmMetrics} x ${p.alarmMetricMonth} + ${a.secrets} x ${p.secretMonth} + ${a.idleLogGb} GB x ${p.logGb}`,
      usd: a.alarmMetrics * p.alarmMetricMonth + a.secrets * p.secretMonth + a.idleLogGb * p.logGb,
    },
  ];
}

/** What a million recognitions add, images kept for a month. */
export function perMillion({ settings, prices: p, assumptions: a }: Given): Line[] {
  const { workers } = settings;
  const hours = (MILLION * a.cpuSPerImage) / a.vcpusPerWorker / a.workerUse / SECONDS_PER_HOUR;
  const worked = `10^6 x ${a.cpuSPerImage} s / ${a.vcpusPerWorker} vCPU / ${a.workerUse} = ${hours.toFixed(1)} h`;
  const disk = (workers.volumeGb * p.diskGbMonth) / a.hoursPerMonth;
  const gb = (MILLION * a.imageMb) / 1000;
  return [
    {
      what: 'workers on spot',
      how: `${worked} x (${p.workerHour} x ${p.spotShare} + disk ${disk.toFixed(4)})`,
      usd: hours * (p.workerHour * p.spotShare + disk),
    },
    {
      what: 'S3 requests',
      how: `${a.putsPerImage} x ${p.s3PutMillion} + ${a.getsPerImage} x ${p.s3GetMillion}`,
      usd: a.putsPerImage * p.s3PutMillion + a.getsPerImage * p.s3GetMillion,
    },
    {
      what: 'S3, images kept for a month',
      how: `10^6 x ${a.imageMb} MB x ${p.s3GbMonth} / GB`,
      usd: gb * p.s3GbMonth,
    },
    { what: 'SQS', how: `${a.sqsPerImage} x ${p.sqsMillion}`, usd: a.sqsPerImage * p.sqsMillion },
    {
      what: 'load balancer, by bytes',
      how: `${gb} GB x ${p.balancerUnitHour}`,
      usd: gb * p.balancerUnitHour,
    },
  ];
}

export function sum(lines: Line[]): number {
  return lines.reduce((total, { usd }) => total + usd, 0);
}
