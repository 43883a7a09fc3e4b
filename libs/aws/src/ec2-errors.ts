import { InstanceError, type InstanceErrorKind } from './instance-error';

const CODES: Record<Exclude<InstanceErrorKind, 'other'>, string[]> = {
  'insufficient-capacity': [
    'InsufficientInstanceCapacity',
    'InsufficientCapacity',
    'InsufficientHostCapacity',
    'InsufficientReservedInstanceCapacity',
    'InsufficientFreeAddressesInSubnet',
    'UnfulfillableCapacity',
    'SpotMaxPriceTooLow',
    'Unsupported', // this type in this zone
  ],
  'limit-exceeded': [
    'InstanceLimitExceeded',
    'VcpuLimitExceeded',
    'MaxSpotInstanceCountExceeded',
    'SpotInstanceCountLimitExceeded',
    'VolumeLimitExceeded',
  ],
  throttled: [
    'RequestLimitExceeded',
    'RequestResourceCountExceeded',
    'Throttling',
    'ThrottlingException',
    'RequestThrottled',
    'RequestThrottledException',
    'EC2ThrottledException',
    'TooManyRequestsException',
  ],
  unauthorised: [
    'UnauthorizedOperation',
    'AuthFailure',
    'AccessDenied',
    'AccessDeniedException',
    'Blocked',
    'CredentialsProviderError',
    'ExpiredToken',
    'ExpiredTokenException',
    'InvalidClientTokenId',
    'OptInRequired',
    'PendingVerification',
    'SignatureDoesNotMatch',
    'UnrecognizedClientException',
  ],
  'idempotency-mismatch': ['IdempotentParameterMismatch', 'IdempotentInstanceTerminated'],
};

export function kindOfCode(code: string): InstanceErrorKind {
  const kinds = Object.keys(CODES) as (keyof typeof CODES)[];
  return kinds.find((kind) => CODES[kind].includes(code)) ?? 'other';
}

/** Whatever is not plainly a refusal may have been done: a timeout, a 500, an answer cut off. */
export function instanceErrorOf(cause: unknown): InstanceError {
  if (cause instanceof InstanceError) return cause;
  if (!(cause instanceof Error)) return new InstanceError('other', 'unknown', String(cause));
  const kind = kindOfCode(cause.name);
  const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  const refused = kind !== 'other' || (status >= 400 && status < 500);
  return new InstanceError(kind, refused ? 'refused' : 'unknown', `${cause.name}: ${cause.message}`, {
    cause,
  });
}
