/** Fields first, so that the gateway knows them when the image arrives; undefined ones are left out. */
export function imageForm(
  images: readonly { file: Blob; name: string }[],
  fields: Record<string, string | number | undefined> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, String(value));
  }
  for (const { file, name } of images) form.append('image', file, name);
  return form;
}

/** The form is made already: the types of its fields are those of what it was made of. */
export function multipart(form: FormData): { body: never; bodySerializer: () => FormData } {
  return { body: form as never, bodySerializer: () => form };
}
