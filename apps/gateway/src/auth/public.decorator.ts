import { type CustomDecorator, SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'facefleet:public';

/** Needs no key. */
export const Public = (): CustomDecorator => SetMetadata(IS_PUBLIC, true);
