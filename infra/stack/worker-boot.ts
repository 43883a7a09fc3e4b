import { CONTAINER_USER } from './images';

export interface WorkerBoot {
  environment: Record<string, string>;
  image: string;
  registry: string;
  redisUrlSecret: string;
  logGroup: string;
  temporary: 'memory' | 'disk';
  temporaryMb: number;
}

/** In the container; all else there is read-only. */
export const TEMPORARY_FOLDER = '/tmp';
const ON_DISK = '/var/lib/facefleet-tmp';
/** Above the recognizer's own 25 s for finishing what it has in hand. */
const STOP_S = 40;

/**
 * The first boot of a machine installs a service that runs one recognizer at every boot, and shuts the machine down a
 * minute after it ended, however it ended: a shutdown from inside terminates, so that no machine is left without a worker.
 */
export function workerBoot(boot: WorkerBoot): string {
  return `#!/bin/bash
set -euo pipefail
trap 'shutdown -h +1' ERR
command -v docker >/dev/null || dnf install -y -q docker
install -d -m 0700 /etc/facefleet
cat >/etc/facefleet/worker.env <<'END'
${Object.entries(boot.environment)
  .map(([name, value]) => `${name}=${value}`)
  .join('\n')}
END
cat >/usr/local/sbin/facefleet-worker <<'END'
${workerScript(boot)}
END
chmod 0700 /usr/local/sbin/facefleet-worker
cat >/etc/systemd/system/facefleet-worker.service <<'END'
${SERVICE}
END
systemctl daemon-reload
systemctl enable --now docker
systemctl enable --now facefleet-worker
`;
}

const SERVICE = `[Unit]
Description=Facefleet recognizer
Requires=docker.service
After=docker.service network-online.target
Wants=network-online.target
[Service]
Type=exec
RuntimeDirectory=facefleet
RuntimeDirectoryMode=0700
ExecStart=/usr/local/sbin/facefleet-worker
ExecStop=-/usr/bin/docker stop --time ${STOP_S} facefleet-worker
ExecStopPost=/usr/sbin/shutdown -h +1
TimeoutStartSec=infinity
TimeoutStopSec=${STOP_S + 10}
Restart=no
[Install]
WantedBy=multi-user.target`;

/** The URL of Redis is fetched at each boot, so that a new password needs no new machine image. Docker keeps it with the
 * container's settings, on the encrypted volume. */
function workerScript({
  image,
  registry,
  redisUrlSecret,
  logGroup,
  temporary,
  temporaryMb,
}: WorkerBoot): string {
  const [uid, gid] = CONTAINER_USER.split(':');
  const folder =
    temporary === 'memory'
      ? `--tmpfs ${TEMPORARY_FOLDER}:rw,noexec,nosuid,nodev,mode=0700,uid=${uid},gid=${gid},size=${temporaryMb}m`
      : `--volume ${ON_DISK}:${TEMPORARY_FOLDER}`;
  const prepared =
    temporary === 'memory' ? '' : `rm -rf ${ON_DISK}\ninstall -d -m 0700 -o ${uid} -g ${gid} ${ON_DISK}\n`;
  return `#!/bin/bash
set -euo pipefail
umask 077
set -a
source /etc/facefleet/worker.env
set +a
export AWS_DEFAULT_REGION="$AWS_REGION" DOCKER_CONFIG=/run/facefleet/docker TMPDIR=/run/facefleet
metadata="$FACEFLEET_IMDS_URL/latest"
token=$(curl -sSf --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
instance=$(curl -sSf --retry 5 -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/instance-id")
redis=$(aws secretsmanager get-secret-value --secret-id '${redisUrlSecret}' --query SecretString --output text)
if ! docker image inspect '${image}' >/dev/null 2>&1; then
  aws ecr get-login-password | docker login --username AWS --password-stdin '${registry}' >/dev/null
  docker pull --quiet '${image}'
fi
{
  cat /etc/facefleet/worker.env
  echo "FACEFLEET_WORKER_ID=$instance"
  echo "REDIS_URL=$redis"
} >/run/facefleet/worker.env
docker rm --force facefleet-worker >/dev/null 2>&1 || true
${prepared}exec docker run --rm --name facefleet-worker --init --network host --pull never --no-healthcheck \\
  --user ${CONTAINER_USER} --read-only --cap-drop ALL --security-opt no-new-privileges \\
  ${folder} \\
  --env-file /run/facefleet/worker.env \\
  --log-driver awslogs --log-opt awslogs-region="$AWS_REGION" --log-opt awslogs-group='${logGroup}' \\
  --log-opt awslogs-stream="$instance" --log-opt mode=non-blocking \\
  '${image}'`;
}
