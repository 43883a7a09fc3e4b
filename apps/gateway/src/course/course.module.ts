import { Module } from '@nestjs/common';
import { RecognitionsModule } from '../recognitions/recognitions.module';
import { CourseController } from './course.controller';

@Module({ imports: [RecognitionsModule], controllers: [CourseController] })
export class CourseModule {}
