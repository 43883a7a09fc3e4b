import { BulkModule } from '@facefleet/bulk';
import { Module } from '@nestjs/common';
import { ExportsController } from './exports.controller';
import { GalleryExport } from './gallery-export';
import { PersonAnswers } from './person-answers';
import { PersonAudit } from './person-audit';
import { PersonDescription } from './person-description';
import { PersonExport } from './person-export';
import { PersonExportsController } from './person-exports.controller';
import { PersonImports } from './person-imports';
import { PersonLetters } from './person-letters';
import { Photographs } from './photographs';
import { SoughtPeople } from './sought-person';

@Module({
  imports: [BulkModule],
  controllers: [ExportsController, PersonExportsController],
  providers: [
    Photographs,
    GalleryExport,
    SoughtPeople,
    PersonAnswers,
    PersonDescription,
    PersonImports,
    PersonLetters,
    PersonAudit,
    PersonExport,
  ],
})
export class ExportsModule {}
