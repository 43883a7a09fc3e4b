import { FLEET_TAG } from '@facefleet/aws';
import { CfnParameter, Fn } from 'aws-cdk-lib';
import { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { CfnInstanceProfile, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Parts } from './parts';
import { workerBoot } from './worker-boot';
import { workerEnvironment } from './worker-environment';

const MACHINE_IMAGES = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-';

/** What the scaler makes machines from. It chooses type, zone and purchase itself. */
export class Workers extends Construct {
  readonly template: CfnLaunchTemplate;
  readonly role: IRole;
  readonly instanceTypes: string[];

  constructor(scope: Construct, id: string, { role, ...parts }: Parts & { role: IRole }) {
    super(scope, id);
    const { settings, network } = parts;
    const { workers, name } = settings;
    this.role = role;
    this.instanceTypes = workers.instanceTypes.map(({ type }) => type);
    const profile = new CfnInstanceProfile(this, 'Profile', { roles: [role.roleName] });
    const script = workerBoot({
      environment: workerEnvironment(this, parts),
      image: parts.images.uri('recognizer'),
      registry: parts.images.registry,
      redisUrlSecret: parts.secrets.redisUrl.secretArn,
      logGroup: parts.logs.recognizer.logGroupName,
      temporary: workers.temporary,
      temporaryMb: workers.temporaryMb,
    });
    const tags = [
      { key: FLEET_TAG, value: name },
      { key: 'Name', value: `${name} recognizer` },
    ];
    this.template = new CfnLaunchTemplate(this, 'Template', {
      launchTemplateData: {
        imageId: workers.machineImage ?? this.newestMachineImage(settings.architecture),
        instanceType: this.instanceTypes[0],
        iamInstanceProfile: { arn: profile.attrArn },
        securityGroupIds: [network.groups.workers.securityGroupId],
        instanceInitiatedShutdownBehavior: 'terminate',
        // One hop: the container is in the machine's own network, and nothing further away may ask.
        metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled', httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [
          {
            deviceName: '/dev/xvda',
            ebs: {
              volumeSize: workers.volumeGb,
              volumeType: 'gp3',
              encrypted: true,
              deleteOnTermination: true,
            },
          },
        ],
        tagSpecifications: [
          { resourceType: 'instance', tags },
          { resourceType: 'volume', tags },
        ],
        userData: Fn.base64(script),
      },
    });
  }

  /** Looked up by CloudFormation at each deployment, so that one brings the newest patches. */
  private newestMachineImage(architecture: string): string {
    const parameter = new CfnParameter(this, 'MachineImage', {
      type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      default: MACHINE_IMAGES + architecture,
      description: 'Machine image of workers',
    });
    return parameter.valueAsString;
  }
}
