import { POLICY_NAMES } from '@facefleet/scaling';

/**
 * @param asked names, or `all`
 * @returns in our order, each once
 * @throws Error naming one that does not exist
 */
export function policyNames(asked: readonly string[]): string[] {
  const stranger = asked.find((name) => name !== 'all' && !POLICY_NAMES.includes(name));
  if (stranger !== undefined || asked.length === 0) {
    throw new Error(
      `--policies takes all or ${POLICY_NAMES.join(', ')}${stranger === undefined ? '' : `, not "${stranger}"`}.`,
    );
  }
  return POLICY_NAMES.filter((name) => asked.includes('all') || asked.includes(name));
}
