import { type components, FacefleetError } from '@facefleet/client/browser';
import { TimedOut, Unreachable } from '../../api/failure';
import { API_URL } from '../../api/send';
import { useQuery } from '../../api/use-query';
import { Loaded } from '../../components/states';
import { texts } from '../../texts';
import { Part } from './part';

type Readiness = components['schemas']['Readiness'];
type PartHealth = Readiness['details'][string];

const t = texts.system.health;
const LOOK_EVERY_MS = 10_000;
const DEADLINE_MS = 10_000;

export function Health() {
  const health = useQuery(readiness, [], LOOK_EVERY_MS);
  return (
    <Part title={t.title} lead={t.lead}>
      <Loaded query={health}>
        {({ details }) => (
          <ul class="health">
            {Object.entries(details).map(([name, part]) => (
              <li key={name}>
                <span class={`tag ${part.status === 'up' ? 'tag-good' : 'tag-danger'}`}>
                  {part.status === 'up' ? t.up : t.down}
                </span>
                <span class="health-name">{t.parts[name as keyof typeof t.parts] ?? name}</span>
                <span class="small soft">{saidOf(part)}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Part>
  );
}

/** That something is down is a report as well, though not one of success: `send` would throw it. */
async function readiness(signal: AbortSignal): Promise<Readiness> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const request = { signal: AbortSignal.any([signal, deadline]), cache: 'no-store' } as const;
  const response = await fetch(`${API_URL}/health/ready`, request).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw deadline.aborted ? new TimedOut() : new Unreachable(undefined, { cause: error });
  });
  if (!response.ok && response.status !== 503) throw await FacefleetError.of(response);
  return (await response.json()) as Readiness;
}

function saidOf({ status: _, ...more }: PartHealth): string {
  return Object.entries(more)
    .map(([name, value]) => (name === 'message' ? String(value) : `${name} ${String(value)}`))
    .join(', ');
}
