import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Endpoint } from './clients';
import { Instances } from './instances';

const CLIENT = Symbol('EC2 client');

/** EC2 machines, for the one app that buys them: the client is loaded where this module is asked for, and only there. */
@Module({})
export class InstancesModule implements OnApplicationShutdown {
  constructor(@Inject(CLIENT) private readonly client: { destroy(): void }) {}

  static forRoot({ region, endpoint }: Endpoint): DynamicModule {
    const adapter = () => import('./ec2-instances.js');
    type Adapter = Awaited<ReturnType<typeof adapter>>;
    return {
      module: InstancesModule,
      providers: [
        { provide: CLIENT, useFactory: async () => (await adapter()).createEc2Client({ region, endpoint }) },
        {
          provide: Instances,
          useFactory: async (client: ReturnType<Adapter['createEc2Client']>) =>
            new (await adapter()).Ec2Instances(client),
          inject: [CLIENT],
        },
      ],
      exports: [Instances],
    };
  }

  /** Last of all, as with the other clients. */
  onApplicationShutdown(): void {
    this.client.destroy();
  }
}
