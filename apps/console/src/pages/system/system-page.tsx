import { may } from '../../api/session';
import { PageHeader } from '../../components/page-header';
import { NoPermission } from '../../components/states';
import { texts } from '../../texts';
import { AuditLog } from './audit-log';
import { DeadLetters } from './dead-letters';
import { Health } from './health';
import { Keys } from './keys';
import { Models } from './models';
import { Part } from './part';
import './system.css';

const t = texts.system;

export function SystemPage() {
  return (
    <div class="page">
      <PageHeader title={t.title} intro={t.intro} />
      <Health />
      <Models />
      {may('admin') ? (
        <>
          <Keys />
          <DeadLetters />
          <AuditLog />
        </>
      ) : (
        <Part title={t.forAdmins.title} lead={t.forAdmins.lead}>
          <NoPermission scope="admin" />
        </Part>
      )}
    </div>
  );
}
