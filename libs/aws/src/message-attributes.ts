/** As SQS wants them and gives them back. */
export type MessageAttributes = Partial<Record<string, { DataType?: string; StringValue?: string }>>;

/** @returns undefined where there is nothing to say: SQS refuses an empty set */
export function messageAttributesOf(carrier: Record<string, string | undefined>) {
  const entries = Object.entries(carrier).filter(([, value]) => value !== undefined && value !== '');
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
}

/** What was handed along with a message. */
export function traceCarrierOf({
  MessageAttributes: attributes = {},
}: {
  MessageAttributes?: MessageAttributes;
}) {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value?.StringValue === undefined ? [] : [[name, value.StringValue]],
    ),
  );
}
