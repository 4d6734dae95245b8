import { userInfo } from 'node:os';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { Consumers, type TopicName } from '#contracts';
import type { ResumeWish } from './resume.js';

interface Flags {
  readonly topic?: TopicName;
  readonly partition?: number;
  readonly force?: boolean;
}

/** @param run does it; what it throws comes out */
export const resumeCommand = (run: (wish: ResumeWish) => Promise<void>): Command => {
  const topics = [...new Set(Object.values(Consumers).flatMap((consumer) => consumer.topics))];
  return new Command('resume')
    .description(
      'Lets partitions that stand still go on, from the start of their log: what it holds is applied anew, and what ' +
        'was applied before counts once; what the log has lost is published again as far as the journal has it. See ' +
        '/health/ready of the consumer for what stands still, and why.',
    )
    .addArgument(new Argument('<consumer>', 'whose partitions').choices(Object.keys(Consumers)))
    .addOption(new Option('--topic <name>', 'only this topic').choices(topics))
    .addOption(new Option('--partition <number>', 'only this partition').argParser(partitionOf))
    .option('--force', 'also partitions that go on by themselves: their whole log is applied anew')
    .action(async (name: keyof typeof Consumers, { topic, partition, force = false }: Flags) => {
      await run({ consumer: Consumers[name], topic, partition, force, by: operator() });
    });
};

/** Who is at the terminal, as the system knows them; a container may know no name. */
const operator = (): string => {
  try {
    return `operator/${userInfo().username}`;
  } catch {
    return 'operator';
  }
};

const partitionOf = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('A partition is a number, from 0 on.');
  return Number(text);
};
