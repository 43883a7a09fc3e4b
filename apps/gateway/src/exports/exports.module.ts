import { Module } from '@nestjs/common';
import { ExportsController } from './exports.controller';
import { GalleryExport } from './gallery-export';

@Module({ controllers: [ExportsController], providers: [GalleryExport] })
export class ExportsModule {}
