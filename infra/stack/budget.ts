import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../settings';

/** Of the whole account, because a budget by tag sees nothing until somebody has activated the tag for billing. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { settings, topic }: { settings: Settings; topic: Topic }) {
    super(scope, id);
    const subscribers = [{ subscriptionType: 'SNS', address: topic.topicArn }];
    const above = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers,
    });
    const budget = new CfnBudget(this, 'Monthly', {
      budget: {
        budgetName: `${settings.name}-monthly`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: settings.alarms.monthlyBudgetUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [above('ACTUAL', 80), above('ACTUAL', 100), above('FORECASTED', 100)],
    });
    // Who may not publish yet is refused as a subscriber.
    budget.node.addDependency(topic.node.findChild('Policy'));
  }
}
