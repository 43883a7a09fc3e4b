import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log';
import { AuditPages } from './audit-pages';
import { AuditController } from './audit.controller';

/** Who did what, and who was told about whom. The guard and the interceptor, which stand before every handler, write it. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditLog, AuditPages],
  exports: [AuditLog, AuditPages],
})
export class AuditModule {}
